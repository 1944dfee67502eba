namespace Stopwise.Exits.Calibration;

/// <summary>
/// Valid p-values for the null hypothesis that a risk is above alpha, from the losses of independent units.
/// </summary>
/// <remarks>
/// Under the null each satisfies P(p &lt;= u) &lt;= u for every u, in finite samples; a small value certifies the risk.
/// The formulas are those of Angelopoulos et al. (2021), "Learn then Test", section "Calculating valid p-values".
/// Losses lie in [0, 1], alpha strictly between 0 and 1; anything else is an <see cref="ArgumentException"/>. For 0/1
/// losses use <see cref="ExactBinomial"/>: the others waste a factor of two and more. Without units every value is 1.
/// For the risk among exits the units are the exits: given how many there are at a fixed threshold, they are
/// independent again.
/// </remarks>
public static class RiskPValue
{
    /// <summary>P(Bin(units, alpha) &lt;= losses), for losses that are 0 or 1.</summary>
    public static double ExactBinomial(int losses, int units, double alpha)
    {
        Require.Counts(losses, units);
        Require.Inside(alpha);
        return Binomial.LowerTail(losses, units, alpha);
    }

    /// <summary>
    /// exp(-n h(min(mean, alpha), alpha)), h the relative entropy of two coins (Hoeffding 1963, theorem 1).
    /// </summary>
    /// <param name="lossSum">Sum of the losses, 0 to <paramref name="units"/>.</param>
    /// <param name="units">Independent units.</param>
    /// <param name="alpha">The risk that is tested.</param>
    public static double Hoeffding(double lossSum, int units, double alpha)
    {
        CheckSum(lossSum, units, alpha);
        if (units == 0)
        {
            return 1.0;
        }

        // n h(a, b) is the sum of two deviances, each free of cancellation when the mean is near alpha.
        var sum = Math.Min(lossSum, units * alpha);
        var rest = units - sum;
        var left = sum == 0.0 ? units * alpha : Precise.Deviance(sum, units * alpha);
        var right = rest == 0.0 ? units * (1.0 - alpha) : Precise.Deviance(rest, units * (1.0 - alpha));
        return Math.Exp(-(left + right));
    }

    /// <summary>
    /// e P(Bin(n, alpha) &lt;= ceil(sum)), at most 1 (Bentkus 2004, "On Hoeffding's inequalities"; as used by Bates et
    /// al. 2021).
    /// </summary>
    /// <inheritdoc cref="Hoeffding" path="/param"/>
    public static double Bentkus(double lossSum, int units, double alpha)
    {
        CheckSum(lossSum, units, alpha);
        var tail = Binomial.LogLowerTail((int)Precise.Ceiling(lossSum), units, alpha);
        return Math.Min(1.0, Math.Exp(1.0 + tail));
    }

    /// <summary>
    /// The smaller of <see cref="Hoeffding"/> and <see cref="Bentkus"/>: both bound the same tail, so to choose costs nothing.
    /// </summary>
    /// <inheritdoc cref="Hoeffding" path="/param"/>
    public static double HoeffdingBentkus(double lossSum, int units, double alpha) =>
        Math.Min(Hoeffding(lossSum, units, alpha), Bentkus(lossSum, units, alpha));

    /// <summary>
    /// The inverse of the best capital of a gambler who bets that the mean is below alpha (Waudby-Smith and Ramdas
    /// 2024, "Estimating means of bounded random variables by betting", the predictable plug-in bets).
    /// </summary>
    /// <remarks>
    /// Best for losses that are not 0/1 and vary little, such as means over the runs of a task. The value depends on
    /// the order of the units, which therefore must be fixed before their losses are seen.
    /// </remarks>
    /// <param name="losses">One loss per unit, 0 to 1.</param>
    /// <param name="alpha">The risk that is tested.</param>
    /// <param name="delta">The level the bets are tuned for; the value is valid at every level.</param>
    public static double Betting(ReadOnlySpan<double> losses, double alpha, double delta)
    {
        Require.Inside(alpha);
        Require.Inside(delta);
        Require.Probabilities(losses, nameof(losses));
        double sum = 0.0,
            squares = 0.0,
            variance = 0.25,
            capital = 0.0,
            best = 0.0;
        for (var i = 1; i <= losses.Length; i++)
        {
            var loss = losses[i - 1];
            var bet = Math.Min(1.0, Math.Sqrt(2.0 * Math.Log(1.0 / delta) / (losses.Length * variance)));
            capital += Precise.Log1p(-bet * (loss - alpha));
            best = Math.Max(best, capital);
            sum += loss;
            var mean = (0.5 + sum) / (i + 1);
            squares += (loss - mean) * (loss - mean);
            variance = (0.25 + squares) / (i + 1);
        }

        return Math.Exp(-best);
    }

    private static void CheckSum(double lossSum, int units, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        Require.Inside(alpha);
        if (!(lossSum >= 0.0 && lossSum <= units))
        {
            throw new ArgumentOutOfRangeException(
                nameof(lossSum),
                lossSum,
                $"The losses of {units} units sum to {lossSum}; the sum must lie between 0 and {units}."
            );
        }
    }
}
