using Stopwise.Exits.Hosts;
using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Hosts;

public class CascadeTests
{
    private static readonly IExitRule Doubtful = new WindowSpec
    {
        Signal = "max_prob",
        Low = 0.5,
        High = 0.8,
    }.Bind(CascadeSignals.Schema);

    [Fact]
    public void A_sure_answer_comes_from_the_cheapest_member()
    {
        var result = TwoMembers(mean: false).Run(0.9f);

        (result.Members, result.Cost).ShouldBe((1, 1));
        result.Answer.ShouldBe([0.9f, 0.1f], 1e-6);
    }

    [Fact]
    public void A_doubtful_answer_is_escalated_and_the_last_member_is_not_gated()
    {
        var result = TwoMembers(mean: false).Run(0.75f);

        (result.Members, result.Cost, result.Decision.Verdict).ShouldBe((2, 11, Verdict.Escalate));
        result.Answer.ShouldBe([0.25f, 0.75f], 1e-6);
    }

    [Fact]
    public void Answers_may_be_combined_by_their_mean() =>
        TwoMembers(mean: true).Run(0.75f).Answer.ShouldBe([0.5f, 0.5f], 1e-6);

    [Fact]
    public void A_cascade_is_metered_against_asking_everyone()
    {
        var meter = new Meter(costPerLook: 0.5);
        var cascade = TwoMembers(mean: false);

        cascade.Run(0.9f, meter);
        cascade.Run(0.7f, meter);

        (meter.Runs, meter.Stopped, meter.Cost, meter.Overhead, meter.NeverExitCost).ShouldBe((2, 1, 12, 1, 22));
    }

    [Fact]
    public void The_gate_sees_three_views_of_a_distribution()
    {
        var signals = new float[3];
        CascadeSignals.Write([0.25f, 0.5f, 0.25f, 0], signals);

        signals.ShouldBe([0.5f, 0.25f, 1.0397208f], 1e-6);
    }

    /// <summary>The first member answers with its input, the second with the opposite at ten times the cost.</summary>
    private static Cascade<float> TwoMembers(bool mean) =>
        new(
            [
                new CascadeMember<float>(
                    1,
                    (p, answer) =>
                    {
                        answer[0] = p;
                        answer[1] = 1 - p;
                    }
                ),
                new CascadeMember<float>(
                    10,
                    (p, answer) =>
                    {
                        answer[0] = 1 - p;
                        answer[1] = p;
                    }
                ),
            ],
            Doubtful,
            answers: 2,
            mean
        );
}
