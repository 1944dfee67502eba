using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Checks;

/// <summary>What is kept of a run once it was checked.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Marks">What each contract says of it, in the order of the set.</param>
/// <param name="Violations">The first violation of each contract that it broke.</param>
internal sealed record CheckedRun(
    string Id,
    Outcome Outcome,
    IReadOnlyList<Mark> Marks,
    IReadOnlyList<FoundViolation> Violations
);
