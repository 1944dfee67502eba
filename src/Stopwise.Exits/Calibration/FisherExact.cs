namespace Stopwise.Exits.Calibration;

/// <summary>Exact tests of whether something happens as often in one group as in another.</summary>
/// <remarks>
/// Fisher (1935), <i>The Design of Experiments</i>, section 11: given how often it happened in all, the count in the first
/// group is hypergeometric where the groups do not differ. Over several strata the counts are added and their distributions
/// convolved, the exact form of the test of Mantel and Haenszel (1959), so that strata of different rates are never pooled.
/// Two-sided p-values add what is as likely as what was seen, or less likely, as R does.
/// </remarks>
public static class FisherExact
{
    // Outcomes that are equally likely may differ by rounding; R's fisher.test takes the same margin.
    private const double Rounding = 1e-7;

    /// <summary>The two-sided p-value that the odds are the same in both groups of every stratum; 1 where nothing can be told.</summary>
    /// <param name="strata">Counts of one or more strata; counts must satisfy 0 &lt;= losses &lt;= units.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    public static double TwoSided(params ReadOnlySpan<TwoByTwo> strata)
    {
        double[] sum = [1.0];
        var seen = 0;
        foreach (var stratum in strata)
        {
            var (least, masses) = Masses(stratum);
            seen += stratum.Losses - least;
            sum = Convolved(sum, masses);
        }

        var most = sum[seen] * (1.0 + Rounding);
        return Math.Min(1.0, sum.Where(mass => mass <= most).Sum());
    }

    /// <summary>
    /// Losses of the first group beyond what its size lets one expect, over all strata: above 0 where it happens more often there.
    /// </summary>
    /// <inheritdoc cref="TwoSided"/>
    public static double Excess(params ReadOnlySpan<TwoByTwo> strata)
    {
        var excess = 0.0;
        foreach (var stratum in strata)
        {
            Check(stratum);
            var units = (double)stratum.Units + stratum.OtherUnits;
            excess +=
                units == 0.0
                    ? 0.0
                    : stratum.Losses - (stratum.Units * ((double)stratum.Losses + stratum.OtherLosses) / units);
        }

        return excess;
    }

    /// <summary>The least possible count of the first group, and the chance of each count from there.</summary>
    private static (int Least, double[] Masses) Masses(TwoByTwo stratum)
    {
        Check(stratum);
        var losses = checked(stratum.Losses + stratum.OtherLosses);
        var units = checked(stratum.Units + stratum.OtherUnits);
        var least = Math.Max(0, losses - stratum.OtherUnits);
        var masses = new double[Math.Min(losses, stratum.Units) - least + 1];
        if (masses.Length == 1)
        {
            return (least, [1.0]);
        }

        // Loader (2000): a hypergeometric mass is two binomial ones over a third, at any one probability.
        var p = (double)losses / units;
        var all = Binomial.LogMass(losses, units, p);
        for (var i = 0; i < masses.Length; i++)
        {
            var here = Binomial.LogMass(least + i, stratum.Units, p);
            var there = Binomial.LogMass(losses - least - i, stratum.OtherUnits, p);
            masses[i] = Math.Exp(here + there - all);
        }

        return (least, masses);
    }

    private static double[] Convolved(double[] a, double[] b)
    {
        var sum = new double[a.Length + b.Length - 1];
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < b.Length; j++)
            {
                sum[i + j] += a[i] * b[j];
            }
        }

        return sum;
    }

    private static void Check(TwoByTwo stratum)
    {
        Require.Counts(stratum.Losses, stratum.Units);
        Require.Counts(stratum.OtherLosses, stratum.OtherUnits);
    }
}
