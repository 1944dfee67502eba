using Stopwise.Exits.Hosts;
using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Papers;

/// <summary>Propose and verify over the layers of one network: Kangaroo, LayerSkip, DEL, and an n-gram table.</summary>
public class DraftPapersTests
{
    private const int Words = 40;

    [Theory]
    [InlineData("draft-until-doubt")]
    [InlineData("fixed-draft")]
    [InlineData("best-draft-length")]
    public void Every_depth_and_length_decodes_the_words_and_the_cache_of_plain_decoding(string recipe)
    {
        var rule = RecipeLibrary.Load(recipe).Rule.Bind(SelfSpeculator.Columns);
        var plain = PaperHost.Sequence(PaperHost.Never, Settlement.None, out var cache, Words);
        for (var depth = 1; depth < LayeredModel.Layers; depth++)
        {
            foreach (var length in new[] { 0, 1, 3, 18 })
            {
                var host = new SelfSpeculator(new LayeredModel(3));

                var result = new ProposeVerify(host, rule, host.Verify, new FixedDraft(depth, length)).Run(
                    [0, 1],
                    Words
                );

                result.Tokens.Select(t => (float)t).ShouldBe(plain.Output);
                // The last word was chosen and went through no layer yet.
                host.Cache.Equals(cache, Words + 1).ShouldBeTrue();
                host.LayersRun.ShouldBe(result.Verified * LayeredModel.Layers);
            }
        }
    }

    [Fact]
    public void Kangaroo_drafts_until_a_doubtful_word_or_six()
    {
        var rule = RecipeLibrary.Load("draft-until-doubt").Rule.Bind(SelfSpeculator.Columns);

        Looked(0, float.NaN).ShouldBe(Verdict.Continue);
        Looked(5, 0.6f).ShouldBe(Verdict.Continue);
        Looked(1, 0.59f).ShouldBe(Verdict.ExitDone);
        Looked(6, 0.99f).ShouldBe(Verdict.ExitDone);

        Verdict Looked(int drafted, float sure) =>
            rule.Step(new Probe(drafted, 0, 0, [sure, float.NaN, float.NaN, float.NaN]), new float[4]).Verdict;
    }

    [Fact]
    public void DEL_learns_every_depth_from_one_block_and_takes_the_best()
    {
        var host = new SelfSpeculator(new LayeredModel(3));
        var rule = RecipeLibrary.Load("best-draft-length").Rule.Bind(SelfSpeculator.Columns);
        var meter = new Meter();

        new ProposeVerify(host, rule, host.Verify, host.Chooser).Run([0, 1], Words, null, meter, LayeredModel.Layers);

        var best = host.Chooser.Next();
        for (var depth = 1; depth < LayeredModel.Layers; depth++)
        {
            for (var length = 1; length <= 18; length++)
            {
                var utility = host.Chooser.TokensPerCost(depth, length);
                utility.ShouldBeLessThanOrEqualTo(host.Chooser.TokensPerCost(best.Depth, best.Length));
            }
        }

        host.Tracker.Acceptance(LayeredModel.Layers - 1).ShouldBeGreaterThan(host.Tracker.Acceptance(1));
        meter.Saved.ShouldBeGreaterThan(0, "by the cost model of the host");
    }

    [Fact]
    public void An_n_gram_table_is_a_draft_host_too()
    {
        var model = new SelfSpeculator(new LayeredModel(3));
        var rule = RecipeLibrary.Load("fixed-draft").Rule.Bind(NGrams.Columns);
        model.Begin([0], 0);

        var result = new ProposeVerify(new NGrams(), rule, Verify, new FixedDraft(0, 4)).Run([0, 1], Words);

        result
            .Tokens.Select(t => (float)t)
            .ShouldBe(PaperHost.Sequence(PaperHost.Never, Settlement.None, out _, Words).Output);
        result.Accepted.ShouldBeGreaterThan(Words / 4);

        double Verify(ReadOnlySpan<int> tokens, ReadOnlySpan<int> draft, Span<int> choices)
        {
            // Through no shallow layers: depth 0 runs the whole block through all.
            model.Begin(tokens, 0);
            model.Propose(draft);
            return model.Verify(tokens, draft, choices);
        }
    }

    /// <summary>Guesses that the newest word is followed by what followed it last time; without a last time it runs dry.</summary>
    private sealed class NGrams : IDraftHost
    {
        public static readonly SignalSchema Columns = new(1, "none");
        private readonly List<int> _tokens = [];
        private int _certain;

        public SignalSchema Schema => Columns;

        public int Budget => 0;

        public double Cost => 0;

        public double FullCost => double.NaN;

        public ReadOnlySpan<int> Draft => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens)[_certain..];

        public void Begin(ReadOnlySpan<int> tokens, int depth)
        {
            _tokens.Clear();
            _tokens.AddRange(tokens);
            _certain = tokens.Length;
        }

        public void Observe(Span<float> signals) => signals.Fill(float.NaN);

        public bool Advance()
        {
            var last = _tokens.LastIndexOf(_tokens[^1], _tokens.Count - 2);
            if (last < 0)
            {
                return false;
            }

            _tokens.Add(_tokens[last + 1]);
            return true;
        }

        public void Settle(in Decision decision) { }
    }
}
