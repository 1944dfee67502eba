namespace Stopwise.Traces.Rehearsal.Scoring;

/// <summary>
/// The gate of every policy that is more than a cap: at equal realised harm it must save more than the token cap, with a
/// task-bootstrap lower bound above zero at two harm levels.
/// </summary>
/// <remarks>
/// Policies tuned to one nominal bound do different harm, so each is read off its own curve at the same share of good runs
/// stopped, interpolated between neighbouring thresholds. Both curves are taken on the same drawn tasks.
/// </remarks>
internal sealed class MatchedGate
{
    private const int LevelsNeeded = 2;
    private readonly RunTable _table;
    private readonly StopSettlement _settlement;
    private readonly int _draws;
    private readonly int _seed;
    private readonly double[] _capSaved;
    private readonly double[][] _capDrawn;

    /// <summary>Draws the tasks and reads the cap's curve on each draw, once for all rivals.</summary>
    /// <param name="table">The runs; tasks are drawn with replacement.</param>
    /// <param name="cap">The score to beat.</param>
    /// <param name="settlement">What a stop does with the work.</param>
    /// <param name="draws">Bootstrap draws.</param>
    /// <param name="seed">Seed of the draws.</param>
    public MatchedGate(RunTable table, ScoreFamily cap, StopSettlement settlement, int draws, int seed)
    {
        (_table, _settlement, _draws, _seed) = (table, settlement, draws, seed);
        var curve = new HarmCurve(table, cap, settlement);
        _capSaved = curve.At(Levels);
        _capDrawn = [.. Drawn(curve)];
    }

    /// <summary>Shares of good runs stopped at which policies are compared.</summary>
    public static double[] Levels { get; } = [0.05, 0.10, 0.20];

    /// <summary>Compares a family with the cap.</summary>
    /// <param name="rival">Scores that no run's own task has trained.</param>
    public GateReport Judge(ScoreFamily rival)
    {
        var curve = new HarmCurve(_table, rival, _settlement);
        var saved = curve.At(Levels);
        var differences = Levels.Select(_ => new List<double>(_draws)).ToArray();
        var draw = 0;
        foreach (var drawn in Drawn(curve))
        {
            for (var level = 0; level < Levels.Length; level++)
            {
                var difference = drawn[level] - _capDrawn[draw][level];
                if (!double.IsNaN(difference))
                {
                    differences[level].Add(difference);
                }
            }

            draw++;
        }

        var levels = new List<GateLevel>();
        for (var level = 0; level < Levels.Length; level++)
        {
            var sorted = differences[level];
            sorted.Sort();
            levels.Add(
                new GateLevel(
                    Levels[level],
                    Finite(saved[level]),
                    Finite(_capSaved[level]),
                    sorted.Count == 0 ? 0 : StopSummary.Quantile(sorted, 0.05),
                    sorted.Count == 0 ? 0 : StopSummary.Quantile(sorted, 0.95)
                )
            );
        }

        return new GateReport(levels, levels.Count(l => l.Low > 0) >= LevelsNeeded);
    }

    /// <summary>The curve on each draw of tasks; the same draws for every curve.</summary>
    private IEnumerable<double[]> Drawn(HarmCurve curve)
    {
        var random = new Random(_seed);
        var weights = new double[_table.Groups];
        for (var draw = 0; draw < _draws; draw++)
        {
            Array.Clear(weights);
            for (var i = 0; i < weights.Length; i++)
            {
                weights[random.Next(weights.Length)]++;
            }

            yield return curve.At(Levels, weights);
        }
    }

    private static double Finite(double value) => double.IsFinite(value) ? value : 0;
}
