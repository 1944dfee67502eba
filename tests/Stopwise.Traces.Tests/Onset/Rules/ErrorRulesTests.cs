using static Stopwise.Traces.Tests.Onset.Rules.Firing;
using static Stopwise.Traces.Tests.RunMaker;

namespace Stopwise.Traces.Tests.Onset.Rules;

public class ErrorRulesTests
{
    [Fact]
    public void An_action_that_fails_time_and_again_is_accused_at_its_first_failure()
    {
        var finding = Of(
                "error-never-cleared",
                Shell(0, "ls"),
                Shell(1, "node build.js", "boom", exit: 1),
                Shell(2, "node build.js --fast", "boom", exit: 1)
            )
            .ShouldHaveSingleItem();

        finding.Step.ShouldBe(1);
        finding.Evidence.ShouldBe([2]);
        finding.Reason.ShouldBe("Step 1 runs “node build.js”, which fails 2 times, up to step 2, and never succeeds.");
    }

    [Fact]
    public void A_later_success_clears_an_error_and_a_single_try_is_only_looking_around()
    {
        Of(
                "error-never-cleared",
                Shell(0, "node build.js", "x", 1),
                Shell(1, "node build.js", "x", 1),
                Shell(2, "node build.js")
            )
            .ShouldBeEmpty();
        Of("error-never-cleared", Shell(0, "node build.js", "x", 1), Shell(1, "ls")).ShouldBeEmpty();
    }

    [Fact]
    public void The_same_failing_action_with_nothing_changed_in_between_is_a_repetition()
    {
        var finding = Of("failing-repeat", Shell(0, "make all", "no", 2), Shell(1, "ls"), Shell(2, "make all", "no", 2))
            .ShouldHaveSingleItem();

        finding.Step.ShouldBe(2);
        finding.Evidence.ShouldBe([0]);
        finding.Mast.ShouldBe("FM-1.3");
        Of("failing-repeat", Shell(0, "make all", "no", 2), Change(1), Shell(2, "make all", "no", 2)).ShouldBeEmpty();
        Of("failing-repeat", Shell(0, "make all", "no", 2), Shell(1, "make one", "no", 2)).ShouldBeEmpty();
    }

    [Fact]
    public void A_second_failing_edit_without_a_look_in_between_is_accused()
    {
        var (first, second) = (
            Edit(0, "src/a.py", "foo bar", "x").Fails(),
            Edit(1, "src/a.py", "foo  bar", "x").Fails()
        );

        var finding = Of("failed-edit-repeated", first, second).ShouldHaveSingleItem();
        finding.Step.ShouldBe(1);
        finding.Evidence.ShouldBe([0]);
        Of("failed-edit-repeated", first, Read(1, "src/a.py", "foo"), second with { Index = 2, Turn = 2 })
            .ShouldBeEmpty();
        Of("failed-edit-repeated", first, Edit(1, "src/b.py", "foo", "x").Fails()).ShouldBeEmpty();
    }

    [Fact]
    public void A_failed_write_that_is_never_made_good_is_abandoned()
    {
        Of("write-abandoned", Edit(0, "src/a.py", "foo", "x").Fails(), Shell(1, "ls"))
            .ShouldHaveSingleItem()
            .Step.ShouldBe(0);
        Of("write-abandoned", Edit(0, "src/a.py", "foo", "x").Fails(), Edit(1, "src/a.py", "fo", "x")).ShouldBeEmpty();
        Of("write-abandoned", Edit(0, "src/a.py", "foo", "x").Fails(), Change(1)).ShouldBeEmpty();
    }

    [Fact]
    public void A_path_that_was_reported_missing_and_is_used_again_is_accused()
    {
        const string Missing = "cat: src/none.py: No such file or directory";

        var finding = Of(
                "missing-path-reused",
                Shell(0, "cat src/none.py", Missing, 1),
                Shell(
                    1,
                    "head -5 src/none.py",
                    "head: cannot open 'src/none.py' for reading: No such file or directory",
                    1
                )
            )
            .ShouldHaveSingleItem();
        finding.Step.ShouldBe(1);
        finding.Evidence.ShouldBe([0]);
        Of("missing-path-reused", Shell(0, "cat src/none.py", Missing, 1), Shell(1, "cat src/one.py", "x"))
            .ShouldBeEmpty();
        Of(
                "missing-path-reused",
                Shell(0, "cat src/none.py", Missing, 1),
                Shell(1, "echo x > src/none.py"),
                Shell(2, "cat src/none.py", Missing, 1)
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_run_whose_last_action_fails_ends_on_an_error()
    {
        Of("ends-on-error", Change(0), Shell(1, "node a.js", "boom", 1), Talk(2, "That is all."))
            .ShouldHaveSingleItem()
            .Step.ShouldBe(1);
        Of("ends-on-error", Shell(0, "node a.js", "boom", 1), Shell(1, "node a.js", "fine")).ShouldBeEmpty();
    }

    [Fact]
    public void Last_words_of_surrender_accuse_the_last_failure()
    {
        var finding = Of(
                "gives-up",
                Shell(0, "node a.js", "boom", 1),
                Shell(1, "ls", "a.js"),
                Talk(2, "I was unable to run the program.")
            )
            .ShouldHaveSingleItem();

        finding.Step.ShouldBe(0);
        finding.Evidence.ShouldBe([2]);
        Of("gives-up", Shell(0, "node a.js", "boom", 1), Talk(1, "The program runs now.")).ShouldBeEmpty();
        Of("gives-up", Shell(0, "node a.js", "boom", 1).Says("I was unable to run it."), Talk(1, "Done."))
            .ShouldBeEmpty();
    }

    [Fact]
    public void One_action_with_one_result_four_times_is_a_loop_from_the_first_time()
    {
        Traces.Runs.Step[] alternating =
        [
            .. Enumerable.Range(0, 8).Select(i => Shell(i + 1, i % 2 == 0 ? "cat a" : "cat b", "same")),
        ];

        var findings = Of("loop-start", [Shell(0, "ls", "a b"), .. alternating]);
        findings.Select(f => f.Step).ShouldBe([1, 2]);
        findings[0].Evidence.ShouldBe([7]);
    }

    [Fact]
    public void Waiting_progress_and_other_results_are_no_loop()
    {
        Of("loop-start", [.. Enumerable.Range(0, 9).Select(i => Shell(i, "sleep 5; cat log", "same"))]).ShouldBeEmpty();
        Of("loop-start", [.. Enumerable.Range(0, 9).Select(i => Shell(i, "cat log", $"line {i}"))]).ShouldBeEmpty();
        Of("loop-start", [.. Enumerable.Range(0, 9).Select(i => i % 2 == 0 ? Shell(i, "git diff", "+x") : Change(i))])
            .ShouldBeEmpty();
    }
}
