using System.Numerics;

namespace Stopwise.Traces.Rehearsal.Scoring;

/// <summary>Tokens that a family saves against the harm it does, threshold by threshold, in hindsight on all runs of a table.</summary>
internal sealed class HarmCurve
{
    // Thresholds that harm more are of no interest, and a curve is smooth enough to be read between this many.
    private const double MostHarm = 0.5;
    private const int MostThresholds = 128;

    private readonly double[] _goodRuns;
    private readonly double[] _tokens;
    private readonly double[][] _harmed;
    private readonly double[][] _saved;

    public HarmCurve(RunTable table, ScoreFamily family, StopSettlement settlement)
    {
        var runs = table.Table.Runs;
        _goodRuns = new double[table.Groups];
        _tokens = new double[table.Groups];
        var critical = new List<double>();
        for (var run = 0; run < runs.Count; run++)
        {
            _tokens[runs[run].Group] += Known(runs[run].TotalCosts[RunTable.InputTokensCost]);
            if (runs[run].Good == true)
            {
                _goodRuns[runs[run].Group]++;
                critical.Add(family.Critical(run, settlement));
            }
        }

        var thresholds = Thresholds(critical);
        _harmed = [.. thresholds.Select(_ => new double[table.Groups])];
        _saved = [.. thresholds.Select(_ => new double[table.Groups])];
        for (var run = 0; run < runs.Count; run++)
        {
            var worst = runs[run].Good == true ? family.Critical(run, settlement) : double.NegativeInfinity;
            for (var k = 0; k < thresholds.Count; k++)
            {
                _harmed[k][runs[run].Group] += worst > thresholds[k] ? 1 : 0;
                _saved[k][runs[run].Group] += SavedAt(table, family, run, thresholds[k]);
            }
        }
    }

    /// <summary>Share of tokens saved at each harm, every task once.</summary>
    public double[] At(params double[] levels)
    {
        var once = new double[_goodRuns.Length];
        Array.Fill(once, 1);
        return At(levels, once);
    }

    /// <summary>Share of tokens saved at each harm; the last point reached where a family cannot harm as much.</summary>
    /// <param name="levels">Shares of good runs stopped.</param>
    /// <param name="weights">How often each task counts.</param>
    /// <returns>NaN where no good run counts.</returns>
    public double[] At(double[] levels, double[] weights)
    {
        var good = Dot(_goodRuns, weights);
        var tokens = Dot(_tokens, weights);
        return Array.ConvertAll(levels, level => good <= 0 ? double.NaN : At(level, weights, good, tokens));
    }

    private double At(double level, double[] weights, double good, double tokens)
    {
        // The first threshold that harms more than the level.
        int low = 0,
            high = _harmed.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Dot(_harmed[middle], weights) / good > level)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        var (harmBefore, savedBefore) = low == 0 ? (0, 0) : Point(low - 1);
        if (low == _harmed.Length)
        {
            return savedBefore;
        }

        var (harm, saved) = Point(low);
        return savedBefore + ((level - harmBefore) / (harm - harmBefore) * (saved - savedBefore));

        (double Harm, double Saved) Point(int k) =>
            (Dot(_harmed[k], weights) / good, tokens > 0 ? Dot(_saved[k], weights) / tokens : 0);
    }

    /// <summary>Critical scores of good runs, falling; evenly thinned out where there are many.</summary>
    private static List<double> Thresholds(List<double> critical)
    {
        var falling = critical.OrderDescending().ToList();
        var most = Math.Min(falling.Count, (int)Math.Ceiling(MostHarm * falling.Count) + 1);
        var step = Math.Max(1, (double)most / MostThresholds);
        var picked = new List<double>();
        for (var at = 0.0; at < most; at += step)
        {
            var threshold = falling[(int)at];
            if (picked.Count == 0 || threshold < picked[^1])
            {
                picked.Add(threshold);
            }
        }

        return picked;
    }

    private static double SavedAt(RunTable table, ScoreFamily family, int run, double threshold)
    {
        var row = family.StopRow(run, threshold);
        var saved =
            row < 0
                ? 0
                : Known(table.Table.Runs[run].TotalCosts[RunTable.InputTokensCost])
                    - Known(table.Table.Cost(run, row, RunTable.InputTokensCost));
        return saved - (family.Charge?.Invoke(run, row) ?? 0);
    }

    private static double Known(double value) => double.IsNaN(value) ? 0 : value;

    private static double Dot(double[] a, double[] b)
    {
        var sums = Vector<double>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            sums += new Vector<double>(a, i) * new Vector<double>(b, i);
        }

        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
