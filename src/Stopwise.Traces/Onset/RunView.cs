using Stopwise.Traces.Actions;
using Stopwise.Traces.Kin;
using Stopwise.Traces.Onset.Rules;
using Stopwise.Traces.Onset.Talk;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Onset;

/// <summary>A run as the onset rules see it: read once, shared by all of them.</summary>
/// <remarks>Indexes are built when a rule first asks for them, each in one pass over the run.</remarks>
internal sealed class RunView
{
    private readonly Lazy<IReadOnlyList<StepTalk>> _talks;
    private readonly Lazy<IReadOnlyList<StepTalk>> _measured;
    private readonly Lazy<IReadOnlyList<Act>> _acts;
    private readonly int[] _starts;
    private readonly Lazy<SeenWords> _words;
    private readonly Lazy<FileTrail> _files;
    private readonly Lazy<CheckTrail> _checks;
    private readonly Lazy<IReadOnlyList<RunView>> _kin;
    private readonly Lazy<KinComparison?> _beside;

    public RunView(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Run = run;
        Turns = Turn.Of(run);
        IsConversation = run.Steps.Any(s => s.Agent is not null);
        var reader = new StepReader();
        Readings = [.. run.Steps.Select(reader.Read)];
        _measured = new(() => TalkReader.Read(run, Turns, measured: true));
        _talks = new(() => IsConversation ? _measured.Value : TalkReader.Read(run, Turns, measured: false));
        _starts = new int[run.Steps.Count + 1];
        for (var i = 0; i < run.Steps.Count; i++)
        {
            _starts[i + 1] = _starts[i] + run.Steps[i].Calls.Count;
        }

        _acts = new(ActsOf);
        _words = new(() => new SeenWords(Run));
        _files = new(() => new FileTrail(Run, Acts));
        _checks = new(() => new CheckTrail(Readings, Acts));
        _beside = new(() => SolvedKin.Count == 0 ? null : KinComparison.Compare(Run, SolvedKin[0]));
        _kin = new(() => [.. SolvedKin.Take(KinLookedAt).Select(k => new RunView(k))]);
    }

    /// <summary>Solved runs of the task that rules compare with, the nearest ones: reading a run costs as much as judging it.</summary>
    public const int KinLookedAt = 5;

    public Run Run { get; }

    /// <summary>The steps; the closing call is not one of them.</summary>
    public IReadOnlyList<Step> Steps => Run.Steps;

    public IReadOnlyList<Turn> Turns { get; }

    /// <summary>What each step did, by its index.</summary>
    public IReadOnlyList<StepReading> Readings { get; }

    /// <summary>Which part each step plays, by its index, and in a conversation what it says.</summary>
    public IReadOnlyList<StepTalk> Talks => _talks.Value;

    /// <summary>The same with what each step says even where one agent talks to itself.</summary>
    public IReadOnlyList<StepTalk> MeasuredTalks => _measured.Value;

    /// <summary>True where several agents talk with each other, so that what is said is what is done.</summary>
    public bool IsConversation { get; }

    /// <summary>Solved runs of the same task, the nearest first; empty where there are none.</summary>
    public IReadOnlyList<Run> SolvedKin { get; init; } = [];

    /// <summary>All calls in order.</summary>
    public IReadOnlyList<Act> Acts => _acts.Value;

    /// <summary>When each word was first shown or written.</summary>
    public SeenWords Words => _words.Value;

    /// <summary>When each written file was listed, shown, looked at and written.</summary>
    public FileTrail Files => _files.Value;

    /// <summary>The checks and edits in order.</summary>
    public CheckTrail Checks => _checks.Value;

    /// <summary>The run beside the nearest of <see cref="SolvedKin"/>; null where there is none.</summary>
    public KinComparison? Beside => _beside.Value;

    /// <summary>The nearest of <see cref="SolvedKin"/>, read.</summary>
    public IReadOnlyList<RunView> Kin => _kin.Value;

    /// <summary>The files that a step writes, with the way.</summary>
    public IEnumerable<FileWrite> WritesAt(int step)
    {
        for (var i = _starts[step]; i < _starts[step + 1]; i++)
        {
            foreach (var write in Acts[i].Writes)
            {
                yield return write;
            }
        }
    }

    private List<Act> ActsOf()
    {
        var acts = new List<Act>(Steps.Count);
        for (var i = 0; i < Steps.Count; i++)
        {
            var calls = Steps[i].Calls;
            for (var c = 0; c < calls.Count; c++)
            {
                acts.Add(new Act(i, calls[c], Readings[i].Calls[c]));
            }
        }

        return acts;
    }
}
