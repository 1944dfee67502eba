using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Tests.Trees;

/// <summary>Which state a step is taken in, and where taking work back leads.</summary>
public class StateWalkTests
{
    [Fact]
    public void Looking_stays_in_the_state_and_a_change_opens_one()
    {
        var tree = Tree("ls", "edit a.py", "cat a.py", "pytest", "edit a.py", "cat a.py");

        Parents(tree).ShouldBe([-1, -1, 1, 1, 1, 4]);
        tree.Steps.Where(s => s.OpensState).Select(s => s.Index).ShouldBe([1, 4]);
        tree.Steps.Select(s => s.RawParent).ShouldBe([-1, 0, 1, 2, 3, 4]);
    }

    [Fact]
    public void An_edit_that_its_tool_refused_opens_no_state()
    {
        var refused = RunMaker.Tool(0, "Edit", """{"file_path":"a.py"}""", "String not found");
        refused = refused with { Calls = [refused.Calls[0] with { IsError = true }] };

        var tree = TraceTree.Of(RunMaker.Of("r", null, refused, RunMaker.Tool(1, "Read")));

        tree.Steps[0].OpensState.ShouldBeFalse();
        tree.Steps[1].StateParent.ShouldBe(TraceTree.Start);
    }

    [Theory]
    [InlineData("git checkout a.py")]
    [InlineData("git checkout -- src/a.py")]
    [InlineData("git checkout HEAD -- src/a.py 2>/dev/null")]
    [InlineData("cd /repo && git restore src/a.py")]
    [InlineData("git -C /repo checkout .")]
    [InlineData("git reset --hard HEAD")]
    [InlineData("git stash")]
    [InlineData("git checkout src/")]
    public void Taking_back_all_that_was_changed_goes_back_to_the_state_before_it(string command)
    {
        var tree = Tree("ls", "edit src/a.py", "edit src/a.py", command, "ls");

        tree.Steps[3].Backtrack!.ReturnsTo.ShouldBe(TraceTree.Start);
        tree.Steps[3].OpensState.ShouldBeFalse();
        Parents(tree).ShouldBe([-1, -1, 1, 2, -1]);
    }

    [Fact]
    public void Taking_back_one_of_two_files_makes_a_state_that_never_was()
    {
        var tree = Tree("edit a.py", "edit b.py", "git checkout a.py", "ls");

        tree.Steps[2].Backtrack!.ReturnsTo.ShouldBeNull();
        tree.Steps[2].Backtrack!.Reason.ShouldContain("s1 also changed other files");
        tree.Steps[2].OpensState.ShouldBeTrue();
        Parents(tree).ShouldBe([-1, 0, 1, 2]);
    }

    [Fact]
    public void Taking_back_the_later_of_two_files_goes_back_to_the_earlier()
    {
        var tree = Tree("edit a.py", "edit b.py", "git checkout b.py", "ls");

        tree.Steps[2].Backtrack!.ReturnsTo.ShouldBe(0);
        tree.Steps[3].StateParent.ShouldBe(0);
    }

    [Fact]
    public void After_a_part_was_taken_back_that_file_counts_as_unchanged()
    {
        var tree = Tree("edit a.py", "edit b.py", "git checkout a.py", "edit a.py", "git checkout a.py", "ls");

        tree.Steps[4].Backtrack!.ReturnsTo.ShouldBe(2);
        tree.Steps[5].StateParent.ShouldBe(2);
    }

    [Fact]
    public void Work_put_aside_can_be_brought_back()
    {
        var tree = Tree("edit a.py", "git stash", "pytest", "git stash pop", "pytest");

        tree.Steps[1].Backtrack!.ReturnsTo.ShouldBe(TraceTree.Start);
        tree.Steps[2].StateParent.ShouldBe(TraceTree.Start);
        tree.Steps[3].Backtrack!.ReturnsTo.ShouldBe(0);
        tree.Steps[4].StateParent.ShouldBe(0);
    }

