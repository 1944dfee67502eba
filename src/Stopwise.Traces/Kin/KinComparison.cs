using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Kin;

/// <summary>A run beside another run, step by step, and the point at which they part.</summary>
/// <remarks>
/// Two runs <i>meet</i> where they do the same kind of step on the same target and, after it, have changed the same things
/// and their last checks said the same. They <i>part</i> at the first column that is followed by no meeting within
/// <see cref="Patience"/> columns; near the end, by no meeting at all where a change or a check is among what is left, or
/// where the runs end in different states, or where only an answer counts. Columns in which both only talk count neither way.
/// </remarks>
public sealed class KinComparison
{
    /// <summary>Columns without a meeting after which the runs have parted: 8.</summary>
    public const int Patience = 8;

    private KinComparison(Run run, Run other, KinStep[] steps, KinStep[] otherSteps, Alignment alignment)
    {
        (Run, Other, Steps, OtherSteps) = (run, other, steps, otherSteps);
        Exact = alignment.Exact;
        Score = alignment.Score;
        Columns = Describe(alignment.Pairs);
        var start = PartingColumn();
        Divergence = start < 0 ? null : KinDivergence.At(this, start);
    }

    /// <summary>The run that is looked at.</summary>
    public Run Run { get; }

    /// <summary>The run that it is compared with.</summary>
    public Run Other { get; }

    /// <summary>What the run's steps do.</summary>
    public IReadOnlyList<KinStep> Steps { get; }

    /// <summary>What the other run's steps do.</summary>
    public IReadOnlyList<KinStep> OtherSteps { get; }

    /// <summary>Steps of both runs in order, each exactly once, paired where they are alike.</summary>
    public IReadOnlyList<KinColumn> Columns { get; }

    /// <summary>Where they part for good; null where they do not.</summary>
    public KinDivergence? Divergence { get; }

    /// <summary>Steps of the run before it parts from the other: all of them where it does not.</summary>
    public int SharedSteps => Divergence?.Step ?? Steps.Count;

    /// <summary>0 for nothing in common, 1 for the same actions in the same order.</summary>
    public double Similarity
    {
        get
        {
            var most = Alignment.Worth(KinMatch.Action) * Math.Max(Steps.Count, OtherSteps.Count);
            return most == 0 ? 1 : Math.Max(0, Score) / (double)most;
        }
    }

    /// <summary>False where the runs were too long for an exact alignment and only its likeliest part was searched.</summary>
    public bool Exact { get; }

    internal int Score { get; }

    /// <summary>Compares two runs; swapping them swaps the sides of every column.</summary>
    public static KinComparison Compare(Run run, Run other)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(other);
        var reader = new ActionReader(run, other);
        var (steps, others) = (reader.Read(run), reader.Read(other));
        return new KinComparison(run, other, steps, others, Alignment.Of(steps, others));
    }

    private List<KinColumn> Describe(IReadOnlyList<(int A, int B)> pairs)
    {
        var columns = new List<KinColumn>(pairs.Count);
        KinStep? last = null,
            lastOther = null;
        foreach (var (a, b) in pairs)
        {
            last = a < 0 ? last : Steps[a];
            lastOther = b < 0 ? lastOther : OtherSteps[b];
            var match = a < 0 || b < 0 ? KinMatch.None : Steps[a].Match(OtherSteps[b]);
            var meets = match >= KinMatch.Target && last!.SameState(lastOther!);
            columns.Add(new KinColumn(a < 0 ? null : a, b < 0 ? null : b, match, meets));
        }

        return columns;
    }

    private int PartingColumn()
    {
        int start = -1,
            apart = 0;
        var acts = false;
        for (var i = 0; i < Columns.Count; i++)
        {
            var column = Columns[i];
            if (column.Meets)
            {
                (start, apart, acts) = (-1, 0, false);
            }
            else if (!OnlyTalks(column))
            {
                start = start < 0 ? i : start;
                acts |= column.Match < KinMatch.Target && Acts(column);
                if (++apart == Patience)
                {
                    return start;
                }
            }
        }

        // Where only an answer counts, looking is all that a run does.
        return start >= 0 && (acts || Run.Deliverable == Deliverable.Answer || EndDifferently()) ? start : -1;
    }

    private bool OnlyTalks(KinColumn column) => KindsOf(column).All(k => k == Actions.StepKind.Communicate);

    private bool Acts(KinColumn column) => KindsOf(column).Any(k => k >= Actions.StepKind.Verify);

    private IEnumerable<Actions.StepKind> KindsOf(KinColumn column)
    {
        if (column.Step is { } step)
        {
            yield return Steps[step].Kind;
        }

        if (column.Other is { } other)
        {
            yield return OtherSteps[other].Kind;
        }
    }

    private bool EndDifferently() => Steps.Count > 0 && OtherSteps.Count > 0 && !Steps[^1].SameState(OtherSteps[^1]);
}

/// <summary>Steps of two runs that stand side by side.</summary>
/// <param name="Step">The run's step; null where only the other has one here.</param>
/// <param name="Other">The other run's step; null where only the run has one here.</param>
/// <param name="Match">How alike they are.</param>
/// <param name="Meets">They act on the same target, and both runs are in the same state afterwards.</param>
public readonly record struct KinColumn(int? Step, int? Other, KinMatch Match, bool Meets);
