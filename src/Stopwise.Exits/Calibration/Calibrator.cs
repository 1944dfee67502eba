using Stopwise.Exits.Recipes;
using Stopwise.Exits.Tables;

namespace Stopwise.Exits.Calibration;

/// <summary>How a parameter is chosen so that the harm stays under a bound. The numbers are written to disk and never change.</summary>
public enum CalibrationMethod
{
    /// <summary>Fixed-sequence test with the exact binomial p-value on one drawn run a task: P(risk &gt; alpha) &lt;= delta.</summary>
    ExactBinomial = 0,

    /// <summary>The same with the Hoeffding-Bentkus p-value on the mean loss of each task.</summary>
    HoeffdingBentkus = 1,

    /// <summary>The same with the betting p-value on the mean loss of each task; best where tasks differ little.</summary>
    Betting = 2,

    /// <summary>Conformal risk control on the mean loss of each task: the expected risk is at most alpha, without a delta.</summary>
    ConformalRisk = 3,
}

/// <summary>The harm to keep, and how.</summary>
/// <param name="Loss">A loss column of the table.</param>
/// <param name="Alpha">Bound on the share of units harmed, above 0 and below 1.</param>
/// <param name="Delta">Chance that the bound does not hold, above 0 and below 1; not used by conformal risk control.</param>
/// <param name="Method">How the parameter is chosen.</param>
/// <param name="GoodRunsOnly">True bounds the share of good runs harmed; false the share of all labelled runs.</param>
/// <param name="Seed">Draws the run of each task.</param>
public sealed record RiskSpec(
    string Loss,
    double Alpha,
    double Delta,
    CalibrationMethod Method = CalibrationMethod.ExactBinomial,
    bool GoodRunsOnly = true,
    ulong Seed = 1
);

/// <summary>What calibration came to.</summary>
/// <param name="Rule">The rule with its parameter frozen; null where no value keeps the bound, so nothing may stop.</param>
/// <param name="Parameter">The chosen value; NaN without a rule.</param>
/// <param name="Units">Tasks that took part.</param>
/// <param name="Losses">Sum of their losses at the chosen value, or at the most conservative one without a rule.</param>
/// <param name="PValue">P-value at that value; NaN for conformal risk control.</param>
public sealed record CalibratedRule(RuleSpec? Rule, double Parameter, int Units, double Losses, double PValue);

/// <summary>Chooses the one free parameter of any rule on recorded runs.</summary>
/// <remarks>
/// The candidates are tested from the most conservative on until the first failure (Angelopoulos et al. 2021, "Learn then
/// Test", fixed-sequence testing), so their order and number must be fixed without looking at the losses. For
/// "stop when score &gt; threshold" <see cref="MonotoneThreshold"/> gives the same answer without a grid.
/// </remarks>
public static class Calibrator
{
    /// <summary>The most permissive candidate whose risk is kept.</summary>
    /// <param name="rule">A rule with exactly one free parameter.</param>
    /// <param name="candidates">Values for it, the most conservative first.</param>
    /// <param name="table">Recorded runs; tasks are their groups.</param>
    /// <param name="spec">The harm to keep.</param>
    /// <exception cref="StopwiseException">The rule has no free parameter, or the table no such loss.</exception>
    /// <exception cref="ArgumentException">There is no candidate.</exception>
    public static CalibratedRule Calibrate(
        RuleSpec rule,
        ReadOnlySpan<double> candidates,
        ExitTable table,
        RiskSpec spec
    )
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(spec);
        if (rule.IsFrozen)
        {
            throw new StopwiseException(
                "Nothing can be calibrated: the rule has no free parameter. Leave one out of its recipe."
            );
        }

        if (candidates.IsEmpty)
        {
            throw new ArgumentException("At least one candidate is needed.", nameof(candidates));
        }

        var tasks = new TaskLosses(table, spec);
        var byCandidate = new double[candidates.Length][];
        for (var i = 0; i < candidates.Length; i++)
        {
            byCandidate[i] = tasks.Of(Replay.Stops(rule.Freeze(candidates[i]).Bind(table.Schema), table).Rows);
        }

        var pValues = Array.ConvertAll(byCandidate, losses => PValue(losses, spec));
        var certified =
            spec.Method == CalibrationMethod.ConformalRisk
                ? ConformalRisk.Prefix(Transposed(byCandidate, tasks.Count), spec.Alpha)
                : FixedSequence.Prefix(pValues, spec.Delta);
        var chosen = Math.Max(0, certified - 1);
        return new CalibratedRule(
            certified == 0 ? null : rule.Freeze(candidates[chosen]),
            certified == 0 ? double.NaN : candidates[chosen],
            tasks.Count,
            byCandidate[chosen].Sum(),
            pValues[chosen]
        );
    }

    private static double PValue(double[] losses, RiskSpec spec) =>
        losses.Length == 0
            ? 1
            : spec.Method switch
            {
                CalibrationMethod.ExactBinomial => RiskPValue.ExactBinomial(
                    (int)losses.Sum(),
                    losses.Length,
                    spec.Alpha
                ),
                CalibrationMethod.HoeffdingBentkus => RiskPValue.HoeffdingBentkus(
                    losses.Sum(),
                    losses.Length,
                    spec.Alpha
                ),
                CalibrationMethod.Betting => RiskPValue.Betting(losses, spec.Alpha, spec.Delta),
                _ => double.NaN,
            };

    private static double[][] Transposed(double[][] byCandidate, int tasks)
    {
        var byTask = new double[tasks][];
        for (var task = 0; task < tasks; task++)
        {
            byTask[task] = Array.ConvertAll(byCandidate, losses => losses[task]);
        }

        return byTask;
    }

    /// <summary>One loss a task: of a drawn run, or the mean over its runs.</summary>
    private sealed class TaskLosses
    {
        private readonly ExitTable _table;
        private readonly int _loss;
        private readonly int[][] _runsOfTask;

        public TaskLosses(ExitTable table, RiskSpec spec)
        {
            _table = table;
            _loss = table.LossNames.ToList().IndexOf(spec.Loss);
            if (_loss < 0)
            {
                throw new StopwiseException(
                    $"Loss '{spec.Loss}' is not in this table; it has {string.Join(", ", table.LossNames)}."
                );
            }

            var runs = Enumerable
                .Range(0, table.Runs.Count)
                .Where(run => table.Runs[run].Good is { } good && (good || !spec.GoodRunsOnly))
                .ToArray();
            _runsOfTask =
                spec.Method == CalibrationMethod.ExactBinomial
                    ?
                    [
                        .. OneRunPerTask
                            .Draw(Array.ConvertAll(runs, r => table.Runs[r].Group), spec.Seed)
                            .Select(i => new[] { runs[i] }),
                    ]
                    : [.. runs.GroupBy(r => table.Runs[r].Group).OrderBy(g => g.Key).Select(g => g.ToArray())];
        }

        public int Count => _runsOfTask.Length;

        public double[] Of(int[] stops) =>
            Array.ConvertAll(_runsOfTask, runs => runs.Average(run => Harmed(run, stops[run])));

        private double Harmed(int run, int row) =>
            row >= 0 && _table.Runs[run].Good == true && _table.Harms(run, row, _loss) ? 1 : 0;
    }
}
