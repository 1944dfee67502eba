namespace Stopwise.Exits.Calibration;

/// <summary>How many units a certificate needs, and how many losses it forgives, by the exact binomial test.</summary>
public static class SampleSize
{
    /// <summary>
    /// The largest k with P(Bin(units, alpha) &lt;= k) &lt;= delta; -1 where even no loss would not do.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// units is negative, or alpha or delta not strictly between 0 and 1.
    /// </exception>
    public static int AllowedLosses(int units, double alpha, double delta)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        Require.Inside(alpha);
        Require.Inside(delta);
        int allowed = -1,
            tooMany = units;
        while (tooMany - allowed > 1)
        {
            var middle = allowed + ((tooMany - allowed) / 2);
            (allowed, tooMany) =
                Binomial.LowerTail(middle, units, alpha) <= delta ? (middle, tooMany) : (allowed, middle);
        }

        return allowed;
    }

    /// <summary>
    /// The fewest units that certify a risk of at most alpha at level delta when this many of them are losses.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// losses is negative, or alpha or delta not strictly between 0 and 1.
    /// </exception>
    /// <exception cref="StopwiseException">More than 2^30 units would be needed.</exception>
    public static int MinimumUnits(double alpha, double delta, int losses)
    {
        Require.Inside(alpha);
        Require.Inside(delta);
        ArgumentOutOfRangeException.ThrowIfNegative(losses);
        var tooFew = losses;
        var enough = Math.Max(1L, losses);
        do
        {
            enough *= 2;
            if (enough > 1 << 30)
            {
                throw new StopwiseException(
                    $"Certifying a risk of {alpha} at level {delta} with {losses} losses needs over a billion units; "
                        + "choose a larger alpha."
                );
            }
        } while (Binomial.LowerTail(losses, (int)enough, alpha) > delta);

        var fits = (int)enough;
        while (fits - tooFew > 1)
        {
            var middle = tooFew + ((fits - tooFew) / 2);
            (tooFew, fits) = Binomial.LowerTail(losses, middle, alpha) <= delta ? (tooFew, middle) : (middle, fits);
        }

        return fits;
    }

    /// <summary>
    /// <see cref="MinimumUnits"/> for 0, 1, ... <paramref name="mostLosses"/> losses: the table a person plans with.
    /// </summary>
    /// <inheritdoc cref="MinimumUnits" path="/exception"/>
    public static IReadOnlyList<int> Table(double alpha, double delta, int mostLosses)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mostLosses);
        var table = new int[mostLosses + 1];
        for (var k = 0; k <= mostLosses; k++)
        {
            table[k] = MinimumUnits(alpha, delta, k);
        }

        return table;
    }
}
