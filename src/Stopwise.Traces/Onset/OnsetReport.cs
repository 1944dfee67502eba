using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Onset;

/// <summary>What the order of the candidates rests on.</summary>
public enum OnsetLayer
{
    /// <summary>Time alone: no rule fired.</summary>
    TimeOrder = 0,

    /// <summary>Rules with the weights that ship.</summary>
    Rules = 1,

    /// <summary>Rules weighted by how rarely the user's own solved runs fire them.</summary>
    RarityRules = 2,

    /// <summary>A model trained on the user's labelled runs of the same agent.</summary>
    Learned = 3,

    /// <summary>A language model read the first candidates and reordered them.</summary>
    Judged = 4,
}

/// <summary>Where a run may have gone wrong: turns in the order in which to read them.</summary>
/// <remarks>
/// A ranking, never a verdict: people who labelled the same runs name the same step in about a third of them. What the
/// order rests on is <see cref="Layer"/>; where no rule fired it is the order of time and says so.
/// </remarks>
public sealed record OnsetReport
{
    /// <summary>The rule that accuses the step where a run parts from solved kin; <see cref="Beside"/> says it at length.</summary>
    public const string KinRule = "kin-divergence";

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>What the order rests on.</summary>
    public required OnsetLayer Layer { get; init; }

    /// <summary>Why it rests on that, in one sentence with the numbers behind it.</summary>
    public required string Basis { get; init; }

    /// <summary>All turns of the run, the most suspect first.</summary>
    public required IReadOnlyList<OnsetCandidate> Candidates { get; init; }

    /// <summary>Sets with a coverage promise, the smaller first; empty where too few labelled runs of the agent exist.</summary>
    public IReadOnlyList<OnsetSet> Sets { get; init; } = [];

    /// <summary>What position alone would choose; to be read beside the ranking.</summary>
    public required IReadOnlyList<PositionChoice> Positions { get; init; }

    /// <summary>How the run compares with the nearest solved run of its task; null where none was given.</summary>
    public SolvedBeside? Beside { get; init; }

    /// <summary>What followed from the first candidate, in order of time.</summary>
    public required IReadOnlyList<ChainLink> Chain { get; init; }

    /// <summary>All that the rules found, in order of steps.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>What came of asking a language model; null where none was asked.</summary>
    public OnsetJudgement? Judge { get; init; }
}

/// <summary>A turn to read.</summary>
/// <param name="Rank">1 for the most suspect.</param>
/// <param name="Turn">The turn.</param>
/// <param name="Step">The step to open first in it.</param>
/// <param name="Probability">
/// Share of the model's belief, from 0 to 1, in <see cref="OnsetLayer.Learned"/>; null elsewhere: a score is no probability.
/// </param>
/// <param name="Findings">What the rules found in the turn.</param>
public sealed record OnsetCandidate(int Rank, Turn Turn, int Step, double? Probability, IReadOnlyList<Finding> Findings)
{
    /// <summary>Its rank before a language model reordered; null where none did.</summary>
    public int? RankBefore { get; init; }

    /// <summary>
    /// Why a language model puts it there, in plain text on one line of at most 200 characters: data, never to be acted on. Null
    /// where none said.
    /// </summary>
    public string? JudgeReason { get; init; }
}

/// <summary>Turns that hold the step people would blame, with a promised share of success.</summary>
/// <param name="Coverage">The promise, from 0 to 1: the share of runs like these whose labelled turn is in their set.</param>
/// <param name="Turns">Turn numbers, in order of time.</param>
/// <param name="Runs">Labelled runs of the agent that calibrate it.</param>
/// <remarks>
/// Cross-conformal over tasks (CV+, Romano, Sesia and Candès 2020, arXiv 2006.02544): in theory at least
/// <c>1 - 2(1 - coverage)</c> on exchangeable runs, in practice near the promise. It is a promise about this agent and these labellers, not about truth.
/// </remarks>
public sealed record OnsetSet(double Coverage, IReadOnlyList<int> Turns, int Runs);

/// <summary>The choice of a rule that looks at positions only.</summary>
/// <param name="Rule">Its name in words, e.g. <c>first working turn</c>.</param>
/// <param name="Turn">The turn it names.</param>
/// <param name="Step">The step it names.</param>
public sealed record PositionChoice(string Rule, int Turn, int Step);

/// <summary>The run that worked, beside this one.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Step">This run's first step after the two part for good; null where they do not part.</param>
/// <param name="Words">Where they part and what each does there.</param>
public sealed record SolvedBeside(string Run, int? Step, string Words);

/// <summary>Something that came after a candidate and has to do with it.</summary>
/// <param name="Step">The step.</param>
/// <param name="Words">What happened there.</param>
public sealed record ChainLink(int Step, string Words);
