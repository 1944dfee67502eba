using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Tests.Rules;

public class SignalRuleTests
{
    [Fact]
    public void A_threshold_fires_strictly_above_and_says_what_it_saw()
    {
        var watch = new Watch(new ThresholdSpec { Signal = "a", Value = 0.5 });

        watch.Next(0.5f).ShouldBe(Decision.Continue);
        watch.Next(0.75f).ShouldBe(new Decision(Verdict.ExitDone, ReasonCode.Threshold, 0.75f));
    }

    [Fact]
    public void A_threshold_below_fires_strictly_below() =>
        Watch
            .Verdicts(
                new ThresholdSpec
                {
                    Signal = "a",
                    Direction = Direction.Below,
                    Value = 0.5,
                },
                0.6f,
                0.5f,
                0.4f
            )
            .ShouldBe([Verdict.Continue, Verdict.Continue, Verdict.ExitDone]);

    [Fact]
    public void A_threshold_per_unit_uses_its_last_value_for_all_later_units() =>
        Watch
            .Verdicts(new ThresholdSpec { Signal = "a", PerUnit = [9, 5, 1] }, 8, 4, 0, 2)
            .ShouldBe([Verdict.Continue, Verdict.Continue, Verdict.Continue, Verdict.ExitDone]);

    [Fact]
    public void An_infinite_threshold_never_fires() =>
        Watch
            .FirstFire(new ThresholdSpec { Signal = "a", Value = double.PositiveInfinity }, 1, float.MaxValue)
            .ShouldBe(-1);

    [Fact]
    public void A_window_takes_its_edges_in()
    {
        var inside = new WindowSpec
        {
            Signal = "a",
            Low = 0.25,
            High = 0.75,
        };

        Watch
            .Verdicts(inside, 0.2f, 0.25f, 0.5f, 0.75f, 0.8f)
            .ShouldBe([Verdict.Continue, Verdict.Escalate, Verdict.Escalate, Verdict.Escalate, Verdict.Continue]);
        Watch
            .Verdicts(inside with { Outside = true }, 0.2f, 0.25f, 0.8f)
            .ShouldBe([Verdict.Escalate, Verdict.Continue, Verdict.Escalate]);
    }

    [Fact]
    public void A_schedule_asks_less_as_progress_grows()
    {
        var spec = new ScheduleSpec
        {
            Signal = "a",
            From = 1,
            To = 0,
        };

        Watch
            .Verdicts(spec, 4, [0.6f, 0.6f, 0.6f, 0.6f])
            .ShouldBe([Verdict.Continue, Verdict.Continue, Verdict.ExitDone, Verdict.ExitDone]);
    }

    [Theory]
    [InlineData(Curve.Linear, 0.0, 10.0)]
    [InlineData(Curve.Linear, 0.25, 7.5)]
    [InlineData(Curve.Linear, 2.0, 0.0)]
    [InlineData(Curve.Cosine, 0.5, 5.0)]
    [InlineData(Curve.Cosine, 1.0, 0.0)]
    [InlineData(Curve.Exponential, 0.0, 10.0)]
    [InlineData(Curve.Exponential, 1.0, 1.353352832)]
    [InlineData(Curve.Sigmoid, 0.5, 5.0)]
    [InlineData(Curve.Sigmoid, 1.0, 2.689414214)]
    public void A_curve_has_the_value_of_its_formula(Curve curve, double progress, double value) =>
        new Schedule(curve, 10, 0, 2).At(progress).ShouldBe(value, 1e-9);

    [Fact]
    public void A_depth_schedule_with_equal_ends_is_a_static_depth() =>
        Watch.FirstFire(new DepthSpec { From = 3, To = 3 }, 0, 0, 0, 0, 0).ShouldBe(3);

    [Fact]
    public void A_depth_schedule_follows_a_position_column()
    {
        var spec = new DepthSpec
        {
            From = 8,
            To = 4,
            Position = "a",
        };

        Watch.FirstFire(spec, Enumerable.Repeat(0f, 10).ToArray()).ShouldBe(8);
        Watch.FirstFire(spec, Enumerable.Repeat(0.5f, 10).ToArray()).ShouldBe(6);
        Watch.FirstFire(spec, Enumerable.Repeat(1f, 10).ToArray()).ShouldBe(4);
    }

