using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Tests.Rules;

public class LearnedRuleTests
{
    [Fact]
    public void A_logistic_rule_compares_a_probability()
    {
        var watch = new Watch(
            new LogisticSpec
            {
                Inputs = ["c", "a"],
                Weights = [1, -2],
                Bias = 0.5,
                Threshold = 0.5,
                Verdict = Verdict.ExitDoomed,
            }
        );

        watch.Next(1, c: 1.5f).ShouldBe(Decision.Continue);
        var fired = watch.Next(1, c: 3.5f);
        fired.Verdict.ShouldBe(Verdict.ExitDoomed);
        fired.Reason.ShouldBe(ReasonCode.Learned);
        fired.Score.ShouldBe(0.880797f, 1e-6f);
    }

    [Theory]
    [InlineData(Activation.Relu, 0f, 0f, false)]
    [InlineData(Activation.Relu, 1f, 0f, true)]
    [InlineData(Activation.Relu, 0f, 1f, true)]
    [InlineData(Activation.Relu, 1f, 1f, false)]
    [InlineData(Activation.Tanh, 0f, 0f, false)]
    [InlineData(Activation.Tanh, 1f, 0f, true)]
    [InlineData(Activation.Tanh, 1f, 1f, false)]
    public void A_hidden_layer_can_say_either_or_which_no_threshold_can(Activation bend, float a, float b, bool fires)
    {
        var spec = new MlpSpec
        {
            Inputs = ["a", "b"],
            Hidden =
            [
                [4, 4],
                [4, 4],
            ],
            HiddenBias = [-2, -6],
            Activation = bend,
            Output = [4, bend == Activation.Relu ? -16 : -4],
            Bias = -2,
            Threshold = 0.5,
        };

        (new Watch(spec).Next(a, b).Verdict == Verdict.ExitDone).ShouldBe(fires);
    }

    [Fact]
    public void The_best_action_wins_and_of_equals_the_first()
    {
        var spec = new UtilitySpec
        {
            Actions =
            [
                new ActionSpec { Verdict = Verdict.Continue, PerUnit = [3, 2, 1] },
                new ActionSpec
                {
                    Verdict = Verdict.ExitDone,
                    Inputs = ["a"],
                    Weights = [1],
                },
                new ActionSpec { Verdict = Verdict.Escalate, Bias = 0.5 },
            ],
        };

        Watch
            .Verdicts(spec, 3, 2.5f, 0, -9)
            .ShouldBe([Verdict.Continue, Verdict.ExitDone, Verdict.Continue, Verdict.Continue]);
        new Watch(spec).Next(3.5f).ShouldBe(new Decision(Verdict.ExitDone, ReasonCode.Utility, 3.5f));
    }
}
