using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Onset;

/// <summary>A run as the onset rules see it: read once, shared by all of them.</summary>
internal sealed class RunView
{
    public RunView(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Run = run;
        Turns = Turn.Of(run);
        var reader = new StepReader();
        Readings = [.. run.Steps.Select(reader.Read)];
    }

    public Run Run { get; }

    /// <summary>The steps; the closing call is not one of them.</summary>
    public IReadOnlyList<Step> Steps => Run.Steps;

    public IReadOnlyList<Turn> Turns { get; }

    /// <summary>What each step did, by its index.</summary>
    public IReadOnlyList<StepReading> Readings { get; }

    /// <summary>Solved runs of the same task, the nearest first; empty where there are none.</summary>
    public IReadOnlyList<Run> SolvedKin { get; init; } = [];
}
