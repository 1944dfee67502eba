using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Recipes;

public class RuleSpecTests
{
    private static readonly SignalSchema Schema = new(1, "steps", "tokens");

    [Fact]
    public void An_unknown_signal_is_named_beside_those_there_are() =>
        Should
            .Throw<StopwiseException>(() => new ThresholdSpec { Signal = "mood", Value = 1 }.Bind(Schema))
            .Message.ShouldBe("Signal 'mood' is not among the signals of this host: steps, tokens.");

    [Fact]
    public void A_free_parameter_must_be_frozen_before_it_is_bound()
    {
        var spec = new BudgetSpec { Signal = "tokens" };

        spec.IsFrozen.ShouldBeFalse();
        Should
            .Throw<StopwiseException>(() => spec.Bind(Schema))
            .Message.ShouldContain("tokens has a parameter without a value");
        spec.Freeze(7).ShouldBe(spec with { Cap = 7 });
        spec.Freeze(7).Freeze(8).ShouldBe(spec with { Cap = 7 });
    }

    [Fact]
    public void Freezing_reaches_the_one_free_rule_inside_others()
    {
        RuleSpec free = new NotBeforeSpec
        {
            Unit = 2,
            Inner = new EverySpec
            {
                Units = 2,
                Inner = new PatienceSpec
                {
                    Units = 1,
                    Inner = new ThresholdSpec { Signal = "steps" },
                },
            },
        };
        var all = new AllSpec { Rules = [free, new BudgetSpec { Signal = "tokens", Cap = 3 }] };

        all.IsFrozen.ShouldBeFalse();
        all.Freeze(1.5).IsFrozen.ShouldBeTrue();
        all.Signals.ShouldBe(["steps", "tokens"]);
    }

    [Fact]
    public void One_value_cannot_freeze_two_parameters() =>
        Should
            .Throw<StopwiseException>(() =>
                new AnySpec { Rules = [new BudgetSpec(), new ThresholdSpec { Signal = "steps" }] }.Freeze(1)
            )
            .Message.ShouldContain("2 free parameters");

    public static TheoryData<string, RuleSpec> Impossible =>
        new()
        {
            {
                "not both",
                new ThresholdSpec
                {
                    Signal = "steps",
                    Value = 1,
                    PerUnit = [1],
                }
            },
            {
                "'perUnit' has 0 numbers",
                new ThresholdSpec { Signal = "steps", PerUnit = [] }
            },
            {
                "'low' 2 is above 'high' 1",
                new WindowSpec
                {
                    Signal = "steps",
                    Low = 2,
                    High = 1,
                }
            },
            {
                "'steepness' above 0",
                new ScheduleSpec
                {
                    Signal = "steps",
                    From = 0,
                    To = 1,
                    Steepness = 0,
                }
            },
            {
                "must be finite",
                new DepthSpec { From = double.NaN, To = 1 }
            },
            {
                "'weights' has 1 numbers; 2 are needed",
                new LogisticSpec
                {
                    Inputs = ["steps", "tokens"],
                    Weights = [1],
                    Threshold = 0,
                }
            },
            {
                "'units' is 0; it must be at least 1",
                new PatienceSpec
                {
                    Units = 0,
                    Inner = new BudgetSpec { Cap = 1 },
                }
            },
            {
                "'units' is 0",
                new EverySpec
                {
                    Units = 0,
                    Inner = new BudgetSpec { Cap = 1 },
                }
            },
            {
                "'unit' is -1",
                new NotBeforeSpec
                {
                    Unit = -1,
                    Inner = new BudgetSpec { Cap = 1 },
                }
            },
            {
                "'number of rules' is 1; it must be at least 2",
                new QuorumSpec { Needed = 2, Rules = [new BudgetSpec { Cap = 1 }] }
            },
            {
                "'number of rules' is 0",
                new AnySpec { Rules = [] }
            },
            {
                "'number of actions' is 1",
                new UtilitySpec { Actions = [new ActionSpec { Verdict = Verdict.Continue }] }
            },
        };

    [Theory, MemberData(nameof(Impossible))]
    public void A_rule_that_could_never_be_right_is_refused(string message, RuleSpec spec) =>
        Should.Throw<StopwiseException>(() => spec.Bind(Schema)).Message.ShouldContain(message);
}
