namespace Stopwise.Exits.Calibration;

/// <summary>The binomial distribution, accurate to about 1e-13 also in tails of 1e-300.</summary>
/// <remarks>
/// Point masses by the saddle-point expansion of Loader (2000), "Fast and accurate computation of binomial
/// probabilities"; tails by the continued fraction of the incomplete beta function (DLMF 8.17.22), whose prefactor is
/// such a point mass. A tail is summed from its own side, so a small one is never one minus a large one.
/// Every member throws <see cref="ArgumentOutOfRangeException"/> for a negative number of trials or a probability
/// outside [0, 1]; a count outside 0 to <c>trials</c> is fine and has the tail one expects.
/// </remarks>
public static class Binomial
{
    /// <summary>ln P(X = count); minus infinity where that is impossible.</summary>
    public static double LogMass(int count, int trials, double probability)
    {
        Check(trials, probability);
        return count < 0 || count > trials
            ? double.NegativeInfinity
            : LogMass(count, trials, probability, 1.0 - probability);
    }

    /// <summary>P(X &lt;= count), the distribution function.</summary>
    public static double LowerTail(int count, int trials, double probability) =>
        Math.Exp(LogLowerTail(count, trials, probability));

    /// <summary>P(X &gt;= count); note that the count itself is in.</summary>
    public static double UpperTail(int count, int trials, double probability) =>
        Math.Exp(LogUpperTail(count, trials, probability));

    /// <summary>ln P(X &lt;= count).</summary>
    public static double LogLowerTail(int count, int trials, double probability)
    {
        Check(trials, probability);
        return count < 0 ? double.NegativeInfinity
            : count >= trials ? 0.0
            : LogTail(trials - count, trials, 1.0 - probability, probability);
    }

    /// <summary>ln P(X &gt;= count).</summary>
    public static double LogUpperTail(int count, int trials, double probability)
    {
        Check(trials, probability);
        return count <= 0 ? 0.0
            : count > trials ? double.NegativeInfinity
            : LogTail(count, trials, probability, 1.0 - probability);
    }

    // p and q = 1 - p travel together: the caller's tiny one must not be rebuilt from the other.
    private static double LogMass(int k, int n, double p, double q)
    {
        if (p == 0.0 || q == 0.0)
        {
            return k == (p == 0.0 ? 0 : n) ? 0.0 : double.NegativeInfinity;
        }

        if (k == 0)
        {
            return n * LogOf(q, p);
        }

        if (k == n)
        {
            return n * LogOf(p, q);
        }

        double rest = n - k;
        var stirling = Precise.StirlingError(n) - Precise.StirlingError(k) - Precise.StirlingError(rest);
        var deviance = Precise.Deviance(k, n * p) + Precise.Deviance(rest, n * q);
        return stirling - deviance - (0.5 * (Math.Log(2.0 * Math.PI) + Math.Log(k) + Precise.Log1p(-(double)k / n)));
    }

    private static double LogOf(double p, double q) => q < 0.5 ? Precise.Log1p(-q) : Math.Log(p);

    // ln P(X >= k) for 1 <= k <= n: the incomplete beta function I_p(k, n - k + 1).
    private static double LogTail(int k, int n, double p, double q)
    {
        if (p == 0.0 || q == 0.0)
        {
            return p == 0.0 ? double.NegativeInfinity : 0.0;
        }

        double a = k;
        var b = (double)n - k + 1;
        if (p < (a + 1) / (a + b + 2))
        {
            return LogMass(k, n, p, q) + Math.Log(q * Fraction(a, b, p));
        }

        var other = Math.Exp(LogMass(k - 1, n, p, q) + Math.Log(p * Fraction(b, a, q)));
        return Precise.Log1p(-Math.Min(other, 1.0));
    }

    // The continued fraction by Lentz's method; it needs about sqrt(max(a, b)) terms on the side it is called for.
    private static double Fraction(double a, double b, double x)
    {
        const double Tiny = 1e-300;
        var c = 1.0;
        var d = 1.0 / NotZero(1.0 - ((a + b) * x / (a + 1)));
        var value = d;
        for (var m = 1; m < 1_000_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2.0 * m) - 1) * (a + (2.0 * m)));
            d = 1.0 / NotZero(1.0 + (even * d));
            c = NotZero(1.0 + (even / c));
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2.0 * m)) * (a + (2.0 * m) + 1));
            d = 1.0 / NotZero(1.0 + (odd * d));
            c = NotZero(1.0 + (odd / c));
            value *= d * c;
            if (Math.Abs((d * c) - 1.0) < 3e-16)
            {
                break;
            }
        }

        return value;

        static double NotZero(double y) => Math.Abs(y) < Tiny ? Tiny : y;
    }

    private static void Check(int trials, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        Require.Probability(probability);
    }
}
