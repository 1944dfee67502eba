namespace Stopwise.Exits.Calibration;

/// <summary>Tests an ordered list of hypotheses and stops at the first that cannot be rejected.</summary>
/// <remarks>
/// With valid p-values the chance that any rejected hypothesis is true is at most delta
/// (Angelopoulos et al. 2021, "Learn then Test", algorithm 1). The order, and the starts, must be
/// fixed without the losses that the p-values come from; order from the most cautious to the most permissive setting.
/// A p-value outside [0, 1] or a delta not strictly between 0 and 1 is an <see cref="ArgumentOutOfRangeException"/>.
/// </remarks>
public static class FixedSequence
{
    /// <summary>How many hypotheses from the front are rejected, each at the full delta; 0 where none is.</summary>
    public static int Prefix(ReadOnlySpan<double> pValues, double delta)
    {
        Require.Inside(delta);
        Require.Probabilities(pValues, nameof(pValues));
        return Walk(pValues, 0, delta);
    }

    /// <summary>
    /// The rejected positions, in order, when the walk begins afresh at each start with an equal share of delta.
    /// Use it where the risk is not nearly monotone: a failure then costs only its own stretch.
    /// </summary>
    /// <param name="pValues">One p-value per hypothesis.</param>
    /// <param name="delta">The total chance of a wrong rejection.</param>
    /// <param name="starts">Positions to begin at, distinct, at least one.</param>
    public static IReadOnlyList<int> FromStarts(ReadOnlySpan<double> pValues, double delta, ReadOnlySpan<int> starts)
    {
        Require.Inside(delta);
        Require.Probabilities(pValues, nameof(pValues));
        ArgumentOutOfRangeException.ThrowIfZero(starts.Length);
        var rejected = new SortedSet<int>();
        var seen = new HashSet<int>();
        foreach (var start in starts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(start, nameof(starts));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, pValues.Length, nameof(starts));
            if (!seen.Add(start))
            {
                throw new ArgumentException($"Start {start} is given twice.", nameof(starts));
            }

            var end = Walk(pValues, start, delta / starts.Length);
            for (var i = start; i < end; i++)
            {
                rejected.Add(i);
            }
        }

        return [.. rejected];
    }

    private static int Walk(ReadOnlySpan<double> pValues, int start, double level)
    {
        var end = start;
        while (end < pValues.Length && pValues[end] <= level)
        {
            end++;
        }

        return end;
    }
}

/// <summary>
/// Family-wise tests for hypotheses that have no order; each returns the rejected positions in ascending order.
/// </summary>
/// <remarks>
/// The p-values may depend on each other in any way. The checks are those of <see cref="FixedSequence"/>.
/// </remarks>
public static class UnorderedFamily
{
    /// <summary>Rejects where p &lt;= delta / count (Bonferroni).</summary>
    public static IReadOnlyList<int> Bonferroni(ReadOnlySpan<double> pValues, double delta)
    {
        Require.Inside(delta);
        Require.Probabilities(pValues, nameof(pValues));
        var rejected = new List<int>();
        for (var i = 0; i < pValues.Length; i++)
        {
            if (pValues[i] <= delta / pValues.Length)
            {
                rejected.Add(i);
            }
        }

        return rejected;
    }

    /// <summary>
    /// Rejects step by step from the smallest p-value, at delta over what is left (Holm 1979); never less than
    /// Bonferroni.
    /// </summary>
    public static IReadOnlyList<int> Holm(ReadOnlySpan<double> pValues, double delta)
    {
        Require.Inside(delta);
        Require.Probabilities(pValues, nameof(pValues));
        var sorted = pValues.ToArray();
        var positions = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(sorted, positions);
        var count = 0;
        while (count < sorted.Length && sorted[count] <= delta / (sorted.Length - count))
        {
            count++;
        }

        return [.. positions.Take(count).Order()];
    }
}
