using static Stopwise.Traces.Tests.Onset.Rules.Firing;
using static Stopwise.Traces.Tests.RunMaker;

namespace Stopwise.Traces.Tests.Onset.Rules;

public class FileRulesTests
{
    [Fact]
    public void An_edit_of_a_file_that_nothing_had_shown_is_accused_with_the_step_that_shows_it()
    {
        var finding = Of("edit-unread", Shell(0, "ls src", "a.py\nb.py"), Change(1), Shell(2, "cat src/a.py", "y"))
            .ShouldHaveSingleItem();

        finding.Step.ShouldBe(1);
        finding.Evidence.ShouldBe([2]);
        finding.Reason.ShouldBe(
            "Step 1 edits src/a.py, whose text no earlier step had shown; it is first shown at step 2."
        );
    }

    [Theory]
    [InlineData("cat src/a.py", "x1 = 1")]
    [InlineData("grep -rn x1 .", "./src/a.py:3:x1 = 1")]
    [InlineData("cd src && sed -n '1,9p' a.py", "x1 = 1")]
    [InlineData("head -2 src/*.py", "x1 = 1")]
    [InlineData("cat > src/a.py <<E\nx1\nE", "")]
    [InlineData("git show HEAD", "diff --git a/src/a.py b/src/a.py\n+x1")]
    public void Whatever_shows_text_of_a_file_counts_as_reading_it(string command, string result) =>
        Of("edit-unread", Shell(0, command, result), Change(1)).ShouldBeEmpty();

    [Fact]
    public void The_one_line_that_a_traceback_quotes_is_no_reading() =>
        Of("edit-unread", Shell(0, "python t.py", "  File \"/testbed/src/a.py\", line 3, in f"), Change(1))
            .ShouldHaveSingleItem();

    [Fact]
    public void What_code_reads_while_it_rewrites_a_file_the_agent_did_not_see() =>
        Of("edit-unread", Shell(0, "python - <<'E'\ns=open('src/a.py').read()\nopen('src/a.py','w').write(s)\nE"))
            .ShouldHaveSingleItem();

    [Fact]
    public void A_whole_file_is_overwritten_where_the_patch_says_that_it_was_there_before()
    {
        var run = RunMaker.Of("r", false, Shell(0, "cat > src/a.py <<E\nx\nE"));
        string Patch(string mode) => $"diff --git a/src/a.py b/src/a.py\n{mode}\n--- a/src/a.py\n+++ b/src/a.py\n";

        Of("edit-unread", run with { Submission = Patch("index 1..2") }).ShouldHaveSingleItem();
        Of("edit-unread", run with { Submission = Patch("new file mode 100644") }).ShouldBeEmpty();
    }

    [Fact]
    public void A_script_of_sed_is_no_file() =>
        Of("edit-unread", Shell(0, "cat src/a.py", "x"), Shell(1, "sed -i '860s/_af_new/cls._af_new/' src/a.py"))
            .ShouldBeEmpty();

    [Fact]
    public void A_file_is_overwritten_unread_only_where_it_was_listed_with_its_folder()
    {
        var write = Shell(1, "cat > src/conf.py <<E\nx\nE");

        Of("edit-unread", Shell(0, "find . -name conf.py", "./src/conf.py"), write)
            .ShouldHaveSingleItem()
            .Step.ShouldBe(1);
        Of("edit-unread", Shell(0, "ls docs", "conf.py"), write).ShouldBeEmpty();
        Of("edit-unread", write).ShouldBeEmpty();
    }

    [Fact]
    public void A_text_to_be_replaced_must_have_been_shown()
    {
        Of(
                "old-text-unseen",
                Read(0, "src/a.py", "def plain(x): return x"),
                Edit(1, "src/a.py", "def invented(x):", "x")
            )
            .ShouldHaveSingleItem()
            .Reason.ShouldContain("“invented”");
        Of("old-text-unseen", Read(0, "src/a.py", "def plain(x): return x"), Edit(1, "src/a.py", "def plain(x):", "x"))
            .ShouldBeEmpty();
        Of(
                "old-text-unseen",
                Edit(0, "src/a.py", "plain text", "freshly written"),
                Edit(1, "src/a.py", "freshly written", "x")
            )
            .Select(f => f.Step)
            .ShouldBe([0]);
    }

