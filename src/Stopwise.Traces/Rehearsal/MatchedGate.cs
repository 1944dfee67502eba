namespace Stopwise.Traces.Rehearsal;

/// <summary>
/// The gate of every policy that is more than a cap: at equal realised harm it must save more than the token cap, with a
/// task-bootstrap lower bound above zero at two harm levels.
/// </summary>
/// <remarks>
/// Policies tuned to one nominal bound do different harm, so each is read off its own curve at the same share of good runs
/// stopped, interpolated between neighbouring thresholds. Both curves are taken on the same drawn tasks.
/// </remarks>
internal static class MatchedGate
{
    /// <summary>Shares of good runs stopped at which policies are compared.</summary>
    public static readonly double[] Levels = [0.05, 0.10, 0.20];

    private const int LevelsNeeded = 2;

    /// <summary>Compares a family with the cap it must beat.</summary>
    /// <param name="table">The runs; tasks are drawn with replacement.</param>
    /// <param name="rival">Scores that no run's own task has trained.</param>
    /// <param name="cap">The score to beat.</param>
    /// <param name="settlement">What a stop does with the work.</param>
    /// <param name="draws">Bootstrap draws.</param>
    /// <param name="seed">Seed of the draws.</param>
    public static GateReport Judge(
        RunTable table,
        ScoreFamily rival,
        ScoreFamily cap,
        StopSettlement settlement,
        int draws,
        int seed
    )
    {
        var (rivalCurve, capCurve) = (new Curve(table, rival, settlement), new Curve(table, cap, settlement));
        var weights = new double[table.Groups];
        Array.Fill(weights, 1);
        var (rivalSaved, capSaved) = (rivalCurve.At(Levels, weights), capCurve.At(Levels, weights));
        var differences = Levels.Select(_ => new List<double>(draws)).ToArray();
        var random = new Random(seed);
        for (var draw = 0; draw < draws; draw++)
        {
            Array.Clear(weights);
            for (var i = 0; i < weights.Length; i++)
            {
                weights[random.Next(weights.Length)]++;
            }

            var (r, c) = (rivalCurve.At(Levels, weights), capCurve.At(Levels, weights));
            for (var level = 0; level < Levels.Length; level++)
            {
                if (!double.IsNaN(r[level]) && !double.IsNaN(c[level]))
                {
                    differences[level].Add(r[level] - c[level]);
                }
            }
        }

        var levels = new List<GateLevel>();
        for (var level = 0; level < Levels.Length; level++)
        {
            differences[level].Sort();
            levels.Add(
                new GateLevel(
                    Levels[level],
                    Finite(rivalSaved[level]),
                    Finite(capSaved[level]),
                    differences[level].Count == 0 ? 0 : StopSummary.Quantile(differences[level], 0.05),
                    differences[level].Count == 0 ? 0 : StopSummary.Quantile(differences[level], 0.95)
                )
            );
        }

        return new GateReport(levels, levels.Count(l => l.Low > 0) >= LevelsNeeded);
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;

    /// <summary>Tokens saved against harm done, threshold by threshold.</summary>
    private sealed class Curve
    {
        private readonly RunTable _table;
        private readonly List<int> _good = [];
        private readonly List<double> _critical = [];
        private readonly double[][] _saved;
        private readonly double[] _thresholds;
        private readonly double[] _total;

        public Curve(RunTable table, ScoreFamily family, StopSettlement settlement)
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
            return row < 0 ? 0 : _total[run] - Known(_table.Table.Cost(run, row, RunTable.InputTokensCost));
        }

        private static double Known(double value) => double.IsNaN(value) ? 0 : value;
    }
}
