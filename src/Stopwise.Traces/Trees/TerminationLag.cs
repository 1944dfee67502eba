using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Trees;

/// <summary>How long a run went on after its work was done (termination lag: solved early, stopped late).</summary>
/// <remarks>
/// V(t) is the verdict on the work as it is after step t. The robust solve t* begins the last unbroken stretch with V = 1
/// up to the end; the lag is what comes after t*. No format records a verifier's verdict on each state, so V is known only
/// where the run's own checks state it, and only for the state that they ran on: an edit makes it unknown again. Where
/// that says nothing about the final state there is no verified lag, only proxies, and the two are never mixed.
/// </remarks>
public sealed record TerminationLag
{
    /// <inheritdoc cref="Run.Id"/>
    public required string Run { get; init; }

    /// <inheritdoc cref="Runs.Run.Agent"/>
    public required string Agent { get; init; }

    /// <inheritdoc cref="Runs.Run.Model"/>
    public string? Model { get; init; }

    /// <summary>True or false by a trusted verdict; null without one.</summary>
    public bool? Solved { get; init; }

    /// <summary>Steps of the run, the closing call not counted.</summary>
    public required int Steps { get; init; }

    /// <summary>What the run's own checks say about the work as it was handed in.</summary>
    public required FinalState Final { get; init; }

    /// <summary>How far the checks can be believed.</summary>
    public LagEvidence Evidence =>
        Final != FinalState.Passing
            ? LagEvidence.None
            : Solved switch
            {
                true => LagEvidence.Confirmed,
                null => LagEvidence.OwnChecks,
                false => LagEvidence.Contradicted,
            };

    /// <summary>What came after t*, every state from there to the end checked and passing; null where the final state is not.</summary>
    public LagSpan? Checked { get; init; }

    /// <summary>The same if states in between that no check looked at passed too; never less than <see cref="Checked"/>.</summary>
    public LagSpan? AtMost { get; init; }

    /// <summary>What came after the first state that passed; null where none did.</summary>
    public LagSpan? SinceFirst { get; init; }

    /// <summary>True where a state passed its checks and the final one fails them.</summary>
    public bool SolvedThenBroken => SinceFirst is not null && Final == FinalState.Failing;

    /// <summary>Stand-ins that need no verdict; those that this run does not have are left out.</summary>
    public required IReadOnlyList<LagProxy> Proxies { get; init; }

    /// <summary>Measures one run.</summary>
    public static TerminationLag Of(TraceTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var states = CheckedStates.Of(tree);
        var run = tree.Run;
        return new TerminationLag
        {
            Run = run.Id,
            Agent = run.Agent,
            Model = run.Model,
            Solved = run.Outcome.Good,
            Steps = tree.Steps.Count,
            Final = states.Final,
            Checked = LagSpan.After(tree, states.RobustSolve),
            AtMost = LagSpan.After(tree, states.EarliestSolve),
            SinceFirst = LagSpan.After(tree, states.FirstSolve),
            Proxies = ProxiesOf(tree),
        };
    }

    private static LagProxy[] ProxiesOf(TraceTree tree)
    {
        // Where only the final answer counts, no change is the last useful one.
        var changed =
            tree.Run.Deliverable == Deliverable.Answer ? null : tree.Steps.LastOrDefault(s => s.OpensState)?.Index;
        (LagProxyKind Kind, int? From)[] found =
        [
            (LagProxyKind.LastUsefulChange, changed is null ? null : LastUsefulChange(tree)),
            (LagProxyKind.LastChange, changed),
            (LagProxyKind.TodoComplete, TodoList.CompleteSince(tree.Run.Steps)),
        ];
        return
        [
            .. found.Where(p => p.From is not null).Select(p => new LagProxy(p.Kind, LagSpan.After(tree, p.From)!)),
        ];
    }

    private static int LastUsefulChange(TraceTree tree) =>
        Math.Min(UsefulChange.StepsNeeded(tree.Run, [.. tree.Steps.Select(s => s.Reading)]), tree.Steps.Count) - 1;
}

/// <summary>The part of a run after a step.</summary>
/// <param name="From">The step; what comes after it is the lag.</param>
/// <param name="Steps">Steps after it, the closing call not counted.</param>
/// <param name="Share">These steps as a share of all, 0 to 1.</param>
/// <param name="Cost">What the model calls after it spent, the closing call included.</param>
public sealed record LagSpan(int From, int Steps, double Share, TreeCost Cost)
{
    internal static LagSpan? After(TraceTree tree, int? step)
    {
        if (step is not { } from)
        {
            return null;
        }

        var cost = tree.ClosingCost;
        for (var i = from + 1; i < tree.Steps.Count; i++)
        {
            cost += tree.Steps[i].Cost;
        }

        var steps = tree.Steps.Count - 1 - from;
        return new LagSpan(from, steps, (double)steps / tree.Steps.Count, cost);
    }
}

/// <summary>A stand-in for the moment at which the work was done.</summary>
/// <param name="Kind">What stands in.</param>
/// <param name="Span">What came after it.</param>
public sealed record LagProxy(LagProxyKind Kind, LagSpan Span);

/// <summary>What stands in for the moment at which the work was done.</summary>
public enum LagProxyKind
{
    /// <summary>The last write to a file of the final patch, else the last change: hindsight, whether or not the work was right.</summary>
    LastUsefulChange = 0,

    /// <summary>The last step that changed anything, scratch and clean-up included.</summary>
    LastChange = 1,

    /// <summary>The agent's own list says that everything is done, and never says otherwise afterwards.</summary>
    TodoComplete = 2,
}

/// <summary>What the run's own checks say about the work as it was handed in.</summary>
public enum FinalState
{
    /// <summary>No check in the run states a result.</summary>
    NoCheck = 0,

    /// <summary>The run edited nothing.</summary>
    Unchanged = 1,

    /// <summary>No check after the last edit states a result. One that passed before it says nothing about this state.</summary>
    Unchecked = 2,

    /// <summary>A check after the last edit fails.</summary>
    Failing = 3,

    /// <summary>Checks after the last edit state that all passes.</summary>
    Passing = 4,
}

/// <summary>How far a lag that the run's own checks give can be believed.</summary>
public enum LagEvidence
{
    /// <summary>There is none.</summary>
    None = 0,

    /// <summary>The run's own checks, and nobody has judged the result.</summary>
    OwnChecks = 1,

    /// <summary>The run's own checks, and a trusted verdict says that the task is solved.</summary>
    Confirmed = 2,

    /// <summary>The run's own checks pass and a trusted verdict says that it failed: no solve, and no verified lag.</summary>
    Contradicted = 3,
}
