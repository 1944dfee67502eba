using FsCheck;
using FsCheck.Fluent;
using Stopwise.Exits;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Text;

namespace Stopwise.Traces.Tests.Text;

public class Ss3CountsTests
{
    [Fact]
    public void Two_counts_merge_into_the_count_of_all_their_runs() =>
        ForAll(runs =>
        {
            var cut = runs.Count / 3;
            var all = Counted(runs);
            var first = Counted(runs.Take(cut));
            var second = Counted(runs.Skip(cut));

            first.Merge(second);

            first.ToJson().ShouldBe(all.ToJson());
            Values(first.ToModel()).ShouldBe(Values(all.ToModel()));
        });

    [Fact]
    public void The_order_of_the_runs_does_not_matter() =>
        ForAll(runs => Counted(Enumerable.Reverse(runs)).ToJson().ShouldBe(Counted(runs).ToJson()));

    [Fact]
    public void A_file_read_again_is_the_same_and_can_be_added_to() =>
        ForAll(runs =>
        {
            var text = Counted(runs.Skip(1)).ToJson();
            var read = Ss3Counts.Parse(text);

            read.ToJson().ShouldBe(text);
            read.Add(runs[0]);
            read.ToJson().ShouldBe(Counted(runs).ToJson());
        });

    [Fact]
    public void A_model_stays_as_it_is_while_counting_goes_on()
    {
        var counts = Counted([TextSamples.Talk("a", false, "disk full disk full")]);
        var model = counts.ToModel();
        var before = Values(model).ToList();

        counts.Add(TextSamples.Talk("b", true, "disk full disk full"));

        Values(model).ShouldBe(before);
        Values(counts.ToModel()).ShouldNotBe(before);
    }

    [Fact]
    public void A_run_without_a_trusted_outcome_is_not_counted()
    {
        var counts = new Ss3Counts();

        counts.Add(TextSamples.Talk("a", null, "disk full")).ShouldBeFalse();

        counts.Terms.ShouldBe(0);
        counts.Runs.ShouldBe([0, 0]);
    }

    [Fact]
    public void A_phrase_ends_with_the_line_the_sentence_the_shell_command_and_the_text()
    {
        var counts = Counted([TextSamples.Talk("a", true, "one two\nthree. four", "five")]);

        Terms(counts).ShouldBe(["t:five", "t:four", "t:one", "t:one t:two", "t:three", "t:two"]);
    }

    [Fact]
    public void Phrases_have_at_most_three_words()
    {
        Terms(Counted([TextSamples.Talk("a", true, "a b c d")]))
            .ShouldBe(["t:a", "t:a t:b", "t:a t:b t:c", "t:b", "t:b t:c", "t:b t:c t:d", "t:c", "t:c t:d", "t:d"]);
    }

    [Fact]
    public void Dropped_terms_leave_the_scores_alone_but_end_the_counting()
    {
        Run[] runs = [TextSamples.Talk("a", false, "disk full disk full once"), TextSamples.Talk("b", true, "ok ok")];
        var full = Counted(runs);

        var cut = Ss3Counts.Parse(full.ToJson(leastCount: 2));

        cut.Terms.ShouldBeLessThan(full.Terms);
        Values(cut.ToModel()).ShouldBe(Values(full.ToModel()));
        Should.Throw<StopwiseException>(() => cut.Add(runs[0])).Message.ShouldContain("fewer than 2 times");
        Should.Throw<StopwiseException>(() => full.Merge(cut));
    }

    [Fact]
    public void Counts_of_other_options_do_not_merge() =>
        Should.Throw<StopwiseException>(() => new Ss3Counts().Merge(new Ss3Counts(new Ss3Options { Sigma = 0.5 })));

    [Theory]
    [InlineData("{", "not a readable word file")]
    [InlineData("[]", "not a readable word file")]
    [InlineData("{}", "not a word file")]
    [InlineData("""{"kind":"stopwise-words","version":2}""", "version 2; this program reads 1 to 1")]
    [InlineData("""{"kind":"stopwise-words","version":1}""", "not a readable word file")]
    public void A_file_that_is_no_word_file_is_refused_with_the_reason(string text, string reason) =>
        Should.Throw<StopwiseException>(() => Ss3Counts.Parse(text)).Message.ShouldContain(reason);

    [Theory]
    [InlineData("\"sigma\": 0.45", "\"sigma\": 7", "not a readable word file")]
    [InlineData("\"t:disk\": [2, 0]", "\"t:disk\": [2]", "'t:disk': wanted are 2 counts")]
    [InlineData("\"t:disk\": [2, 0]", "\"t:disk\": [2, -1]", "none below 0")]
    [InlineData("\"t:disk\": [2, 0]", "\"t:disk\": [1, 0]", "more often than 't:disk', with which it begins")]
    [InlineData("\"t:disk\": [2, 0]", "\"t:disk  x\": [2, 0]", "one blank between two")]
    [InlineData("\"solved\"", "\"failed\"", "categories of different names")]
    [InlineData("\"t:full\": [2, 0]", "\"t:disk\": [2, 0]", "not a readable word file")]
    public void A_changed_file_is_refused_with_the_reason(string from, string to, string reason)
    {
        var text = Counted([TextSamples.Talk("a", false, "disk full\ndisk full")]).ToJson();
        text.ShouldContain(from);

        Should
            .Throw<StopwiseException>(() => Ss3Counts.Parse(text.Replace(from, to, StringComparison.Ordinal)))
            .Message.ShouldContain(reason);
    }

    private static Ss3Counts Counted(IEnumerable<Run> runs)
    {
        var counts = new Ss3Counts();
        foreach (var run in runs)
        {
            counts.Add(run);
        }

        return counts;
    }

    private static IEnumerable<string> Terms(Ss3Counts counts) =>
        Enumerable.Range(1, counts.Terms).Select(counts.Trie.Text).Order(StringComparer.Ordinal);

    /// <summary>Every term with its values, to the last bit.</summary>
    private static IEnumerable<string> Values(Ss3Model model) =>
        Enumerable
            .Range(1, model.Terms)
            .Select(node => $"{model.Trie.Text(node)}: {string.Join(", ", model.ValuesOf(node).ToArray())}")
            .Order(StringComparer.Ordinal);

    /// <summary>Runs of few different words, so that terms repeat.</summary>
    private static void ForAll(Action<List<Run>> law) =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<int>(),
                seed =>
                {
                    var random = new Random(seed);
                    string[] words = ["disk", "full", "ok", "pass", "retry\n", "file.py", "x"];
                    string Text() =>
                        string.Join(' ', Enumerable.Range(0, random.Next(12)).Select(_ => words[random.Next(7)]));
                    law([
                        .. Enumerable
                            .Range(0, random.Next(1, 12))
                            .Select(i => TextSamples.Talk($"r{i}", random.Next(2) == 0, Text(), Text())),
                    ]);
                }
            )
            .QuickCheckThrowOnFailure();
}
