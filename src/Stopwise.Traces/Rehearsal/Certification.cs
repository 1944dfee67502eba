using Stopwise.Exits.Calibration;
using Stopwise.Traces.Rehearsal.Scoring;

namespace Stopwise.Traces.Rehearsal;

/// <summary>Turns the runs of a sample into the numbers that calibration needs.</summary>
internal static class Certification
{
    /// <summary>The lowest threshold of a family that the sample certifies.</summary>
    public static ThresholdCertificate Of(
        RunTable table,
        ScoreFamily family,
        TaskSample sample,
        RehearsalOptions options,
        double delta
    )
    {
        var units = sample.Units(options.Loss, options.Seed);
        var scores = new double[units.Length];
        for (var i = 0; i < units.Length; i++)
        {
            scores[i] =
                table.Table.Runs[units[i]].Good == true
                    ? family.Critical(units[i], options.Settlement)
                    : double.NegativeInfinity;
        }

        return MonotoneThreshold.Certify(scores, options.Alpha, delta);
    }

    /// <summary>What one test of a setting that was fixed beforehand came to.</summary>
    public static ThresholdCertificate Tested(
        double threshold,
        int losses,
        int units,
        double pValue,
        RehearsalOptions options
    ) =>
        new(
            threshold,
            options.Alpha,
            options.Delta,
            units,
            SampleSize.AllowedLosses(units, options.Alpha, options.Delta),
            losses,
            pValue,
            pValue <= options.Delta
                ? 0
                : Math.Max(1, SampleSize.MinimumUnits(options.Alpha, options.Delta, losses) - units)
        );

    /// <summary>Stopping rows at a certified threshold; without a certificate nothing is stopped.</summary>
    public static Func<int, int> Stops(ScoreFamily family, ThresholdCertificate certificate)
    {
        var threshold = certificate.Threshold;
        return certificate.IsCertified ? run => family.StopRow(run, threshold) : static _ => -1;
    }

    /// <summary>Stopping rows at the lowest threshold that stops at most <paramref name="target"/> of the sample's good runs: no promise.</summary>
    public static Func<int, int> Matched(
        RunTable table,
        ScoreFamily family,
        TaskSample sample,
        double target,
        StopSettlement settlement
    )
    {
        var scores = new List<double>();
        foreach (var run in sample.Runs)
        {
            if (table.Table.Runs[run].Good == true)
            {
                scores.Add(family.Critical(run, settlement));
            }
        }

        if (scores.Count == 0)
        {
            return static _ => -1;
        }

        scores.Sort();
        var threshold = scores[^(1 + Math.Min(scores.Count - 1, (int)Math.Floor((target * scores.Count) + 1e-9)))];
        return run => family.StopRow(run, threshold);
    }

    /// <summary>Share of the sample's input tokens that the stops save; steps where no tokens are known.</summary>
    public static double TokensSaved(RunTable table, TaskSample sample, Func<int, int> stops)
    {
        double saved = 0,
            total = 0;
        foreach (var run in sample.Runs)
        {
            var (s, t) = Saved(table, run, stops(run));
            saved += s;
            total += t;
        }

        return total > 0 ? saved / total : 0;
    }

    /// <summary>True where a one-sided lower limit of the mean difference a task, in input tokens saved, is above zero.</summary>
    public static bool SavesMore(RunTable table, TaskSample sample, Func<int, int> rival, Func<int, int> holder)
    {
        // One-sided 5 %, shared by the five rivals that may be looked at.
        const double Quantile = 2.326;
        var difference = new double[table.Groups];
        foreach (var run in sample.Runs)
        {
            difference[table.Table.Runs[run].Group] +=
                Saved(table, run, rival(run)).Saved - Saved(table, run, holder(run)).Saved;
        }

        double sum = 0,
            squares = 0;
        foreach (var group in sample.Groups)
        {
            sum += difference[group];
            squares += difference[group] * difference[group];
        }

        var n = sample.Groups.Length;
        var spread = Math.Sqrt(Math.Max(0, squares - (sum * sum / Math.Max(1, n))));
        return n > 1 && sum > Quantile * spread;
    }

    private static (double Saved, double Total) Saved(RunTable table, int run, int row)
    {
        var total = table.Table.Runs[run].TotalCosts[RunTable.InputTokensCost];
        return double.IsNaN(total)
            ? (0, 0)
            : (row < 0 ? 0 : total - table.Table.Cost(run, row, RunTable.InputTokensCost), total);
    }
}
