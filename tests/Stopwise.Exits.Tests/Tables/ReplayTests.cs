using FsCheck;
using FsCheck.Fluent;
using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;
using Stopwise.Exits.Tables;
using Stopwise.Exits.Tests.Rules;
using Replay = Stopwise.Exits.Tables.Replay;

namespace Stopwise.Exits.Tests.Tables;

public class ReplayTests
{
    private static readonly SignalSchema Schema = new(1, "score");

    [Fact]
    public void A_rule_stops_each_run_at_its_own_row_with_its_own_decision()
    {
        var table = Table([0, 1, 2], [0, 0], [5]);
        var rule = new ThresholdSpec { Signal = "score", Value = 0.5 }.Bind(Schema);

        var stops = Replay.Stops(rule, table);

        stops.Rows.ShouldBe([1, ReplayStops.RanToTheEnd, 0]);
        stops.Decisions.ShouldBe([
            new(Verdict.ExitDone, ReasonCode.Threshold, 1),
            Decision.Continue,
            new(Verdict.ExitDone, ReasonCode.Threshold, 5),
        ]);
    }

    [Fact]
    public void A_nudge_does_not_stop_a_run()
    {
        var rule = new ThresholdSpec
        {
            Signal = "score",
            Value = 0,
            Verdict = Verdict.Nudge,
        }.Bind(Schema);

        Replay.Stops(rule, Table([1, 1])).Rows.ShouldBe([ReplayStops.RanToTheEnd]);
    }

    [Fact]
    public void Every_run_begins_with_an_empty_memory()
    {
        var rule = new CumulativeSpec { Signal = "score", Quantile = 1.5 }.Bind(Schema);

        Replay.Stops(rule, Table([1, 1, 1], [1], [1, 1])).Rows.ShouldBe([1, -1, 1]);
    }

    [Fact]
    public void A_rule_over_cost_and_progress_sees_what_was_recorded()
    {
        var table = Table([0, 0, 0, 0], [0, 0, 0, 0]);

        Replay.Stops(new BudgetSpec { Cap = 15 }.Bind(Schema), table).Rows.ShouldBe([2, 2]);
        Replay.Stops(new DepthSpec { From = 4, To = 0 }.Bind(Schema), table, budget: 4).Rows.ShouldBe([2, 2]);
    }

    [Fact]
    public void A_grid_of_thresholds_stops_where_each_is_first_crossed()
    {
        var grid = Replay.Crossings(Table([1, 3, 2, 5], [float.NaN, 9]), "score", Direction.Above, [0, 1, 2.5, 3, 7]);

        grid.Stops(0).ToArray().ShouldBe([0, 1, 1, 3, -1]);
        grid.Stops(1).ToArray().ShouldBe([1, 1, 1, 1, 1]);
    }

    [Theory]
    [InlineData(Direction.Above)]
    [InlineData(Direction.Below)]
    public void First_crossings_are_the_stops_of_the_rule_replayed_naively(Direction direction) =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var runs = Enumerable.Range(0, 4).Select(_ => Arbitrary.Signals(random, random.Next(0, 12)));
                    var table = Table([.. runs]);
                    double[] grid =
                    [
                        double.NegativeInfinity,
                        -1.25,
                        -1,
                        -0.5,
                        -0.5,
                        0,
                        0.3,
                        0.75,
                        1,
                        double.PositiveInfinity,
                    ];
                    var patience = random.Next(1, 5);

                    var crossings = Replay.Crossings(table, "score", direction, grid, patience);

                    foreach (var (i, value) in grid.Index())
                    {
                        RuleSpec threshold = new ThresholdSpec
                        {
                            Signal = "score",
                            Direction = direction,
                            Value = value,
                        };
                        var rule = new PatienceSpec { Units = patience, Inner = threshold }.Bind(Schema);
                        var naive = Replay.Stops(rule, table).Rows;
                        for (var run = 0; run < naive.Length; run++)
                        {
                            crossings
                                .Stops(run)[i]
                                .ShouldBe(naive[run], $"seed {seed}, threshold {value}, k {patience}");
                        }
                    }
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_stricter_threshold_never_stops_earlier() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var table = Table(Arbitrary.Signals(new Random(seed), 20));
                    var stops = Replay
                        .Crossings(table, "score", Direction.Above, [-1, -0.5, 0, 0.5, 1])
                        .Stops(0)
                        .ToArray();

                    stops.Select(s => s < 0 ? int.MaxValue : s).ShouldBeInOrder();
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Thresholds_that_do_not_ascend_are_refused() =>
        Should.Throw<ArgumentException>(() => Replay.Crossings(Table([1]), "score", Direction.Above, [1, 0]));

    [Fact]
    public void A_signal_the_table_does_not_have_is_named() =>
        Should
            .Throw<StopwiseException>(() => Replay.Crossings(Table([1]), "mood", Direction.Above, [1]))
            .Message.ShouldBe("Signal 'mood' is not in this table; it has score.");

    [Fact]
    public void A_comparison_shows_never_exiting_and_the_best_fixed_unit()
    {
        // Stopping at unit 0 or 1 harms; each unit costs 10 and a run has one unit more than rows.
        var table = Table([0, 0, 0], [0, 0, 0, 0]);

        var comparison = ReplayComparison.Of(table, [1, -1], cost: 0, loss: 0);

        comparison.ShouldBe(
            new ReplayComparison(
                Runs: 2,
                Cost: 10 + 40,
                Harmed: 1,
                NeverExitCost: 30 + 40,
                StaticUnit: 2,
                StaticCost: 20 + 20,
                StaticHarmed: 0
            )
        );
        comparison.Saved.ShouldBe(2.0 / 7, 1e-12);
        comparison.StaticSaved.ShouldBe(3.0 / 7, 1e-12);
    }

    [Fact]
    public void Where_every_fixed_unit_harms_more_the_best_one_is_never() =>
        ReplayComparison.Of(Table([0, 0]), [-1], cost: 0, loss: 0).StaticUnit.ShouldBe(-1);

    /// <summary>One run per list of scores; a unit costs 10 and stopping before unit 2 harms.</summary>
    private static ExitTable Table(params float[][] runs)
    {
        var builder = new ExitTableBuilder(Schema, ["steps"], ["discard"]);
        foreach (var (run, scores) in runs.Index())
        {
            foreach (var (row, score) in scores.Index())
            {
                builder.AddRow([score], [row * 10], [row < 2]);
            }

            builder.EndRun(new ExitTableRun($"run {run}", run, Good: true, [scores.Length * 10]));
        }

        return builder.Build();
    }
}
