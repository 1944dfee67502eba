using Stopwise.Traces.Actions;
using Stopwise.Traces.Onset.Talk;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Onset;

/// <summary>A run as the onset rules see it: read once, shared by all of them.</summary>
internal sealed class RunView
{
    private readonly Lazy<IReadOnlyList<StepTalk>> _talks;

    public RunView(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Run = run;
        Turns = Turn.Of(run);
        IsConversation = run.Steps.Any(s => s.Agent is not null);
        var reader = new StepReader();
        Readings = [.. run.Steps.Select(reader.Read)];
        _talks = new Lazy<IReadOnlyList<StepTalk>>(() => TalkReader.Read(run, Turns));
    }

    public Run Run { get; }

    /// <summary>The steps; the closing call is not one of them.</summary>
    public IReadOnlyList<Step> Steps => Run.Steps;

    public IReadOnlyList<Turn> Turns { get; }

    /// <summary>What each step did, by its index.</summary>
    public IReadOnlyList<StepReading> Readings { get; }

    /// <summary>What each step says, by its index.</summary>
    public IReadOnlyList<StepTalk> Talks => _talks.Value;

    /// <summary>True where several agents talk with each other, so that what is said is what is done.</summary>
    public bool IsConversation { get; }

    /// <summary>Solved runs of the same task, the nearest first; empty where there are none.</summary>
    public IReadOnlyList<Run> SolvedKin { get; init; } = [];
}
