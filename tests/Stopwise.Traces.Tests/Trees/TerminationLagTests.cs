using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Tests.Trees;

/// <summary>E edits, p and f are checks that state their result, q is one that states none, l only looks.</summary>
public class TerminationLagTests
{
    [Fact]
    public void The_lag_is_what_comes_after_the_edit_that_made_the_passing_state()
    {
        var lag = Of("lEflEpll", solved: true);

        lag.Final.ShouldBe(FinalState.Passing);
        lag.Evidence.ShouldBe(LagEvidence.Confirmed);
        (lag.Checked!.From, lag.Checked.Steps, lag.Checked.Share).ShouldBe((4, 3, 3 / 8.0));
        lag.Checked.Cost.Tokens.ShouldBe(330);
        lag.Checked.Cost.CostUsd.ShouldBe(0.03m);
        lag.SolvedThenBroken.ShouldBeFalse();
    }

    [Fact]
    public void Edits_after_the_solve_do_not_end_the_stretch_where_each_state_was_checked_and_passes()
    {
        var lag = Of("EpEpEpl", solved: true);

        lag.Checked!.From.ShouldBe(0);
        lag.AtMost.ShouldBe(lag.Checked);
    }

    [Fact]
    public void A_state_that_no_check_looked_at_breaks_the_stretch_and_shows_only_in_the_bound()
    {
        var lag = Of("EpEEpl", solved: true);

        lag.Checked!.From.ShouldBe(3);
        lag.AtMost!.From.ShouldBe(0);
        lag.SinceFirst!.From.ShouldBe(0);
    }

    [Fact]
    public void The_bound_ends_at_the_last_failing_state()
    {
        var lag = Of("EpEfEEpl", solved: true);

        lag.Checked!.From.ShouldBe(5);
        lag.AtMost!.From.ShouldBe(5);
        lag.SinceFirst!.From.ShouldBe(0);
    }

    [Fact]
    public void A_check_that_passed_before_the_last_edit_says_nothing_about_the_end()
    {
        var lag = Of("EpplE", solved: true);

        lag.Final.ShouldBe(FinalState.Unchecked);
        lag.Checked.ShouldBeNull();
        lag.AtMost.ShouldBeNull();
        lag.Evidence.ShouldBe(LagEvidence.None);
        lag.SinceFirst!.From.ShouldBe(0);
    }

    [Fact]
    public void Passed_and_then_broken_is_told()
    {
        var lag = Of("EpEf", solved: false);

        lag.Final.ShouldBe(FinalState.Failing);
        lag.SolvedThenBroken.ShouldBeTrue();
        lag.Checked.ShouldBeNull();
    }

    [Fact]
    public void Checks_that_pass_in_a_failed_run_verify_nothing()
    {
        Of("Epl", solved: false).Evidence.ShouldBe(LagEvidence.Contradicted);
        Of("Epl", solved: null).Evidence.ShouldBe(LagEvidence.OwnChecks);
    }

    [Theory]
    [InlineData("ppl", FinalState.Unchanged)]
    [InlineData("Eql", FinalState.NoCheck)]
    [InlineData("Ell", FinalState.NoCheck)]
    [InlineData("EfEq", FinalState.Unchecked)]
    [InlineData("Epq", FinalState.Passing)]
    public void A_check_that_counts_nothing_passes_nothing(string steps, FinalState final) =>
        Of(steps, solved: true).Final.ShouldBe(final);

    [Fact]
    public void One_check_that_passes_does_not_hide_another_that_fails()
    {
        var run = Made("Ef", solved: true);
        var other = RunMaker.Shell(2, "pytest tests/other.py", "3 passed");
        var repaired = RunMaker.Shell(3, "pytest", "3 passed");

        TerminationLag.Of(TraceTree.Of(run with { Steps = [.. run.Steps, other] })).Final.ShouldBe(FinalState.Failing);
        TerminationLag
            .Of(TraceTree.Of(run with { Steps = [.. run.Steps, other, repaired] }))
            .Final.ShouldBe(FinalState.Passing);
    }

    [Fact]
    public void A_check_called_before_the_edit_of_its_step_has_not_seen_it()
    {
        var edit = RunMaker.Tool(0, "Edit", """{"file_path":"a.py"}""").Calls[0];
        var check = RunMaker.Shell(0, "pytest", "3 passed").Calls[0];
        var step = RunMaker.Tool(0, "Edit");

        Final(step with { Calls = [check, edit] }).ShouldBe(FinalState.NoCheck);
        Final(step with { Calls = [edit, check] }).ShouldBe(FinalState.Passing);

        static FinalState Final(Step step) => TerminationLag.Of(TraceTree.Of(RunMaker.Of("r", true, step))).Final;
    }

