namespace Stopwise.Traces.Rehearsal.Scoring;

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
        var (rivalCurve, capCurve) = (new HarmCurve(table, rival, settlement), new HarmCurve(table, cap, settlement));
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
}
