using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Text;

namespace Stopwise.Traces.Tests.Text;

public class Ss3FoldTests
{
    private static readonly Run[] History =
    [
        TextSamples.Talk("f1", false, "the disk is full", "retry retry"),
        TextSamples.Talk("f2", false, "the disk is full", "give up"),
        TextSamples.Talk("s1", true, "all tests pass", "done done"),
        TextSamples.Talk("s2", true, "all tests pass", "the end"),
    ];

    private static readonly Ss3Model Model = Ss3Model.Train(History);

    [Fact]
    public void The_sums_grow_by_the_values_of_the_terms_of_a_step()
    {
        var fold = Ss3Fold.Start(Model, TextSamples.Talk("x", null)).Add(TextSamples.Says(0, "all tests pass\nretry"));

        // Each of the four words is exclusive, so its significance is 1; "all" is as frequent as any word of solved runs.
        fold.Evidence.Words.ShouldBe(4);
        fold.Evidence.Failed.ShouldBe(ValueOf("t:retry", Ss3Counts.Failed));
        fold.Evidence.Solved.ShouldBe(3 * ValueOf("t:all", Ss3Counts.Solved), 1e-12);
    }

    [Fact]
    public void A_copy_goes_on_for_itself()
    {
        var start = Ss3Fold.Start(Model, TextSamples.Talk("x", null)).Add(TextSamples.Says(0, "disk"));
        var copy = start;

        var failed = start.Add(TextSamples.Says(1, "retry"));
        var solved = copy.Add(TextSamples.Says(1, "done"));

        start.Evidence.ShouldBe(copy.Evidence);
        failed.Evidence.Failed.ShouldBeGreaterThan(solved.Evidence.Failed);
        solved.Evidence.Solved.ShouldBeGreaterThan(failed.Evidence.Solved);
    }

    [Fact]
    public void Scores_look_at_completed_steps_alone()
    {
        var run = TextSamples.Talk("x", null, "disk full", "odd", "tests pass", "retry");
        var cut = run with { Steps = [.. run.Steps.Take(2)] };

        var scores = Model.Scores(run);

        scores.Length.ShouldBe(4);
        scores[0].ShouldBe(double.NaN);
        scores[1].ShouldBeGreaterThan(0);
        scores[3].ShouldBeLessThan(scores[2]);
        Model.Scores(cut).ShouldBe(scores[..2]);
    }

    [Fact]
    public void Scores_stand_beside_the_rows_of_the_exit_table()
    {
        var run = TextSamples.Talk("x", true, "disk full", "odd") with { Closing = TextSamples.Says(2, "done") };

        Model.Scores(run).Length.ShouldBe(RunTable.Build([run], KinView.None).Table.Rows(0));
    }

    [Theory]
    [InlineData(Ss3Score.Difference, 3.0)]
    [InlineData(Ss3Score.PerWord, 0.75)]
    [InlineData(Ss3Score.PerRoot, 1.5)]
    internal void A_score_is_the_difference_as_it_is_by_words_or_by_their_root(Ss3Score score, double expected) =>
        new Ss3Evidence(5, 2, 4).Score(score).ShouldBe(expected);

    [Fact]
    public void Before_the_first_word_the_score_is_zero() => default(Ss3Evidence).Score(Ss3Score.PerWord).ShouldBe(0);

    [Fact]
    public void A_phrase_is_taken_where_it_is_worth_more_than_its_words()
    {
        // "not" and "found" are common to both ends, "not found" is not.
        var model = Ss3Model.Train([
            TextSamples.Talk("f", false, "not found\nnot found\nnot\nfound"),
            TextSamples.Talk("s", true, "not\nnot\nnot\nfound\nfound\nfound"),
        ]);

        Terms(model, "not found").ShouldBe(["t:not t:found"]);
        Terms(model, "found not").ShouldBe(["t:found", "t:not"]);
    }

    [Fact]
    public void Words_are_taken_alone_where_they_are_worth_more_than_their_phrase() =>
        Terms(Model, "all tests pass").ShouldBe(["t:all", "t:tests", "t:pass"]);

    [Fact]
    public void A_model_of_other_categories_cannot_judge_runs()
    {
        var model = TextSamples
            .Count(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["red"] = ["a"], ["green"] = ["b"] })
            .ToModel();

        Should.Throw<ArgumentException>(() => Ss3Fold.Start(model, History[0]));
    }

    [Fact]
    public void An_explanation_adds_up_to_the_sums_and_names_the_steps()
    {
        var run = TextSamples.Talk("x", null, "the disk is full", "odd words", "retry retry now", "all tests pass");

        var why = Model.Explain(run);

        var fold = Ss3Fold.Start(Model, run);
        foreach (var step in run.Steps)
        {
            fold = fold.Add(step);
        }

        (why.Failed, why.Solved, why.Words).ShouldBe((fold.Evidence.Failed, fold.Evidence.Solved, fold.Evidence.Words));
        why.Terms.Sum(t => t.Failed).ShouldBe(why.Failed, 1e-12);
        why.Steps.Sum(s => s.Solved).ShouldBe(why.Solved, 1e-12);
        why.Steps.Select(s => s.Call).ShouldBe([0, 2, 3]);
        var retry = why.Terms.Single(t => t.Text == "retry");
        retry.ShouldBe(
            new TermEvidence(WordField.Said, "retry", 2, 2 * ValueOf("t:retry", Ss3Counts.Failed), 0, retry.Calls)
        );
        retry.Calls.ShouldBe([2]);
        why.Terms.Select(t => Math.Abs(t.Failed - t.Solved)).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public void An_explanation_of_the_first_steps_reads_no_other()
    {
        var run = TextSamples.Talk("x", null, "the disk is full", "all tests pass");

        var why = Model.Explain(run, calls: 1);

        why.Calls.ShouldBe(1);
        why.Solved.ShouldBe(Model.Explain(run with { Steps = [run.Steps[0]] }).Solved);
        why.Steps.Select(s => s.Call).ShouldBe([0]);
        Model.Explain(run, calls: 99).Calls.ShouldBe(2);
    }

    private static double ValueOf(string word, int category) =>
        Model.ValuesOf(Model.Trie.Child(0, Model.Trie.WordOf(word)))[category];

    private static List<string> Terms(Ss3Model model, string text)
    {
        var found = new List<string>();
        Span<char> buffer = stackalloc char[StepWords.BufferLength];
        Span<int> ahead = stackalloc int[TermTrie.LongestTerm];
        var terms = new StepTerms(model, new StepWords(TextSamples.Says(0, text), TaskWords.None, buffer), ahead);
        while (terms.MoveNext())
        {
            found.Add(terms.Node == 0 ? "?" : model.Trie.Text(terms.Node));
        }

        return found;
    }
}
