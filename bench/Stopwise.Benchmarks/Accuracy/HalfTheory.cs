using Stopwise.Exits.Calibration;

namespace Stopwise.Benchmarks.Accuracy;

/// <summary>How often a certified order statistic of one half keeps the realised harm of the other half within alpha.</summary>
internal static class HalfTheory
{
    /// <summary>
    /// With n calibration and m judged units in random order, the judged units above the (k+1)-th largest calibration
    /// value follow the negative hypergeometric law, whatever the scores are.
    /// </summary>
    public static double StaysWithin(int units, double alpha, double delta)
    {
        var n = units / 2;
        var m = units - n;
        var k = SampleSize.AllowedLosses(n, alpha, delta);
        if (k < 0)
        {
            return 1;
        }

        var share = 0.0;
        for (var above = 0; above <= Math.Floor((alpha * m) + 1e-9); above++)
        {
            share += Math.Exp(
                LogChoose(k + above, k) + LogChoose(n - k - 1 + m - above, m - above) - LogChoose(n + m, m)
            );
        }

        return Math.Min(1, share);
    }

    private static double LogChoose(int n, int k)
    {
        var sum = 0.0;
        for (var i = 1; i <= k; i++)
        {
            sum += Math.Log(n - k + i) - Math.Log(i);
        }

        return sum;
    }
}
