namespace Stopwise.Exits.Hosts;

/// <summary>When candidates of a race are compared, by which signal, and how many stay.</summary>
public sealed record Ranker
{
    /// <summary>The column that is compared; a candidate that does not know it comes last.</summary>
    public required string Signal { get; init; }

    /// <summary>True where the smallest value is the best. The default is false.</summary>
    public bool LowerIsBetter { get; init; }

    /// <summary>Ascending in units.</summary>
    public required IReadOnlyList<Rung> Rungs { get; init; }

    /// <summary>One comparison after which one candidate goes on (ELECT, arXiv 2504.13490, with the lowest score).</summary>
    /// <param name="signal">The column that is compared.</param>
    /// <param name="unit">Completed units at the comparison; 0 compares what is known beforehand.</param>
    /// <param name="lowerIsBetter">True to keep the smallest value.</param>
    public static Ranker KeepBest(string signal, int unit, bool lowerIsBetter = false) =>
        new()
        {
            Signal = signal,
            LowerIsBetter = lowerIsBetter,
            Rungs = [new Rung(unit, 1)],
        };

    /// <summary>Successive halving: at every rung one of <paramref name="eta"/> stays, and the next rung is that much later.</summary>
    /// <param name="signal">The column that is compared.</param>
    /// <param name="candidates">Candidates at the start, at least 1.</param>
    /// <param name="firstUnit">Completed units at the first rung, at least 1.</param>
    /// <param name="eta">At least 2.</param>
    /// <param name="lowerIsBetter">True to keep the smallest values.</param>
    public static Ranker SuccessiveHalving(
        string signal,
        int candidates,
        int firstUnit,
        int eta = 2,
        bool lowerIsBetter = false
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(candidates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(firstUnit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(eta, 2);
        var rungs = new List<Rung>();
        for (var (unit, left) = (firstUnit, candidates); left > 1; unit *= eta)
        {
            left = (left + eta - 1) / eta;
            rungs.Add(new Rung(unit, left));
        }

        return new()
        {
            Signal = signal,
            LowerIsBetter = lowerIsBetter,
            Rungs = rungs,
        };
    }

    /// <summary>Orders best first; NaN last.</summary>
    internal int Compare(float a, float b)
    {
        if (float.IsNaN(a) || float.IsNaN(b))
        {
            return float.IsNaN(a).CompareTo(float.IsNaN(b));
        }

        return LowerIsBetter ? a.CompareTo(b) : b.CompareTo(a);
    }
}

/// <summary>One comparison of a race.</summary>
/// <param name="Unit">Completed units at which it happens.</param>
/// <param name="Keep">The most candidates that go on.</param>
public sealed record Rung(int Unit, int Keep);
