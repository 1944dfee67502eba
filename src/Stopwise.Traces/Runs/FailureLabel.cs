namespace Stopwise.Traces.Runs;

/// <summary>
/// A step that people found wrong when they read a failed run. Known only after the run: never an input to a rule.
/// </summary>
/// <param name="Step">The step's <see cref="Runs.Step.Index"/>, from 0.</param>
/// <param name="Source">Who labelled it, e.g. <c>who&amp;when</c>; two teams may label one run.</param>
/// <param name="Decisive">True for the step that made the run fail, in the view of the source.</param>
public sealed record FailureLabel(int Step, string Source, bool Decisive)
{
    /// <summary>The agent or user that is to blame, in the source's word; null where not said.</summary>
    public string? Agent { get; init; }

    /// <summary>The class of the failure, in the source's word; null where not said.</summary>
    public string? Category { get; init; }

    /// <summary>What went wrong, in prose; null where not said.</summary>
    public string? Reason { get; init; }
}
