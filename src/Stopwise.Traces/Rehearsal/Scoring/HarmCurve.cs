namespace Stopwise.Traces.Rehearsal.Scoring;

/// <summary>Tokens that a family saves against the harm it does, threshold by threshold, in hindsight on all runs of a table.</summary>
internal sealed class HarmCurve
{
    private readonly RunTable _table;
    private readonly List<int> _good = [];
    private readonly List<double> _critical = [];
    private readonly double[][] _saved;
    private readonly double[] _thresholds;
    private readonly double[] _total;

    public HarmCurve(RunTable table, ScoreFamily family, StopSettlement settlement)
    {
        _table = table;
        var runs = table.Table.Runs;
        _total = [.. runs.Select(r => Known(r.TotalCosts[RunTable.InputTokensCost]))];
        for (var run = 0; run < runs.Count; run++)
        {
            if (runs[run].Good == true)
            {
                _good.Add(run);
                _critical.Add(family.Critical(run, settlement));
            }
        }

        _thresholds = [.. _critical.Distinct().OrderDescending()];
        _saved = [.. _thresholds.Select(t => runs.Select((_, run) => SavedAt(family, run, t)).ToArray())];
    }

    /// <summary>Share of tokens saved at each harm, every task once.</summary>
    public double[] At(params double[] levels)
    {
        var once = new double[_table.Groups];
        Array.Fill(once, 1);
        return At(levels, once);
    }

    /// <summary>Share of tokens saved at each harm; the last point reached where a family cannot harm as much.</summary>
    public double[] At(double[] levels, double[] weights)
    {
        var result = new double[levels.Length];
        Array.Fill(result, double.NaN);
        var all = _good.Sum(run => weights[Group(run)]);
        if (all <= 0)
        {
            return result;
        }

        var (harmBefore, savedBefore, level) = (0.0, 0.0, 0);
        for (var k = 0; k < _thresholds.Length && level < levels.Length; k++)
        {
            var harm = Harm(_thresholds[k], weights) / all;
            var saved = Saved(_saved[k], weights);
            while (level < levels.Length && harm > levels[level])
            {
                var part = (levels[level] - harmBefore) / (harm - harmBefore);
                result[level++] = savedBefore + (part * (saved - savedBefore));
            }

            (harmBefore, savedBefore) = (harm, saved);
        }

        for (; level < levels.Length; level++)
        {
            result[level] = savedBefore;
        }

        return result;
    }

    private int Group(int run) => _table.Table.Runs[run].Group;

    private double Harm(double threshold, double[] weights)
    {
        var harm = 0.0;
        for (var i = 0; i < _good.Count; i++)
        {
            harm += _critical[i] > threshold ? weights[Group(_good[i])] : 0;
        }

        return harm;
    }

    private double Saved(double[] saved, double[] weights)
    {
        double sum = 0,
            total = 0;
        for (var run = 0; run < saved.Length; run++)
        {
            var weight = weights[Group(run)];
            sum += weight * saved[run];
            total += weight * _total[run];
        }

        return total > 0 ? sum / total : 0;
    }

    private double SavedAt(ScoreFamily family, int run, double threshold)
    {
        var row = family.StopRow(run, threshold);
        var saved = row < 0 ? 0 : _total[run] - Known(_table.Table.Cost(run, row, RunTable.InputTokensCost));
        return saved - (family.Charge?.Invoke(run, row) ?? 0);
    }

    private static double Known(double value) => double.IsNaN(value) ? 0 : value;
}