    [Fact]
    public void A_sum_fires_once_it_exceeds_its_quantile_and_skips_what_it_does_not_know() =>
        Watch
            .Verdicts(new CumulativeSpec { Signal = "a", Quantile = 1 }, 0.5f, float.NaN, 0.5f, 0.25f, float.NaN)
            .ShouldBe([Verdict.Continue, Verdict.Continue, Verdict.Continue, Verdict.ExitDone, Verdict.Continue]);

    [Fact]
    public void Halting_probabilities_add_up_to_the_chance_of_having_halted()
    {
        var watch = new Watch(
            new CumulativeSpec
            {
                Signal = "a",
                Accumulation = Accumulation.Halting,
                Quantile = 0.8,
            }
        );

        watch.Next(0.5f).Verdict.ShouldBe(Verdict.Continue);
        watch.Next(0.5f).Verdict.ShouldBe(Verdict.Continue);
        watch.Next(0.5f).ShouldBe(new Decision(Verdict.ExitDone, ReasonCode.Cumulative, 0.875f));
    }

    [Fact]
    public void A_budget_allows_what_it_says_and_no_more()
    {
        var watch = new Watch(new BudgetSpec { Signal = "b", Cap = 100 });

        watch.Next(0, 100).Verdict.ShouldBe(Verdict.Continue);
        watch.Next(0, 101).ShouldBe(new Decision(Verdict.WrapUp, ReasonCode.Budget, 101));
    }

    [Fact]
    public void A_budget_without_a_signal_caps_the_cost_of_the_probe()
    {
        var watch = new Watch(new BudgetSpec { Cap = 2.5 });

        watch.Next(0, cost: 2.5).Verdict.ShouldBe(Verdict.Continue);
        watch.Next(0, cost: 2.6).Reason.ShouldBe(ReasonCode.Budget);
    }

    public static TheoryData<string, RuleSpec> Rules =>
        new()
        {
            {
                "above",
                new ThresholdSpec { Signal = "a", Value = double.NegativeInfinity }
            },
            {
                "below",
                new ThresholdSpec
                {
                    Signal = "a",
                    Direction = Direction.Below,
                    Value = 9,
                }
            },
            {
                "inside",
                new WindowSpec
                {
                    Signal = "a",
                    Low = double.NegativeInfinity,
                    High = double.PositiveInfinity,
                }
            },
            {
                "outside",
                new WindowSpec
                {
                    Signal = "a",
                    Low = 2,
                    High = 3,
                    Outside = true,
                }
            },
            {
                "schedule",
                new ScheduleSpec
                {
                    Signal = "a",
                    From = -1,
                    To = -1,
                }
            },
            {
                "depth",
                new DepthSpec
                {
                    From = 0,
                    To = 0,
                    Position = "a",
                }
            },
            {
                "cumulative",
                new CumulativeSpec { Signal = "a", Quantile = -1 }
            },
            {
                "budget",
                new BudgetSpec { Signal = "a", Cap = -1 }
            },
            {
                "logistic",
                new LogisticSpec
                {
                    Inputs = ["b", "a"],
                    Weights = [1, 0],
                    Threshold = -1,
                }
            },
            {
                "mlp",
                new MlpSpec
                {
                    Inputs = ["a"],
                    Hidden =
                    [
                        [0.0],
                    ],
                    HiddenBias = [1],
                    Output = [1],
                    Threshold = -1,
                }
            },
            {
                "utility",
                new UtilitySpec
                {
                    Actions =
                    [
                        new ActionSpec
                        {
                            Verdict = Verdict.Continue,
                            Inputs = ["a"],
                            Weights = [-1],
                        },
                        new ActionSpec { Verdict = Verdict.ExitDone, Bias = 5 },
                    ],
                }
            },
        };

    [Theory, MemberData(nameof(Rules))]
    public void A_signal_that_is_not_known_never_fires(string name, RuleSpec spec)
    {
        new Watch(spec).Next(1, 1, 1).Verdict.ShouldNotBe(Verdict.Continue, $"{name} should fire on a known signal");
        new Watch(spec).Next(float.NaN, 1, 1).ShouldBe(Decision.Continue);
    }
}
