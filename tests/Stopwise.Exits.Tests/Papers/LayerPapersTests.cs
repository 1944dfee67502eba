using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>Optional stopping over layers: the numbers of the papers, and what each settlement leaves behind.</summary>
public class LayerPapersTests
{
    [Theory]
    [InlineData("confident-layer", 0.8649, Verdict.Continue)]
    [InlineData("confident-layer", 0.866, Verdict.ExitDone)]
    [InlineData("learned-gate", 0.5, Verdict.Continue)]
    [InlineData("learned-gate", 0.51, Verdict.ExitDone)]
    [InlineData("saturated-state", 0.9799, Verdict.Continue)]
    [InlineData("saturated-state", 0.99, Verdict.ExitDone)]
    public void A_threshold_is_the_one_written_down(string recipe, double value, Verdict verdict) =>
        Step(recipe, unit: 4, [(float)value]).ShouldBe(verdict);

    [Fact]
    public void PALBERT_leaves_at_the_median_of_its_halting_time()
    {
        // .3, .3 + .7 x .2 = .44, .44 + .56 x .15 = .524
        var rule = RecipeLibrary.Load("halting-quantile").Rule.Bind(new SignalSchema(1, "halting_probability"));
        var memory = new RuleMemory();
        float[] halting = [float.NaN, 0.3f, 0.2f, 0.15f];

        var verdicts = halting.Select((p, unit) => Look(unit, p)).ToArray();

        verdicts.ShouldBe([Verdict.Continue, Verdict.Continue, Verdict.Continue, Verdict.ExitDone]);

        Verdict Look(int unit, float p) => rule.Step(new Probe(unit, 8, unit, [p]), memory.Slots).Verdict;
    }

    [Fact]
    public void SpecEE_needs_its_predictor_and_the_full_look()
    {
        Step("four-word-predictor", 1, [0.9f, 1]).ShouldBe(Verdict.ExitDone);
        Step("four-word-predictor", 1, [0.9f, 0]).ShouldBe(Verdict.Continue);
        Step("four-word-predictor", 1, [0.5f, 1]).ShouldBe(Verdict.Continue);
    }

    [Fact]
    public void Dyn_Perceiver_has_a_threshold_per_exit_and_always_leaves_at_the_last()
    {
        Step("confident-layer-per-head", 0, [1]).ShouldBe(Verdict.Continue);
        Step("confident-layer-per-head", 1, [0.93f]).ShouldBe(Verdict.Continue);
        Step("confident-layer-per-head", 2, [0.93f]).ShouldBe(Verdict.ExitDone);
        Step("confident-layer-per-head", 4, [0]).ShouldBe(Verdict.ExitDone);
    }

    [Fact]
    public void DuoDiff_runs_three_layers_in_the_first_half_of_the_chain_and_all_in_the_second()
    {
        var host = PaperHost.Of("denoising");
        var rule = RecipeLibrary.Load("shallow-then-deep").Rule.Bind(host.Schema);

        var depths = host.Run(rule, Settlement.None).Results.Select(r => r.Units).ToArray();

        depths[..5].ShouldAllBe(d => d == 3);
        depths[6..].ShouldAllBe(d => d == LayeredModel.Layers);
    }

    [Fact]
    public void A_stricter_threshold_never_leaves_earlier_and_one_above_all_never_leaves()
    {
        foreach (var recipe in new[] { "certain-denoiser-layer", "confident-decoder-layer" })
        {
            var spec = RecipeLibrary.Load(recipe).Rule;
            var sign = recipe == "certain-denoiser-layer" ? -1 : 1;
            var host = PaperHost.Of("sample");
            var before = new int[20];
            foreach (var strictness in new[] { -2, 0.2, 0.4, 0.6, 0.8, 2 })
            {
                var value = sign < 0 ? 1 - strictness : strictness;
                var units = host.Run(spec.Freeze(value).Bind(host.Schema), Settlement.None)
                    .Results.Select(r => r.Units);
                units.Zip(before).ShouldAllBe(pair => pair.First >= pair.Second);
                before = [.. units];
            }

            before.ShouldAllBe(units => units == LayeredModel.Layers);
        }
    }

    [Fact]
    public void Copying_forward_fills_the_skipped_layers_with_the_state_that_left()
    {
        var run = Sequence("saturated-state", Settlement.CopyForward, out var cache);

        foreach (var (word, result) in run.Results.Index())
        {
            for (var layer = result.Units + 1; layer < LayeredModel.Layers; layer++)
            {
                // Position 0 is the prompt.
                cache.Of(layer)[word + 1].ShouldBe(cache.Of(result.Units)[word + 1]);
            }
        }

        run.IsExact.ShouldBeFalse();
    }

    [Fact]
    public void A_hole_leaves_no_entry_where_a_word_left_early_and_one_everywhere_else()
    {
        var run = Sequence("four-word-predictor", Settlement.Hole, out var cache);

        foreach (var (word, result) in run.Results.Index())
        {
            for (var layer = 0; layer < LayeredModel.Layers; layer++)
            {
                (cache.Of(layer)[word + 1] is null).ShouldBe(layer >= result.Units);
            }
        }

        run.IsExact.ShouldBeFalse();
    }

    [Fact]
    public void Lossy_settlements_do_change_what_is_said_later()
    {
        var full = PaperHost.Sequence(PaperHost.Never, Settlement.None, out _);

        Sequence("saturated-state", Settlement.CopyForward, out _).Output.ShouldNotBe(full.Output);
        Sequence("four-word-predictor", Settlement.Hole, out _).Output.ShouldNotBe(full.Output);
    }

    [Fact]
    public void SkipDecode_never_reads_what_was_not_written_and_costs_what_its_line_says()
    {
        var run = Sequence("position-depth", Settlement.MonotoneGuard, out _, words: 11);

        run.Results.Select(r => r.Units).ShouldBe([8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3]);
        run.Results.Sum(r => r.Cost).ShouldBe(63);
    }

    [Fact]
    public void A_depth_that_rises_is_stopped_by_the_guard_before_its_word_is_used()
    {
        var rising = ((DepthSpec)RecipeLibrary.Load("position-depth").Rule) with { From = 3, To = 8 };

        Should
            .Throw<StopwiseException>(() =>
                PaperHost.Sequence(rising.Bind(LayerHost.Columns), Settlement.MonotoneGuard, out _)
            )
            .Message.ShouldContain("an earlier position wrote only 3");
    }

    [Fact]
    public void Nothing_is_owed_where_each_sample_stands_alone()
    {
        var host = PaperHost.Of("sample");
        var rule = RecipeLibrary.Load("fixed-layer").Rule.Bind(host.Schema);

        var run = host.Run(rule, Settlement.None);

        run.Results.ShouldAllBe(r => r.Units == 1);
        run.IsExact.ShouldBeFalse("nothing owed is not the same answer");
    }

    private static PaperRun Sequence(string recipe, Settlement settlement, out LayerCache cache, int words = 24) =>
        PaperHost.Sequence(RecipeLibrary.Load(recipe).Rule.Bind(LayerHost.Columns), settlement, out cache, words);

    private static Verdict Step(string recipe, int unit, float[] signals)
    {
        var loaded = RecipeLibrary.Load(recipe);
        var memory = new RuleMemory();
        var rule = loaded.Rule.Bind(new SignalSchema(1, loaded.Signals));
        return rule.Step(new Probe(unit, LayeredModel.Layers, unit, signals), memory.Slots).Verdict;
    }
}
