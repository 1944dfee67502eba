namespace Stopwise.Traces.Rehearsal;

/// <summary>How a warning fared on one run.</summary>
/// <param name="Failed">The run failed: a warning is right.</param>
/// <param name="WarnedAfter">Completed steps at the warning, from 1; null where none came.</param>
internal readonly record struct WarnedRun(bool Failed, int? WarnedAfter);

/// <summary>Measures of early warnings, which count the delay of a right warning as well as wrong and missing ones.</summary>
internal static class EarlyRisk
{
    /// <summary>
    /// ERDE_o, early risk detection error (Losada and Crestani, CLEF 2016): mean cost of a run, 0 to 1, lower is better.
    /// A right warning after k steps costs 1 - 1/(1 + e^(k-o)), a missed failure 1, a false warning the share of failures.
    /// </summary>
    /// <param name="runs">At least one run.</param>
    /// <param name="o">Steps after which a right warning is half worthless.</param>
    /// <param name="falseWarning">Cost of a false warning; null takes the share of failed runs among these.</param>
    public static double Erde(IReadOnlyCollection<WarnedRun> runs, double o, double? falseWarning = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count);
        var wrong = falseWarning ?? (double)runs.Count(r => r.Failed) / runs.Count;
        return runs.Average(r =>
            r switch
            {
                { Failed: true, WarnedAfter: { } k } => 1 - (1 / (1 + Math.Exp(k - o))),
                { Failed: true } => 1,
                { WarnedAfter: not null } => wrong,
                _ => 0,
            }
        );
    }

    /// <summary>
    /// F1 of the warnings times their speed (Sadeque, Xu and Bethard, WSDM 2018), 0 to 1, higher is better. Speed is 1 less
    /// the median penalty 2/(1 + e^(-p(k-1))) - 1 of right warnings after k steps.
    /// </summary>
    /// <param name="runs">The runs.</param>
    /// <param name="halfAfter">Steps, above 1, after which the penalty is a half; this sets p.</param>
    public static double LatencyF1(IReadOnlyCollection<WarnedRun> runs, double halfAfter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(halfAfter, 1);
        var right = runs.Where(r => r is { Failed: true, WarnedAfter: not null })
            .Select(r => (double)r.WarnedAfter!.Value)
            .Order()
            .ToList();
        if (right.Count == 0)
        {
            return 0;
        }

        var p = Math.Log(3) / (halfAfter - 1);
        double Penalty(double k) => (2 / (1 + Math.Exp(-p * (k - 1)))) - 1;
        var median = (Penalty(right[(right.Count - 1) / 2]) + Penalty(right[right.Count / 2])) / 2;
        var mistakes = runs.Count(r => r.Failed != r.WarnedAfter is not null);
        return 2.0 * right.Count / ((2.0 * right.Count) + mistakes) * (1 - median);
    }

    /// <summary>Chance that a failed run scores above a solved one, ties counting half; NaN unless there are both.</summary>
    public static double Auroc(IReadOnlyCollection<(double Score, bool Failed)> runs)
    {
        double pairs = 0;
        int solvedBelow = 0,
            failed = 0;
        foreach (var tied in runs.GroupBy(r => r.Score).OrderBy(g => g.Key))
        {
            var failedHere = tied.Count(r => r.Failed);
            var solvedHere = tied.Count() - failedHere;
            pairs += failedHere * (solvedBelow + (solvedHere / 2.0));
            solvedBelow += solvedHere;
            failed += failedHere;
        }

        return pairs / ((double)failed * solvedBelow);
    }

    /// <summary>The same over the runs that go on after so many steps, with their scores there.</summary>
    /// <param name="runs">Scores of each run by completed steps, from 0.</param>
    /// <param name="steps">Completed steps.</param>
    public static double AurocAfter(IEnumerable<(double[] Scores, bool Failed)> runs, int steps) =>
        Auroc([.. runs.Where(r => r.Scores.Length > steps).Select(r => (r.Scores[steps], r.Failed))]);
}
