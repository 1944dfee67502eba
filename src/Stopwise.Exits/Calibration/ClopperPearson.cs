namespace Stopwise.Exits.Calibration;

/// <summary>Exact confidence bounds for the probability behind a count of losses (Clopper and Pearson 1934).</summary>
/// <remarks>
/// The units must be independent; the coverage is at least what is asked for at every true probability. Counts must
/// satisfy 0 &lt;= losses &lt;= units and delta lie strictly between 0 and 1, else
/// <see cref="ArgumentOutOfRangeException"/>. Without units the bounds are 0 and 1.
/// </remarks>
public static class ClopperPearson
{
    /// <summary>
    /// The largest p with P(Bin(units, p) &lt;= losses) &gt;= delta: the truth lies above with chance at most delta.
    /// </summary>
    public static double Upper(int losses, int units, double delta)
    {
        Require.Counts(losses, units);
        Require.Inside(delta);
        if (losses == units)
        {
            return 1.0;
        }

        var goal = Math.Log(delta);
        return losses == 0 ? -Precise.Expm1(goal / units) : Root(p => Binomial.LogLowerTail(losses, units, p) >= goal);
    }

    /// <summary>
    /// The smallest p with P(Bin(units, p) &gt;= losses) &gt;= delta: the truth lies below with chance at most delta.
    /// </summary>
    public static double Lower(int losses, int units, double delta)
    {
        Require.Counts(losses, units);
        Require.Inside(delta);
        if (losses == 0)
        {
            return 0.0;
        }

        var goal = Math.Log(delta);
        return losses == units ? Math.Exp(goal / units) : Root(p => Binomial.LogUpperTail(losses, units, p) < goal);
    }

    /// <summary>Both bounds at delta / 2 each: the truth lies outside with chance at most delta.</summary>
    public static (double Lower, double Upper) Interval(int losses, int units, double delta)
    {
        Require.Inside(delta);
        return (Lower(losses, units, delta / 2), Upper(losses, units, delta / 2));
    }

    // Where a predicate that holds near 0 and fails near 1 turns; to the last digit, so that tiny roots are exact too.
    private static double Root(Func<double, bool> below)
    {
        double low = 0.0,
            high = 1.0;
        while (true)
        {
            var middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                return low;
            }

            if (below(middle))
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
    }
}
