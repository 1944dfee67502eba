using Stopwise.Exits.Hosts;
using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>Races and cascades: ELECT, Baker et al., EEEA-Net, window-based cascades.</summary>
public class CandidatePapersTests
{
    [Fact]
    public void ELECT_costs_its_formula_and_the_survivor_is_as_if_it_had_run_alone()
    {
        var field = Candidate.Field(seed: 6, count: 10);
        var race = Race.Run(field, NoRung, Rule("best-seed-at-one-rung"));

        // N s + (T - s) with N = 10, s = 40, T = 100
        race.Candidates.Sum(c => c.Cost).ShouldBe((10 * 40) + 60);
        race.Candidates.Count(c => !c.Stopped).ShouldBe(1);

        var alone = Candidate.Field(seed: 6, count: 10)[race.Winner];
        ExitLoop.Run(alone, PaperHost.Never);
        field[race.Winner].Score.ShouldBe(alone.Score);
    }

    [Fact]
    public void A_rank_column_and_the_ranker_of_a_race_keep_the_same_seed()
    {
        for (var seed = 1; seed <= 50; seed++)
        {
            var byRule = Race.Run(Candidate.Field(seed, 10), NoRung, Rule("best-seed-at-one-rung"));
            var byRanker = Race.Run(Candidate.Field(seed, 10), Ranker.KeepBest("score", unit: 40));

            byRule.Winner.ShouldBe(byRanker.Winner);
            byRule.Candidates.Select(c => c.Units).ShouldBe(byRanker.Candidates.Select(c => c.Units));
        }
    }

    [Fact]
    public void Baker_gives_up_the_unlikely_at_every_epoch_from_the_third_and_keeps_the_best()
    {
        const int Fields = 100;
        var (kept, cost) = (0, 0.0);
        for (var seed = 1; seed <= Fields; seed++)
        {
            var field = Candidate.Field(seed, 10);
            var race = Race.Run(field, NoRung, Rule("unlikely-best"));
            kept += field.Max(c => c.Final) == field[race.Winner].Final ? 1 : 0;
            cost += race.Candidates.Sum(c => c.Cost);
            race.Candidates.Where(c => c.Stopped).ShouldAllBe(c => c.Units >= 3 && c.Decision.Score > 0.95f);
        }

        // A probability of 1 is never exceeded, so nobody is given up.
        var patient = (NotBeforeSpec)RecipeLibrary.Load("unlikely-best").Rule;
        patient = patient with { Inner = ((ThresholdSpec)patient.Inner) with { Value = 1 } };
        var all = Race.Run(Candidate.Field(1, 10), NoRung, patient.Bind(Candidate.Columns));

        kept.ShouldBeGreaterThanOrEqualTo(95);
        cost.ShouldBeLessThan(0.5 * Fields * 1000);
        all.Candidates.ShouldAllBe(c => !c.Stopped);
    }

    [Fact]
    public void EEEA_rejects_before_the_first_step_and_accepts_nobody_above_its_limit()
    {
        var field = Candidate.Field(seed: 6, count: 10);
        var race = Race.Run(field, NoRung, Rule("parameter-limit"));

        foreach (var (candidate, result) in field.Zip(race.Candidates))
        {
            result.Stopped.ShouldBe(candidate.Million > 5);
            result.Cost.ShouldBe(result.Stopped ? 0 : 100);
        }
    }

    [Theory]
    [InlineData(0.54, 1)]
    [InlineData(0.55, 2)]
    [InlineData(0.75, 2)]
    [InlineData(0.76, 1)]
    public void A_window_asks_both_members_about_doubtful_answers_and_takes_their_mean(double sure, int members)
    {
        var result = Cascade(RecipeLibrary.Load("doubtful-window").Rule).Run((float)sure);

        result.Members.ShouldBe(members);
        result.Answer[0].ShouldBe(members == 1 ? (float)sure : ((float)sure + 0.1f) / 2, 1e-6f);
    }

    [Fact]
    public void A_window_of_no_width_is_the_single_model_and_one_of_full_width_the_ensemble()
    {
        var window = (WindowSpec)RecipeLibrary.Load("doubtful-window").Rule;
        var none = Cascade(window with { Low = 2, High = 2 });
        var full = Cascade(window with { Low = 0, High = 1 });
        for (var sure = 0.5f; sure < 1; sure += 0.05f)
        {
            none.Run(sure).Answer.ShouldBe([sure, 1 - sure]);
            var ensemble = full.Run(sure);
            (ensemble.Members, ensemble.Cost).ShouldBe((2, 11));
            ensemble.Answer[0].ShouldBe(sure + ((0.1f - sure) / 2));
        }
    }

    private static Ranker NoRung => new() { Signal = "score", Rungs = [] };

    private static IExitRule Rule(string recipe) => RecipeLibrary.Load(recipe).Rule.Bind(Candidate.Columns);

    /// <summary>The first member says its input, the second one .1 at ten times the cost.</summary>
    private static Cascade<float> Cascade(RuleSpec gate) =>
        new(
            [new CascadeMember<float>(1, Say), new CascadeMember<float>(10, (_, answer) => Say(0.1f, answer))],
            gate.Bind(CascadeSignals.Schema),
            answers: 2,
            mean: true
        );

    private static void Say(float first, Span<float> answer) => (answer[0], answer[1]) = (first, 1 - first);
}