    [Fact]
    public void Stand_ins_are_named_and_never_a_verified_lag()
    {
        var run = Made("lElElll", solved: true);
        var todo = RunMaker.Tool(
            5,
            "TodoWrite",
            """{"todos":[{"content":"a","status":"completed"},{"content":"b","status":"completed"}]}"""
        );
        Step[] steps = [.. run.Steps];
        steps[5] = todo;

        var lag = TerminationLag.Of(TraceTree.Of(run with { Steps = steps }));

        lag.Checked.ShouldBeNull();
        lag.Proxies.Select(p => (p.Kind, p.Span.From, p.Span.Steps))
            .ShouldBe([
                (LagProxyKind.LastUsefulChange, 3, 3),
                (LagProxyKind.LastChange, 3, 3),
                (LagProxyKind.TodoComplete, 5, 1),
            ]);
    }

    [Fact]
    public void A_list_that_is_opened_again_was_not_complete()
    {
        Todo("completed", "pending", "completed").ShouldBe(2);
        Todo("completed", "completed").ShouldBe(0);
        Todo("completed", "in_progress").ShouldBeNull();
        TodoList
            .CompleteSince([RunMaker.Tool(0, "update_plan", """{"plan":[{"step":"a","status":"done"}]}""")])
            .ShouldBe(0);
        TodoList.CompleteSince([RunMaker.Tool(0, "x", """{"todos":[],"status":"done"}""")]).ShouldBeNull();
        TodoList.CompleteSince([RunMaker.Tool(0, "x", """{"status":"todos" """)]).ShouldBeNull();

        static int? Todo(params string[] states) =>
            TodoList.CompleteSince([
                .. states.Select((s, i) => RunMaker.Tool(i, "TodoWrite", $$"""{"todos":[{"status":"{{s}}"}]}""")),
            ]);
    }

    [Fact]
    public void Where_only_the_answer_counts_no_change_stands_in() =>
        TerminationLag
            .Of(TraceTree.Of(Made("EEl", true) with { Deliverable = Deliverable.Answer }))
            .Proxies.ShouldBeEmpty();

    [Fact]
    public void A_report_splits_by_outcome_and_counts_what_is_verified()
    {
        var report = LagReport.Of([
            Of("Epl", solved: true),
            Of("Eplll", solved: true),
            Of("Ell", solved: true),
            Of("Epllll", solved: false),
            Of("", solved: false),
        ]);

        report.Runs.ShouldBe(4);
        report.Groups.Select(g => (g.Solved, g.Runs, g.IsVerified)).ShouldBe([(true, 3, true), (false, 1, false)]);
        var solved = report.Groups[0];
        (solved.Passing, solved.NoCheck).ShouldBe((2, 1));
        (solved.Checked.Runs, solved.Checked.MedianSteps).ShouldBe((2, 3.0));
        solved.Checked.Cost.Tokens.ShouldBe(6 * 110);
        solved.Proxies[(int)LagProxyKind.LastChange].Runs.ShouldBe(3);
        solved.Proxies[(int)LagProxyKind.TodoComplete].MedianSteps.ShouldBeNull();
    }

    [Fact]
    public void The_laws_of_the_lag_hold_for_all_sequences() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Gen.Elements('E', 'p', 'f', 'q', 'l').ListOf().Select(c => string.Concat(c)).ToArbitrary(),
                steps =>
                {
                    var lag = Of(steps, solved: true);
                    (lag.Checked is not null).ShouldBe(lag.Final == FinalState.Passing);
                    (lag.AtMost is not null).ShouldBe(lag.Checked is not null);
                    if (lag.Checked is { } known)
                    {
                        lag.AtMost!.Steps.ShouldBeGreaterThanOrEqualTo(known.Steps);
                        lag.SinceFirst!.Steps.ShouldBeGreaterThanOrEqualTo(lag.AtMost.Steps);
                        steps[known.From].ShouldBe('E');
                        steps[known.From..]
                            .Split('E')
                            .Skip(1)
                            .ShouldAllBe(state => state.LastIndexOf('p') > state.LastIndexOf('f'));
                        steps[steps.LastIndexOf('E')..].ShouldContain('p');
                    }
                }
            )
        );

    private static TerminationLag Of(string steps, bool? solved) =>
        TerminationLag.Of(TraceTree.Of(Made(steps, solved)));

    private static Run Made(string steps, bool? solved) =>
        RunMaker.Of(
            "r",
            solved,
            [
                .. steps.Select(
                    (c, i) =>
                        c switch
                        {
                            'E' => RunMaker.Tool(i, "Edit", """{"file_path":"src/a.py"}"""),
                            'p' => RunMaker.Shell(i, "pytest", "3 passed"),
                            'f' => RunMaker.Shell(i, "pytest", "2 failed, 1 passed", exit: 1),
                            'q' => RunMaker.Shell(i, "pytest -q --no-summary", "..."),
                            _ => RunMaker.Shell(i, "cat src/a.py"),
                        }
                ),
            ]
        );
}
