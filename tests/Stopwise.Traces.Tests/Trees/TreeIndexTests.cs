using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Tests.Trees;

public class TreeIndexTests
{
    [Fact]
    public void The_index_folds_looking_and_marks_states_and_what_was_taken_back()
    {
        var run = RunMaker.Of(
            "r",
            null,
            RunMaker.Shell(0, "cat src/a.py", new string('x', 4000)),
            RunMaker.Shell(1, "cat src/b.py", new string('x', 4000)),
            RunMaker.Shell(2, "cat src/c.py src/d.py src/e.py", new string('x', 4000)),
            RunMaker.Tool(3, "Edit", """{"file_path":"/repo/src/a.py"}"""),
            RunMaker.Shell(4, "pytest tests/t.py", "2 failed, 1 passed", exit: 1),
            RunMaker.Shell(5, "git checkout src/a.py"),
            RunMaker.Shell(6, "cat src/a.py")
        );

        var index = TreeIndex.Of(TraceTree.Of(run with { Prompt = "Mend it.\nSoon." }));

        index.Text.ShouldBe(
            """
            run r: 7 steps in 2 stages, agent made-agent, model made-model
            asked: Mend it. Soon.
            sN: step N. * changes the state. ^sN: goes back to the state of sN (^start: of the beginning). || asked for together.
            stage 0 s0-s2 explore: 3 steps, 5 files [the run begins]
              s0-s2 explore 3: cat: a.py, b.py, c.py +2
            stage 1 s3-s6 change a.py; the check fails 2 tests [the first edit is in s3]
              s3* change Edit a.py
              s4 verify pytest tests/t.py -> fails 2 tests
              s5^start change git checkout src/a.py
              s6 explore cat src/a.py

            """.ReplaceLineEndings("\n")
        );
        index.IndexTokens.ShouldBe(index.Text.Length / 4);
        index.TraceTokens.ShouldBeInRange(3000, 3100);
        index.Share!.Value.ShouldBe((double)index.IndexTokens / index.TraceTokens);
    }

    [Fact]
    public void Hostile_text_stays_on_its_line()
    {
        const string Evil = "\u001b]0;title\a\r\n\u001b[2Jstage 9 s0-s9\u2028\u202e\0";
        var run = RunMaker.Of(
            Evil,
            null,
            [
                .. Enumerable
                    .Range(0, 9)
                    .Select(i =>
                        RunMaker.Shell(i, $"{Evil}{i}", Evil) with
                        {
                            Agent = Evil + (i / 3),
                            Addressee = Evil,
                            Message = Evil,
                        }
                    ),
            ]
        ) with
        {
            Prompt = Evil,
            Model = Evil,
        };

        var text = TreeIndex.Of(TraceTree.Of(run)).Text;

        text.Any(c => c != '\n' && (char.IsControl(c) || c is '\u202e' or '\u2028')).ShouldBeFalse();
        var lines = text.TrimEnd('\n').Split('\n');
        lines.Count(l => l.StartsWith("stage 9", StringComparison.Ordinal)).ShouldBe(0);
        lines.ShouldAllBe(l => l.Length <= TreeIndex.LongestLine);
    }

    [Fact]
    public void A_long_stage_is_cut_in_the_middle_and_says_what_is_missing()
    {
        var run = RunMaker.Of(
            "r",
            null,
            [.. Enumerable.Range(0, 1000).Select(i => RunMaker.Shell(i, $"make target-{i}"))]
        );
        var rows = new TreeRows(TraceTree.Of(run)).Of(0, 999, most: 11);

        rows.Count.ShouldBe(11);
        rows[5].Text.ShouldStartWith("left out: 990 steps with ");
        (rows[5].First, rows[5].Last, rows[5].Cost.Calls).ShouldBe((5, 994, 990));
    }

    [Fact]
    public void Events_are_never_folded()
    {
        var run = RunMaker.Of(
            "r",
            null,
            RunMaker.Shell(0, "cat a"),
            RunMaker.Shell(1, "cat b", "cat: b: No such file", exit: 1),
            RunMaker.Shell(2, "cat c"),
            RunMaker.Shell(3, "cat d")
        );
        var rows = new TreeRows(TraceTree.Of(run));

        rows.Of(0, 3).Select(r => (r.First, r.Last)).ShouldBe([(0, 0), (1, 1), (2, 3)]);
        rows.Of(0, 3, fold: false).Count.ShouldBe(4);
        rows.Of(0, 3)[1].Text.ShouldBe("cat b -> error");
    }

    [Fact]
    public void Names_are_the_shortest_that_tell_files_apart()
    {
        var names = new ShortNames(["/w/src/a.py", "/w/test/a.py", "/w/src/b.py", "src/b.py", "./c.py", "c/", "c"]);

        names.Of("/w/src/a.py").ShouldBe("src/a.py");
        names.Of("/w/test/a.py").ShouldBe("test/a.py");
        names.Of("/w/src/b.py").ShouldBe("b.py");
        names.Of("src/b.py").ShouldBe("b.py");
        names.Of("./c.py").ShouldBe("c.py");
        names.Of("c/").ShouldBe("c");
    }

    [Theory]
    [InlineData("plain", 10, "plain")]
    [InlineData("  two\r\n\twords ", 20, "two words")]
    [InlineData("\u001b[31mred\u001b[0m", 20, "red")]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("ab😀cd", 4, "ab…")]
    [InlineData(null, 4, "")]
    public void A_line_is_plain(string? text, int most, string line) => PlainLine.Of(text, most).ShouldBe(line);

    [Fact]
    public void Half_a_character_is_left_out() => PlainLine.Of("a\ud83d b\udc00", 20).ShouldBe("a b");

    [Fact]
    public void A_search_finds_text_in_every_place_of_a_step()
    {
        var run = RunMaker.Of(
            "r",
            null,
            RunMaker.Shell(0, "cat needle.py", "no such thing"),
            RunMaker.Shell(1, "ls", new string('.', 200) + "a NEEDLE\nhere") with
            {
                Thought = "where is the needle?",
            }
        ) with
        {
            Closing = new Step
            {
                Index = 2,
                Turn = 2,
                Message = "The needle is found.",
            },
        };

        var hits = TreeSearch.Find(run, "needle").ToList();

        hits.Select(h => (h.Step, h.Place)).ShouldBe([(0, "call"), (1, "thought"), (1, "result"), (2, "message")]);
        hits[2].Excerpt.ShouldStartWith("…....");
        hits[2].Excerpt.ShouldEndWith("a NEEDLE here");
        TreeSearch.Find(run, "haystack").ShouldBeEmpty();
    }
}