    [Fact]
    public void What_was_committed_cannot_be_taken_back_by_a_checkout()
    {
        var tree = Tree("edit a.py", "git commit -am done", "edit a.py", "git checkout a.py", "ls");

        tree.Steps[3].Backtrack!.ReturnsTo.ShouldBe(1);
        tree.Steps[4].StateParent.ShouldBe(1);
    }

    [Theory]
    [InlineData("git checkout -b fix")]
    [InlineData("git checkout main")]
    [InlineData("git stash list")]
    [InlineData("git reset a.py")]
    [InlineData("git restore --staged a.py")]
    [InlineData("cat <<'EOF' > notes.md\ngit checkout a.py\nEOF")]
    [InlineData("echo 'use git checkout a.py to revert'")]
    public void What_only_looks_like_taking_back_is_not(string command)
    {
        var tree = Tree("edit a.py", command, "ls");

        tree.Steps[1].Backtrack.ShouldBeNull();
    }

    [Fact]
    public void A_checkout_that_failed_took_nothing_back()
    {
        var tree = TraceTree.Of(
            RunMaker.Of(
                "r",
                null,
                RunMaker.Tool(0, "Edit", """{"file_path":"a.py"}"""),
                RunMaker.Shell(1, "git checkout a.py", "error: pathspec", exit: 1),
                RunMaker.Shell(2, "ls")
            )
        );

        tree.Steps[1].Backtrack.ShouldBeNull();
    }

    [Fact]
    public void A_step_that_takes_back_and_edits_anew_opens_a_state_below_the_earlier_one()
    {
        var tree = Tree("ls", "edit a.py", "git checkout a.py && edit a.py", "cat a.py");

        tree.Steps[2].Backtrack!.ReturnsTo.ShouldBe(TraceTree.Start);
        Parents(tree).ShouldBe([-1, -1, -1, 2]);
    }

    [Fact]
    public void An_undo_goes_back_over_the_last_edit_of_the_same_file()
    {
        var tree = TraceTree.Of(
            RunMaker.Of(
                "r",
                null,
                Edit(0, "a.py"),
                Edit(1, "b.py"),
                RunMaker.Tool(2, "editor", """{"command":"undo_edit","path":"b.py"}"""),
                RunMaker.Tool(3, "editor", """{"command":"undo_edit","path":"c.py"}"""),
                RunMaker.Tool(4, "Read")
            )
        );

        tree.Steps[2].Backtrack!.ReturnsTo.ShouldBe(0);
        tree.Steps[3].Backtrack!.ReturnsTo.ShouldBeNull();
        tree.Steps[4].StateParent.ShouldBe(3);
    }

    [Fact]
    public void Scratch_that_the_run_made_is_no_part_of_the_work()
    {
        var tree = Tree("edit a.py", "cat <<'E' > repro.py\nprint(1)\nE", "rm repro.py", "git checkout a.py", "ls");

        tree.Steps[^1].StateParent.ShouldBe(TraceTree.Start);
    }

    [Fact]
    public void Putting_aside_and_bringing_back_over_and_over_stays_linear()
    {
        string[] edits = [.. Enumerable.Repeat("edit a.py", 900)];
        string[] asides = [.. Enumerable.Range(0, 4_000).Select(i => i % 2 == 0 ? "git stash" : "git stash pop")];

        var tree = Tree([.. edits, .. asides, "ls"]);

        tree.Steps[^1].StateParent.ShouldBe(899);
    }

    private static Step Edit(int index, string file) =>
        RunMaker.Tool(index, "editor", $$"""{"command":"str_replace","path":"{{file}}"}""");

    private static IEnumerable<int> Parents(TraceTree tree) => tree.Steps.Select(s => s.StateParent);

    private static TraceTree Tree(params string[] commands) =>
        TraceTree.Of(
            RunMaker.Of(
                "r",
                null,
                [
                    .. commands.Select(
                        (c, i) =>
                            c.StartsWith("edit ", StringComparison.Ordinal)
                                ? RunMaker.Tool(i, "Edit", $$"""{"file_path":"{{c[5..]}}"}""")
                                : RunMaker.Shell(i, c)
                    ),
                ]
            )
        );
}
