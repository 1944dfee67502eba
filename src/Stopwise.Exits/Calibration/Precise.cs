namespace Stopwise.Exits.Calibration;

/// <summary>Elementary functions that keep their relative accuracy where the plain ones cancel.</summary>
internal static class Precise
{
    // ln n! minus Stirling's leading terms, for n = 0..15; beyond that five terms of the series reach rounding error.
    private static readonly double[] SmallStirlingErrors =
    [
        0.0,
        0.0810614667953272582196702,
        0.0413406959554092940938221,
        0.02767792568499833914878929,
        0.02079067210376509311152277,
        0.01664469118982119216319487,
        0.01387612882307074799874573,
        0.01189670994589177009505572,
        0.010411265261972096497478567,
        0.009255462182712732917728637,
        0.008330563433362871256469318,
        0.007573675487951840794972024,
        0.006942840107209529865664152,
        0.006408994188004207068439631,
        0.005951370112758847735624416,
        0.005554733551962801371038690,
    ];

    /// <summary>ln(1 + x), also for tiny x; the framework's LogP1 forms 1 + x first and loses them.</summary>
    public static double Log1p(double x)
    {
        var u = 1.0 + x;
        return u == 1.0 ? x
            : double.IsInfinity(u) ? u
            : Math.Log(u) * (x / (u - 1.0));
    }

    /// <summary>exp(x) - 1, also for tiny x; the framework's ExpM1 subtracts after rounding.</summary>
    public static double Expm1(double x)
    {
        var u = Math.Exp(x);
        if (u == 1.0)
        {
            return x;
        }

        var less = u - 1.0;
        return less == -1.0 || double.IsInfinity(u) ? less : less * (x / Math.Log(u));
    }

    /// <summary>ln(e^a + e^b); minus infinity is the logarithm of zero.</summary>
    public static double LogSum(double a, double b)
    {
        var (low, high) = a < b ? (a, b) : (b, a);
        return double.IsNegativeInfinity(low) ? high : high + Log1p(Math.Exp(low - high));
    }

    /// <summary>ln of the gamma function for x &gt; 0.</summary>
    public static double LogGamma(double x)
    {
        var shift = 0.0;
        for (; x < 16.0; x++)
        {
            shift += Math.Log(x);
        }

        return ((x - 0.5) * Math.Log(x)) - x + (0.5 * Math.Log(2.0 * Math.PI)) + StirlingSeries(x) - shift;
    }

    /// <summary>ln of the beta function for positive arguments.</summary>
    public static double LogBeta(double a, double b) => LogGamma(a) + LogGamma(b) - LogGamma(a + b);

    /// <summary>ln n! - ((n + 1/2) ln n - n + ln(2 pi)/2), by table or series (Loader 2000).</summary>
    public static double StirlingError(double n) => n <= 15.0 ? SmallStirlingErrors[(int)n] : StirlingSeries(n);

    /// <summary>x ln(x/m) + m - x without cancellation near x = m (Loader 2000).</summary>
    public static double Deviance(double x, double m)
    {
        if (Math.Abs(x - m) >= 0.1 * (x + m))
        {
            return (x * Math.Log(x / m)) + m - x;
        }

        var v = (x - m) / (x + m);
        var sum = (x - m) * v;
        var term = 2.0 * x * v;
        v *= v;
        for (var j = 1; j < 1000; j++)
        {
            term *= v;
            var next = sum + (term / ((2 * j) + 1));
            if (next == sum)
            {
                break;
            }

            sum = next;
        }

        return sum;
    }

    /// <summary>
    /// The smallest integer not below x, where a decimal such as 100 * 0.07 counts as the 7 it means.
    /// </summary>
    public static double Ceiling(double x) => IsNearlyWhole(x) ? Math.Round(x) : Math.Ceiling(x);

    /// <summary>
    /// The largest integer not above x, where a decimal such as 100 * 0.29 counts as the 29 it means.
    /// </summary>
    public static double Floor(double x) => IsNearlyWhole(x) ? Math.Round(x) : Math.Floor(x);

    private static bool IsNearlyWhole(double x) => Math.Abs(x - Math.Round(x)) <= 1e-12 * Math.Max(1.0, Math.Abs(x));

    private static double StirlingSeries(double x)
    {
        var xx = x * x;
        return ((1.0 / 12) - (((1.0 / 360) - (((1.0 / 1260) - (((1.0 / 1680) - (1.0 / 1188 / xx)) / xx)) / xx)) / xx))
            / x;
    }
}
