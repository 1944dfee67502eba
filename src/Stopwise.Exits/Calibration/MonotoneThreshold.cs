namespace Stopwise.Exits.Calibration;

/// <summary>What was proved about one threshold, or why nothing could be.</summary>
/// <param name="Threshold">
/// Stop when score &gt; this, strictly; +infinity (never stop) without a certificate, -infinity means any stop is fine.
/// </param>
/// <param name="Alpha">The risk that was to be kept: share of units that a stop harms.</param>
/// <param name="Delta">The chance, over the calibration units, that the true risk is above alpha all the same.</param>
/// <param name="Units">Calibration units.</param>
/// <param name="AllowedLosses">
/// Losses that this many units forgive; -1 where even a loss-free sample is too small.
/// </param>
/// <param name="Losses">Calibration units that a stop at the threshold harms.</param>
/// <param name="PValue">P(Bin(units, alpha) &lt;= losses); at most delta exactly when certified.</param>
/// <param name="MissingUnits">Loss-free units that would have to be added for a certificate; 0 when certified.</param>
public sealed record ThresholdCertificate(
    double Threshold,
    double Alpha,
    double Delta,
    int Units,
    int AllowedLosses,
    int Losses,
    double PValue,
    int MissingUnits
)
{
    /// <summary>True if P(risk &gt; alpha) &lt;= delta was proved for the threshold.</summary>
    public bool IsCertified => MissingUnits == 0;
}

/// <summary>Certifies "stop when score &gt; threshold" from one number per unit, without a grid.</summary>
/// <remarks>
/// A higher threshold never harms a unit that a lower one spares, so the fixed-sequence exact binomial test over all
/// thresholds (Angelopoulos et al. 2021, "Learn then Test"; Wilks 1941 for the tolerance limit) is an order statistic.
/// Units must be independent and alike: one run per task, see <see cref="OneRunPerTask"/>.
/// </remarks>
public static class MonotoneThreshold
{
    /// <summary>The lowest threshold whose risk is at most alpha with confidence 1 - delta.</summary>
    /// <param name="harmfulScores">
    /// Per unit the largest score at a moment where stopping harms it; -infinity if stopping never harms it, +infinity
    /// if every stop does.
    /// </param>
    /// <param name="alpha">The risk to keep, strictly between 0 and 1.</param>
    /// <param name="delta">The chance of a wrong certificate, strictly between 0 and 1.</param>
    /// <exception cref="ArgumentException">A score is NaN, or alpha or delta is out of range.</exception>
    /// <exception cref="StopwiseException">A certificate would need more than 2^30 units.</exception>
    public static ThresholdCertificate Certify(ReadOnlySpan<double> harmfulScores, double alpha, double delta)
    {
        Require.Numbers(harmfulScores, nameof(harmfulScores));
        var units = harmfulScores.Length;
        var allowed = SampleSize.AllowedLosses(units, alpha, delta);
        var falling = harmfulScores.ToArray();
        Array.Sort(falling);
        Array.Reverse(falling);
        var hopeless = CountAbove(falling, double.MaxValue);
        if (hopeless > allowed)
        {
            return new ThresholdCertificate(
                double.PositiveInfinity,
                alpha,
                delta,
                units,
                allowed,
                Losses: 0,
                Binomial.LowerTail(hopeless, units, alpha),
                SampleSize.MinimumUnits(alpha, delta, hopeless) - units
            );
        }

        // With ties at the threshold fewer than the allowed losses lie strictly above it; the next lower value has too
        // many.
        var threshold = falling[allowed];
        var losses = CountAbove(falling, threshold);
        var pValue = Binomial.LowerTail(losses, units, alpha);
        return new ThresholdCertificate(threshold, alpha, delta, units, allowed, losses, pValue, MissingUnits: 0);
    }

    private static int CountAbove(double[] falling, double threshold)
    {
        var count = 0;
        while (count < falling.Length && falling[count] > threshold)
        {
            count++;
        }

        return count;
    }
}
