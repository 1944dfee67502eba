using Stopwise.Exits.Calibration;
using Stopwise.Exits.Hosts;
using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>Timesteps, epochs and reasoning tokens: SchED, correlated indicators, LYNX, RPDI-EE.</summary>
public class StreamPapersTests
{
    [Theory]
    [InlineData(0, 7.5)]
    [InlineData(2, 4.548979947844752)]
    [InlineData(4, 2.7590958087858174)]
    [InlineData(8, 1.0150146242745953)]
    [InlineData(16, 0.13736729166550634)]
    public void SchED_falls_from_seven_and_a_half_as_an_exponential(int step, double threshold)
    {
        // 7.5 exp(-4 step / 16)
        var rule = RecipeLibrary.Load("settled-answer-span").Rule.Bind(MaskedDecoder.Columns);

        Look(threshold - 1e-5).ShouldBe(Verdict.Continue);
        Look(threshold + 1e-5).ShouldBe(Verdict.ExitDone);

        Verdict Look(double margin) => rule.Step(new Probe(step, 16, step, [(float)margin]), []).Verdict;
    }

    [Fact]
    public void SchED_stops_no_later_where_its_curve_starts_lower_and_infinity_is_full_decoding()
    {
        var spec = (ScheduleSpec)RecipeLibrary.Load("settled-answer-span").Rule;
        for (var seed = 1; seed <= 20; seed++)
        {
            var before = int.MaxValue;
            foreach (var start in new[] { 1e9, 15, 7.5, 5, 2.5, 0 })
            {
                var decoder = new MaskedDecoder(seed);
                var rule = (spec with { From = start, To = start == 1e9 ? 1e9 : 0 }).Bind(MaskedDecoder.Columns);

                var result = ExitLoop.Run(decoder, rule);

                result.Units.ShouldBeLessThanOrEqualTo(before);
                (start < 1e9 || !result.Stopped).ShouldBeTrue();
                decoder.Words.ShouldAllBe(word => word != 0);
                before = result.Units;
            }
        }
    }

    [Fact]
    public void Correlated_indicators_stop_at_a_strip_after_the_turn_and_the_best_weights_are_the_answer()
    {
        var rule = RecipeLibrary.Load("agreeing-indicators").Rule.Bind(TrainingRun.Columns);
        for (var seed = 1; seed <= 20; seed++)
        {
            var training = new TrainingRun(seed);

            var result = ExitLoop.Run(training, rule);

            result.Stopped.ShouldBeTrue();
            (result.Units % 5).ShouldBe(0);
            result.Units.ShouldBeInRange(25, 50);
            var least = Enumerable.Range(0, result.Units + 1).Min(training.LossOf);
            training.LossOf(training.Weights).ShouldBe(least);
        }
    }

    [Fact]
    public void RPDI_stops_at_a_boundary_where_entropy_rises_over_its_mean_and_never_in_the_first_window()
    {
        var rule = RecipeLibrary.Load("rising-entropy").Rule.Bind(ReasoningStream.Columns);

        Look(20, boundary: 1, ratio: 1.51f).ShouldBe(Verdict.ExitDone);
        Look(20, boundary: 1, ratio: 1.5f).ShouldBe(Verdict.Continue);
        Look(20, boundary: 1, ratio: 0.5f).ShouldBe(Verdict.Continue, "falling entropy is no drift");
        Look(20, boundary: 0, ratio: 2).ShouldBe(Verdict.Continue);
        Look(15, boundary: 1, ratio: 2).ShouldBe(Verdict.Continue);

        var stream = new ReasoningStream(1);
        var result = ExitLoop.Run(stream, rule, Settlement.HandIn);
        result.Units.ShouldBeGreaterThan(stream.Found + 30, "the drift begins thirty tokens after the answer");
        (result.Units % 10, stream.Answer, result.IsExact).ShouldBe((0, 1f, false));

        Verdict Look(int tokens, float boundary, float ratio) =>
            rule.Step(new Probe(tokens, 200, tokens, [boundary, ratio, float.NaN, float.NaN]), []).Verdict;
    }

    [Fact]
    public void LYNX_stops_exactly_where_the_conformal_set_holds_only_right()
    {
        const double Alpha = 0.1;
        var cues = Enumerable.Range(100, 200).Select(seed => Drawn(seed)).ToArray();
        var ofRight = SplitConformal.Quantile([.. cues.Where(c => c.Right).Select(c => (double)c.Wrong)], Alpha);
        var ofWrong = SplitConformal.Quantile([.. cues.Where(c => !c.Right).Select(c => 1.0 - c.Wrong)], Alpha);
        var threshold = Math.Min(ofRight, 1 - ofWrong);
        var rule = RecipeLibrary.Load("right-by-now").Rule.Freeze(threshold).Bind(ReasoningStream.Columns);
        var stops = 0;
        for (var wrong = 0f; wrong <= 1; wrong += 1 / 512f)
        {
            var holdsRight = wrong <= ofRight;
            var holdsWrong = 1 - wrong <= ofWrong;
            var decision = rule.Step(new Probe(20, 200, 20, [0, float.NaN, 1, wrong]), []);

            // On the edge itself a score equal to the quantile of right answers counts as in the set, and a rule does not fire.
            (decision.Verdict == Verdict.ExitDone).ShouldBe(holdsRight && !holdsWrong && wrong != ofRight);
            stops += decision.Verdict == Verdict.ExitDone ? 1 : 0;
        }

        stops.ShouldBeInRange(1, 511);
        rule.Step(new Probe(21, 200, 21, [0, float.NaN, 0, 0]), []).Verdict.ShouldBe(Verdict.Continue, "no cue");

        // One cue of each stream, drawn at random: the cues of one problem depend on each other.
        static (float Wrong, bool Right) Drawn(int seed)
        {
            var stream = new ReasoningStream(seed);
            var cue = 20 * new Random(seed).Next(1, 10);
            return (stream.WrongAt(cue), stream.RightAt(cue));
        }
    }

    [Fact]
    public void LYNX_too_few_calibration_scores_mean_that_it_never_stops()
    {
        double[] few = [0.1, 0.2, 0.3];
        var ofRight = SplitConformal.Quantile(few, 0.1);
        var ofWrong = SplitConformal.Quantile(few, 0.1);
        var rule = RecipeLibrary.Load("right-by-now").Rule.Freeze(Math.Min(ofRight, 1 - ofWrong));

        ofWrong.ShouldBe(double.PositiveInfinity);
        ExitLoop.Run(new ReasoningStream(1), rule.Bind(ReasoningStream.Columns)).Stopped.ShouldBeFalse();
    }
}