    [Fact]
    public void A_word_after_a_line_break_in_arguments_is_known()
    {
        var write = Tool(0, "Write", """{"file_path":"a.c","content":"int x;\nstatic int y;"}""");

        Of("old-text-unseen", write, Edit(1, "a.c", "static int y;", "int y;")).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_speaks_of_errors_is_read_all_the_same() =>
        Of(
                "edit-unread",
                Read(0, "src/a.py", "#!/bin/sh\n# " + new string('-', 100) + "\necho 'Error: none'"),
                Edit(1, "src/a.py", "echo", "print")
            )
            .ShouldBeEmpty();

    [Fact]
    public void An_edit_of_another_file_than_the_one_announced_is_accused()
    {
        Of("edit-elsewhere", Change(0, "src/b.py").Says("I will modify src/a.py to return early."))
            .ShouldHaveSingleItem()
            .Step.ShouldBe(0);
        Of("edit-elsewhere", Change(0, "src/a.py").Says("I will modify src/a.py to return early.")).ShouldBeEmpty();
        Of("edit-elsewhere", Change(0, "src/b.py").Says("Before I modify src/a.py, b.py needs a hook."))
            .ShouldBeEmpty();
        Of("edit-elsewhere", Change(0, "src/b.py").Says("I will modify src/a.py."), Change(1, "src/a.py"))
            .ShouldBeEmpty();
    }

    [Fact]
    public void An_edit_that_changes_nothing_is_accused()
    {
        Of("edit-without-effect", Change(0), Shell(1, "git diff", "")).ShouldHaveSingleItem().Evidence.ShouldBe([1]);
        Of("edit-without-effect", Edit(0, "src/a.py", "same text", "same text"))
            .ShouldHaveSingleItem()
            .Step.ShouldBe(0);
        Of("edit-without-effect", Change(0), Shell(1, "git diff", "+y")).ShouldBeEmpty();
        Of("edit-without-effect", Change(0), Shell(1, "git add -A"), Shell(2, "git diff", "")).ShouldBeEmpty();
    }

    [Fact]
    public void Work_that_is_put_back_and_not_done_again_is_lost()
    {
        var finding = Of("lost-revert", Change(0), Shell(1, "git checkout src/a.py"), Pass(2)).ShouldHaveSingleItem();

        finding.Step.ShouldBe(1);
        finding.Evidence.ShouldBe([0]);
        Of("lost-revert", Change(0), Shell(1, "git checkout src/a.py"), Change(2)).ShouldBeEmpty();
        Of("lost-revert", Change(0), Shell(1, "git stash"), Pass(2), Shell(3, "git stash pop")).ShouldBeEmpty();
        Of(
                "lost-revert",
                Change(0),
                Shell(1, "cp src/a.py a.bak && git checkout src/a.py"),
                Shell(2, "cp a.bak src/a.py")
            )
            .ShouldBeEmpty();
        Of("lost-revert", Change(0), Shell(1, "git stash"), Pass(2)).ShouldHaveSingleItem().Step.ShouldBe(1);
        Of("lost-revert", Edit(0, "a.py", "one", "two"), Edit(1, "a.py", "two", "one"))
            .ShouldHaveSingleItem()
            .Step.ShouldBe(1);
    }

    [Fact]
    public void Probes_and_tests_may_be_put_back()
    {
        Of("lost-revert", Shell(0, "sed -i '1i print(\"DEBUG\")' src/a.py"), Shell(1, "git checkout src/a.py"))
            .ShouldBeEmpty();
        Of("lost-revert", Change(0, "tests/test_a.py"), Shell(1, "git checkout tests/test_a.py")).ShouldBeEmpty();
        Of("lost-revert", Shell(0, "git checkout src/a.py")).ShouldBeEmpty();
    }

    [Fact]
    public void An_edit_right_after_a_look_that_found_nothing_must_mention_it()
    {
        var look = Shell(0, "grep -rn frobnicate src", "", 1);

        Of("empty-look-ignored", look, Change(1).Says("I change the call.")).ShouldHaveSingleItem().Step.ShouldBe(1);
        Of("empty-look-ignored", look, Change(1).Says("There is no such call, so I add one.")).ShouldBeEmpty();
        Of("empty-look-ignored", Shell(0, "grep -rn f src", "src/a.py:1:f"), Change(1).Says("I change the call."))
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_came_back_cut_is_to_be_read_further_before_it_is_edited()
    {
        var cut = Shell(0, "cat src/a.py", new string('x', 2000) + "\n[truncated 500 lines]");

        Of("truncated-unread", cut, Change(1)).ShouldHaveSingleItem().Evidence.ShouldBe([1]);
        Of("truncated-unread", cut, Shell(1, "sed -n '100,200p' src/a.py", "y"), Change(2)).ShouldBeEmpty();
        Of("truncated-unread", cut, Change(1, "src/b.py")).ShouldBeEmpty();
    }
}
