namespace Stopwise.Exits.Calibration;

/// <summary>Bounds on the next score from the scores of exchangeable units.</summary>
/// <remarks>
/// An index beyond the sample is never clamped: the honest bound is then +infinity. Scores may be infinite, not NaN
/// (<see cref="ArgumentException"/>); alpha and delta lie strictly between 0 and 1.
/// </remarks>
public static class SplitConformal
{
    /// <summary>
    /// The ceil((n + 1)(1 - alpha))-th smallest score: the next one lies above with chance at most alpha, averaged over
    /// calibration samples (Vovk, Gammerman and Shafer 2005, "Algorithmic Learning in a Random World", inductive
    /// predictors).
    /// </summary>
    public static double Quantile(ReadOnlySpan<double> scores, double alpha)
    {
        Require.Numbers(scores, nameof(scores));
        Require.Inside(alpha);
        return OrderStatistic(
            scores,
            (int)Math.Min(int.MaxValue, Precise.Ceiling((scores.Length + 1.0) * (1.0 - alpha)))
        );
    }

    /// <summary>
    /// The smallest score bound that the next score exceeds with chance at most alpha, with confidence 1 - delta over
    /// the calibration sample (Wilks 1941; Vovk 2012, "Conditional validity of inductive conformal predictors",
    /// proposition 2a).
    /// </summary>
    public static double ToleranceBound(ReadOnlySpan<double> scores, double alpha, double delta)
    {
        Require.Numbers(scores, nameof(scores));
        return OrderStatistic(scores, ToleranceIndex(scores.Length, alpha, delta));
    }

    /// <summary>
    /// Which of n sorted scores, from 1, is the tolerance bound: the smallest k with P(Bin(n, 1 - alpha) &gt;= k) &lt;=
    /// delta; n + 1 where the sample is too small.
    /// </summary>
    public static int ToleranceIndex(int units, double alpha, double delta) =>
        // P(Bin(n, 1 - alpha) >= k) = P(Bin(n, alpha) <= n - k): as many scores may lie above as losses are allowed.
        units - SampleSize.AllowedLosses(units, alpha, delta);

    private static double OrderStatistic(ReadOnlySpan<double> scores, int index)
    {
        if (index > scores.Length)
        {
            return double.PositiveInfinity;
        }

        var rising = scores.ToArray();
        Array.Sort(rising);
        return rising[index - 1];
    }
}

/// <summary>
/// Keeps the expected loss of the next unit at or below alpha (Angelopoulos et al. 2024, "Conformal Risk Control").
/// </summary>
/// <remarks>
/// Cheaper than a certificate and weaker: the promise holds on average over calibration samples, and says nothing of
/// how often a sample is unlucky. Units must be exchangeable. alpha lies strictly between 0 and the bound of the
/// losses.
/// </remarks>
public static class ConformalRisk
{
    /// <summary>
    /// How many candidates, from the most cautious to the most permissive, may be used: the last of them keeps
    /// (n R + bound) / (n + 1) &lt;= alpha; 0 where none does.
    /// </summary>
    /// <remarks>
    /// Losses that fall again along a row are first raised to their running maximum, unit by unit: for losses that are
    /// not monotone the plain rule does not hold in finite samples.
    /// </remarks>
    /// <param name="losses">Per unit one loss per candidate, 0 to <paramref name="bound"/>.</param>
    /// <param name="alpha">The expected loss to keep.</param>
    /// <param name="bound">The largest possible loss.</param>
    public static int Prefix(IReadOnlyList<double[]> losses, double alpha, double bound = 1.0)
    {
        ArgumentNullException.ThrowIfNull(losses);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        Require.Inside(alpha / bound, nameof(alpha));
        var sums = RaisedSums(losses, bound);
        var count = 0;
        while (count < sums.Length && Keeps(sums[count], losses.Count, alpha, bound))
        {
            count++;
        }

        return count;
    }

    /// <summary>
    /// The same for "stop when score &gt; threshold": the lowest threshold that keeps the expected harm at alpha.
    /// </summary>
    /// <param name="harmfulScores">As for <see cref="MonotoneThreshold.Certify"/>.</param>
    /// <param name="alpha">The share of units harmed, in expectation.</param>
    /// <returns>+infinity (never stop) where fewer than 1/alpha - 1 units are given.</returns>
    public static double Threshold(ReadOnlySpan<double> harmfulScores, double alpha)
    {
        Require.Numbers(harmfulScores, nameof(harmfulScores));
        Require.Inside(alpha);
        var allowed = (int)Precise.Floor((harmfulScores.Length + 1.0) * alpha) - 1;
        if (allowed < 0)
        {
            return double.PositiveInfinity;
        }

        var rising = harmfulScores.ToArray();
        Array.Sort(rising);
        return rising[^(allowed + 1)];
    }

    private static bool Keeps(double sum, int units, double alpha, double bound) =>
        sum + bound <= alpha * (units + 1.0) * (1.0 + 1e-12);

    private static double[] RaisedSums(IReadOnlyList<double[]> losses, double bound)
    {
        var sums = new double[losses.Count == 0 ? 0 : losses[0].Length];
        for (var unit = 0; unit < losses.Count; unit++)
        {
            if (losses[unit].Length != sums.Length)
            {
                throw new ArgumentException(
                    $"Unit {unit} has {losses[unit].Length} losses; every unit needs {sums.Length}.",
                    nameof(losses)
                );
            }

            var most = 0.0;
            for (var i = 0; i < sums.Length; i++)
            {
                Require.Probability(losses[unit][i] / bound, nameof(losses));
                most = Math.Max(most, losses[unit][i]);
                sums[i] += most;
            }
        }

        return sums;
    }
}
