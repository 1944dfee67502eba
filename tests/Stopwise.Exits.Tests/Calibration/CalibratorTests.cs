using Stopwise.Exits.Calibration;
using Stopwise.Exits.Recipes;
using Stopwise.Exits.Tables;
using Replay = Stopwise.Exits.Tables.Replay;

namespace Stopwise.Exits.Tests.Calibration;

public class CalibratorTests
{
    private static readonly SignalSchema Schema = new(1, "spent");
    private static readonly BudgetSpec Cap = new() { Signal = "spent" };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Over_all_values_of_the_score_it_agrees_with_the_order_statistic(int seed)
    {
        var table = Table(seed, runs: 120, runsPerTask: 1);
        var candidates = Enumerable.Range(0, 41).Select(v => (double)(40 - v)).ToArray();
        var harmful = Enumerable
            .Range(0, 120)
            .Where(run => table.Runs[run].Good == true)
            .Select(run =>
                Enumerable
                    .Range(0, table.Rows(run))
                    .Where(row => table.Harms(run, row, 0))
                    .Select(row => (double)table.Signals(run, row)[0])
                    .DefaultIfEmpty(double.NegativeInfinity)
                    .Max()
            )
            .ToArray();
        var expected = MonotoneThreshold.Certify(harmful, 0.1, 0.1);

        var calibrated = Calibrator.Calibrate(Cap, candidates, table, new RiskSpec("hand-in", 0.1, 0.1));

        calibrated.Parameter.ShouldBe(expected.Threshold);
        calibrated.Losses.ShouldBe(expected.Losses);
        calibrated.PValue.ShouldBe(expected.PValue, 1e-15);
        calibrated.Rule.ShouldBe(Cap with { Cap = expected.Threshold });
    }

    [Theory]
    [InlineData(CalibrationMethod.ExactBinomial)]
    [InlineData(CalibrationMethod.HoeffdingBentkus)]
    [InlineData(CalibrationMethod.Betting)]
    public void The_true_risk_is_above_the_bound_in_at_most_delta_of_the_draws(CalibrationMethod method)
    {
        var candidates = Enumerable.Range(0, 21).Select(v => (double)(40 - (2 * v))).ToArray();
        var truth = candidates.ToDictionary(c => c, c => Risk(Table(9999, 4000, 1), c));
        var broken = 0;
        for (var seed = 0; seed < 400; seed++)
        {
            var table = Table(seed, runs: 160, runsPerTask: 2);
            var calibrated = Calibrator.Calibrate(Cap, candidates, table, new RiskSpec("hand-in", 0.2, 0.1, method));
            broken += calibrated.Rule is not null && truth[calibrated.Parameter] > 0.2 ? 1 : 0;
        }

        broken.ShouldBeLessThanOrEqualTo((int)(400 * (0.1 + (3 * Math.Sqrt(0.1 * 0.9 / 400)))));
    }

    [Fact]
    public void Conformal_risk_control_keeps_the_risk_on_average_and_is_less_strict()
    {
        var candidates = Enumerable.Range(0, 21).Select(v => (double)(40 - (2 * v))).ToArray();
        var truth = candidates.ToDictionary(c => c, c => Risk(Table(9999, 4000, 1), c));
        var risk = 0.0;
        for (var seed = 0; seed < 400; seed++)
        {
            var calibrated = Calibrator.Calibrate(
                Cap,
                candidates,
                Table(seed, 80, 1),
                new RiskSpec("hand-in", 0.2, 0.1, CalibrationMethod.ConformalRisk)
            );
            risk += calibrated.Rule is null ? 0 : truth[calibrated.Parameter];
        }

        (risk / 400).ShouldBeInRange(0.1, 0.21);
    }

    [Fact]
    public void With_too_few_tasks_nothing_is_frozen()
    {
        var calibrated = Calibrator.Calibrate(Cap, [40, 20], Table(1, 20, 1), new RiskSpec("hand-in", 0.1, 0.1));

        calibrated.Rule.ShouldBeNull();
        double.IsNaN(calibrated.Parameter).ShouldBeTrue();
    }

    [Fact]
    public void A_frozen_rule_and_an_unknown_loss_are_refused_in_words()
    {
        var table = Table(1, 20, 1);

        Should
            .Throw<StopwiseException>(() =>
                Calibrator.Calibrate(Cap with { Cap = 1 }, [1], table, new RiskSpec("hand-in", 0.1, 0.1))
            )
            .Message.ShouldContain("no free parameter");
        Should
            .Throw<StopwiseException>(() => Calibrator.Calibrate(Cap, [1], table, new RiskSpec("regret", 0.1, 0.1)))
            .Message.ShouldContain("hand-in");
    }

    private static double Risk(ExitTable table, double cap)
    {
        var stops = Replay.Stops((Cap with { Cap = cap }).Bind(Schema), table).Rows;
        var good = Enumerable.Range(0, table.Runs.Count).Where(r => table.Runs[r].Good == true).ToList();
        return good.Average(r => stops[r] >= 0 && table.Harms(r, stops[r], 0) ? 1.0 : 0.0);
    }

    /// <summary>Runs of up to 40 units that spend one a unit and need a random share of them.</summary>
    private static ExitTable Table(int seed, int runs, int runsPerTask)
    {
        var random = new Random(seed + 1);
        var builder = new ExitTableBuilder(Schema, ["spent"], ["hand-in"]);
        for (var run = 0; run < runs; run++)
        {
            var length = 1 + random.Next(40);
            var needed = random.Next(length + 1);
            for (var row = 0; row < length; row++)
            {
                builder.AddRow([row], [row], [row < needed]);
            }

            builder.EndRun(new ExitTableRun($"{run}", run / runsPerTask, random.NextDouble() < 0.7, [length]));
        }

        return builder.Build();
    }
}
