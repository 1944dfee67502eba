using static Stopwise.Traces.Tests.Onset.Rules.Firing;
using static Stopwise.Traces.Tests.RunMaker;

namespace Stopwise.Traces.Tests.Onset.Rules;

public class CheckRulesTests
{
    [Fact]
    public void The_first_change_between_a_pass_and_a_failure_of_one_check_is_accused()
    {
        var finding = Of("check-regression", Pass(0), Shell(1, "ls"), Change(2), Change(3), Fail(4))
            .ShouldHaveSingleItem();

        finding.Step.ShouldBe(2);
        finding.Evidence.ShouldBe([0, 3, 4]);
        finding.Reason.ShouldBe(
            "Step 2 changes src/a.py; “pytest tests/test_a.py” passes at step 0 and fails (2 failing) at step 4."
        );
    }

    [Fact]
    public void More_failing_tests_than_before_are_a_regression_too() =>
        Of("check-regression", Fail(0, failing: 1), Change(1), Fail(2, failing: 3))
            .ShouldHaveSingleItem()
            .Step.ShouldBe(1);

    [Fact]
    public void A_regression_that_is_mended_later_is_another_matter()
    {
        Traces.Runs.Step[] steps = [Pass(0), Change(1), Fail(2), Change(3), Pass(4)];

        Of("check-regression", steps).ShouldBeEmpty();
        Of("check-regression-mended", steps).ShouldHaveSingleItem().Step.ShouldBe(1);
    }

    [Fact]
    public void Neither_another_check_nor_a_rewritten_script_nor_a_file_put_back_is_a_regression()
    {
        Of("check-regression", Pass(0), Change(1), Fail(2, "pytest tests/test_b.py")).ShouldBeEmpty();
        Of(
                "check-regression",
                Shell(0, "cat > repro.py <<E\nprint(1)\nE"),
                Shell(1, "python repro.py", "fine"),
                Change(2),
                Shell(3, "cat > repro.py <<E\nprint(2)\nE"),
                Shell(4, "python repro.py", "Traceback (most recent call last)", exit: 1)
            )
            .ShouldBeEmpty();
        Of("check-regression", Pass(0), Shell(1, "git checkout src/a.py"), Fail(2)).ShouldBeEmpty();
        Of("check-regression", Pass(0), Fail(1)).ShouldBeEmpty();
    }

    [Fact]
    public void Edits_after_which_nothing_runs_are_unverified_from_the_first_of_them()
    {
        var finding = Of("edit-unverified", Change(0), Pass(1), Change(2), Change(3), Shell(4, "git diff", "+x"))
            .ShouldHaveSingleItem();

        finding.Step.ShouldBe(2);
        finding.Evidence.ShouldBe([3, 4]);
        finding.Mast.ShouldBe("FM-3.2");
    }

    [Theory]
    [InlineData("pytest -q")]
    [InlineData("gcc -o a src/a.c && ./a")]
    [InlineData("node src/a.js")]
    public void Running_something_after_the_last_edit_verifies_it(string command) =>
        Of("edit-unverified", Change(0), Shell(1, command, "ok")).ShouldBeEmpty();

    [Fact]
    public void Prose_needs_no_run_and_data_only_a_look()
    {
        Of("edit-unverified", Change(0, "README.md")).ShouldBeEmpty();
        Of("edit-unverified", Change(0, "a.json"), Shell(1, "cat a.json", "{}")).ShouldBeEmpty();
        Of("edit-unverified", Change(0, "a.json")).ShouldHaveSingleItem();
        Of("edit-unverified", Change(0), Shell(1, "cat src/a.py", "y")).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_failing_suite_that_is_not_run_again_after_the_change_is_not_rerun()
    {
        var finding = Of("check-not-rerun", Fail(0), Change(1), Pass(2, "pytest tests/test_b.py"))
            .ShouldHaveSingleItem();

        finding.Step.ShouldBe(1);
        finding.Evidence.ShouldBe([0]);
        Of("check-not-rerun", Fail(0), Change(1), Pass(2)).ShouldBeEmpty();
        Of("check-not-rerun", Fail(0), Change(1), Pass(2, "pytest tests/test_a.py::test_x")).ShouldBeEmpty();
        Of("check-not-rerun", Fail(0), Pass(1, "pytest tests/test_b.py")).ShouldBeEmpty();
    }

    [Fact]
    public void A_runner_that_is_not_installed_checked_nothing() =>
        Of(
                "check-not-rerun",
                Shell(0, "pytest tests/test_a.py", "bash: pytest: command not found", exit: 127),
                Change(1)
            )
            .ShouldBeEmpty();

    [Fact]
    public void Tests_that_were_there_and_were_changed_until_they_pass_are_accused()
    {
        var look = Shell(0, "cat tests/test_a.py", "assert f() == 1");

        Of("check-edited-to-pass", look, Fail(1), Change(2, "tests/test_a.py"), Pass(3))
            .ShouldHaveSingleItem()
            .Step.ShouldBe(2);
        Of("check-edited-to-pass", look, Fail(1), Change(2, "tests/test_a.py"), Change(3), Pass(4)).ShouldBeEmpty();
    }

    [Fact]
    public void A_test_that_the_run_made_itself_may_be_changed_until_it_passes() =>
        Of(
                "check-edited-to-pass",
                Shell(0, "cat > tests/test_new.py <<E\nassert 0\nE"),
                Fail(1, "pytest tests/test_new.py"),
                Change(2, "tests/test_new.py"),
                Pass(3, "pytest tests/test_new.py")
            )
            .ShouldBeEmpty();

    [Fact]
    public void Handing_in_with_the_suite_failing_accuses_the_end()
    {
        var finding = Of("hand-in-failing", Change(0), Fail(1), Shell(2, "git diff", "+x")).ShouldHaveSingleItem();

        finding.Step.ShouldBe(2);
        finding.Evidence.ShouldBe([1]);
        Of("hand-in-failing", Change(0), Fail(1), Pass(2)).ShouldBeEmpty();
        Of("hand-in-failing", Change(0), Fail(1), Change(2)).ShouldBeEmpty();
    }

    [Fact]
    public void What_was_broken_before_the_run_came_is_not_its_fault() =>
        Of("hand-in-failing", Fail(0), Change(1), Fail(2), Shell(3, "git diff", "+x")).ShouldBeEmpty();

    [Fact]
    public void Success_claimed_over_a_failing_suite_is_accused_where_it_is_claimed()
    {
        var finding = Of("success-claimed-after-failure", Change(0), Fail(1), Talk(2, "All tests pass. Done."))
            .ShouldHaveSingleItem();

        finding.Step.ShouldBe(2);
        finding.Evidence.ShouldBe([1]);
        Of("success-claimed-after-failure", Change(0), Pass(1), Talk(2, "All tests pass. Done.")).ShouldBeEmpty();
        Of(
                "success-claimed-after-failure",
                Change(0),
                Fail(1),
                Talk(2, "It works as expected; two unrelated tests fail.")
            )
            .ShouldBeEmpty();
    }
}
