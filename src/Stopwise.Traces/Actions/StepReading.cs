namespace Stopwise.Traces.Actions;

/// <summary>What one step did, read from its calls and results alone: no outcome, no later step.</summary>
/// <param name="Changes">True unless every call provably only looks.</param>
/// <param name="Edits">True where a file outside the scratch the run made itself was written.</param>
/// <param name="Written">Files written, as the step names them.</param>
/// <param name="Opaque">True where a call may write files that cannot be named (a script, a patch, a reset).</param>
/// <param name="IsError">A call failed: error flag, non-zero exit code or an error text.</param>
/// <param name="IsCheck">A test runner or a script of the run's own was executed.</param>
/// <param name="CheckPassed">A check ran and nothing says it failed.</param>
/// <param name="FailingTests">Failing tests that the result counts; null where it counts none.</param>
/// <param name="CleansUp">A scratch file that the run had made was removed.</param>
/// <param name="LooksAtDiff">The pending change was looked at (<c>git diff</c>, <c>git status</c>).</param>
/// <param name="Declares">The model says in words that the work is done, passes or is verified.</param>
/// <param name="Calls">The same for each call, in the step's order.</param>
internal sealed record StepReading(
    bool Changes,
    bool Edits,
    IReadOnlyList<string> Written,
    bool Opaque,
    bool IsError,
    bool IsCheck,
    bool CheckPassed,
    int? FailingTests,
    bool CleansUp,
    bool LooksAtDiff,
    bool Declares,
    IReadOnlyList<CallReading> Calls
)
{
    /// <summary>What the step is for: the strongest of its calls; without a call it talks.</summary>
    public StepKind Kind { get; } = Calls.Count == 0 ? StepKind.Communicate : Calls.Max(c => c.Kind);
}
