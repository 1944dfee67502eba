using Stopwise.Exits.Hosts;
using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Hosts;

public class RaceTests
{
    [Fact]
    public void Successive_halving_drops_half_at_each_rung_and_the_best_wins()
    {
        ScriptedHost[] hosts = [Constant(1), Constant(4), Constant(2), Constant(3)];
        var meter = new Meter();

        var race = Race.Run(hosts, Ranker.SuccessiveHalving("score", candidates: 4, firstUnit: 2), meter: meter);

        race.Winner.ShouldBe(1);
        race.Candidates.Select(c => c.Units).ShouldBe([2, 8, 2, 4]);
        race.Candidates[0].Decision.ShouldBe(new Decision(Verdict.ExitDoomed, ReasonCode.Rank, 1));
        race.Candidates[1].Stopped.ShouldBeFalse();
        hosts[3].Heard.ShouldBe(["ExitDoomed at 4"]);
        (meter.Cost, meter.NeverExitCost).ShouldBe((160, 320));
    }

    [Fact]
    public void Successive_halving_keeps_a_share_rounded_up() =>
        Ranker
            .SuccessiveHalving("score", candidates: 10, firstUnit: 1, eta: 3)
            .Rungs.ShouldBe([new Rung(1, 4), new Rung(3, 2), new Rung(9, 1)]);

    [Fact]
    public void Keep_best_keeps_the_smallest_and_of_equals_the_first()
    {
        ScriptedHost[] hosts = [Constant(float.NaN), Constant(2), Constant(1), Constant(1)];

        var race = Race.Run(hosts, Ranker.KeepBest("score", unit: 3, lowerIsBetter: true));

        race.Winner.ShouldBe(2);
        race.Candidates.Select(c => c.Units).ShouldBe([3, 3, 8, 3]);
    }

    [Fact]
    public void What_is_known_beforehand_costs_nothing_to_compare() =>
        Race.Run([Constant(1), Constant(2)], Ranker.KeepBest("score", unit: 0))
            .Candidates.Select(c => c.Cost)
            .ShouldBe([0, 80]);

    [Fact]
    public void A_candidate_given_up_by_its_own_rule_cannot_win()
    {
        var doomed = new ThresholdSpec
        {
            Signal = "score",
            Value = 3,
            Verdict = Verdict.ExitDoomed,
        }.Bind(ScriptedHost.Columns);
        var ranker = Ranker.KeepBest("score", unit: 7);

        Race.Run([Constant(1), Constant(4)], ranker, doomed).Winner.ShouldBe(0);
        Race.Run([Constant(4)], ranker, doomed).Winner.ShouldBe(-1);
    }

    [Fact]
    public void Candidates_of_different_length_finish_when_they_are_done()
    {
        var race = Race.Run(
            [new ScriptedHost([1, 1]), new ScriptedHost([0, 0, 0, 9])],
            Ranker.KeepBest("score", unit: 3)
        );

        race.Winner.ShouldBe(1);
        race.Candidates.Select(c => c.Units).ShouldBe([2, 4]);
    }

    [Fact]
    public void A_signal_that_the_candidates_do_not_have_is_named() =>
        Should
            .Throw<StopwiseException>(() => Race.Run([Constant(1)], Ranker.KeepBest("loss", 1)))
            .Message.ShouldContain("'loss'");

    private static ScriptedHost Constant(float score) => new([.. Enumerable.Repeat(score, 8)]);
}
