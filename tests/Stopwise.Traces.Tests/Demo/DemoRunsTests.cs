using Stopwise.Traces.Demo;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Demo;

public class DemoRunsTests
{
    private static readonly IReadOnlyList<Run> Drawn = DemoRuns.History(1);

    [Fact]
    public void Every_demo_run_says_that_it_is_simulated()
    {
        foreach (var run in DemoRuns.Showcase().Concat(Drawn))
        {
            run.Format.ShouldBe("demo");
            run.Agent.ShouldContain("simulated");
            run.Model.ShouldNotBeNull().ShouldContain("simulated");
            run.Outcome.Good.ShouldNotBeNull();
        }
    }

    [Fact]
    public void The_doomed_run_fails_long_after_the_others_have_ended()
    {
        var (doomed, healthy, done) = Three();
        doomed.Outcome.Good.ShouldBe(false);
        doomed.Steps.Count.ShouldBeGreaterThan(2 * Math.Max(healthy.Steps.Count, done.Steps.Count));
        doomed
            .Steps.SelectMany(s => s.Calls)
            .ShouldNotContain(c => c.Name == "Bash" && c.Result!.StartsWith("14 passed"));
    }

    [Fact]
    public void The_healthy_run_ends_three_steps_after_its_passing_check()
    {
        var healthy = Three().Healthy;
        healthy.Outcome.Good.ShouldBe(true);
        (healthy.Steps.Count - 1 - LastEdit(healthy)).ShouldBe(3);
    }

    [Fact]
    public void The_done_run_goes_on_for_eight_steps_after_its_work_is_checked()
    {
        var done = Three().Done;
        done.Outcome.Good.ShouldBe(true);
        var check = done.Steps[LastEdit(done) + 1];
        check.Calls.Single().ExitCode.ShouldBe(0);
        check.Calls.Single().Command.ShouldBe("python -m pytest -q");
        (done.Steps.Count - 1 - check.Index).ShouldBe(8);
    }

    [Fact]
    public void The_history_has_240_runs_over_222_tasks()
    {
        Drawn.Count.ShouldBe(240);
        Drawn.Select(r => r.Id).Distinct().Count().ShouldBe(240);
        var tasks = Drawn.GroupBy(r => r.TaskId).Select(g => g.Count()).ToList();
        tasks.Count.ShouldBe(222);
        tasks.Count(n => n == 4).ShouldBe(6);
    }

    [Fact]
    public void The_same_seed_draws_the_same_runs_and_another_seed_draws_others()
    {
        Fingerprint(DemoRuns.History(1)).ShouldBe(Fingerprint(Drawn));
        Fingerprint(DemoRuns.History(2)).ShouldNotBe(Fingerprint(Drawn));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4711)]
    public void Most_tasks_are_solved_and_failed_runs_cost_more(int seed)
    {
        var runs = DemoRuns.History(seed);
        var solved = runs.Where(r => r.Outcome.Good == true).ToList();
        var failed = runs.Where(r => r.Outcome.Good == false).ToList();
        solved.Select(r => r.TaskId).Distinct().Count().ShouldBeInRange(130, 190);
        failed.Average(InputTokens).ShouldBeGreaterThan(1.5 * solved.Average(InputTokens));
        failed.Max(r => r.Steps.Count).ShouldBeGreaterThan(90);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Solved_runs_go_on_after_their_last_edit_and_some_runs_never_edit(int seed)
    {
        var runs = DemoRuns.History(seed);
        var lags = runs.Where(r => r.Outcome.Good == true).Select(r => r.Steps.Count - 1 - LastEdit(r)).ToList();
        lags.Average().ShouldBeInRange(4, 10);
        var idle = runs.Where(r => LastEdit(r) < 0).ToList();
        idle.Count.ShouldBeInRange(4, 25);
        idle.ShouldAllBe(r => r.Outcome.Good == false && r.Steps.Count > 0);
    }

    [Fact]
    public void What_a_run_hands_in_is_a_git_patch_of_a_file_that_it_edited()
    {
        foreach (var run in DemoRuns.Showcase().Concat(Drawn).Where(r => LastEdit(r) >= 0))
        {
            var edited = run.Steps[LastEdit(run)].Calls.Single().Arguments;
            var header = run.Submission.ShouldNotBeNull().Split('\n')[0];
            header.ShouldStartWith("diff --git a/");
            edited.ShouldContain(header.Split(" b/")[1]);
        }
    }

    [Fact]
    public void Every_call_sends_the_whole_context_and_costs_add_up()
    {
        foreach (var run in DemoRuns.Showcase().Concat(Drawn))
        {
            long before = 0;
            foreach (var step in run.Steps.Append(run.Closing!))
            {
                step.Usage.InputTokens.ShouldNotBeNull().ShouldBeGreaterThan(before);
                step.Usage.CachedTokens.ShouldBe(before);
                step.Usage.Estimated.ShouldBeFalse();
                before = step.Usage.InputTokens!.Value;
            }

            run.StatedCostUsd.ShouldBe(run.Steps.Append(run.Closing!).Sum(s => s.Usage.CostUsd));
            run.Steps.Select(s => s.Index).ShouldBe(Enumerable.Range(0, run.Steps.Count));
            run.EndedAt.ShouldNotBeNull().ShouldBeGreaterThan(run.StartedAt!.Value);
        }
    }

    private static (Run Doomed, Run Healthy, Run Done) Three()
    {
        var runs = DemoRuns.Showcase();
        runs.Select(r => r.Id).ShouldBe(["demo-doomed", "demo-healthy", "demo-done"]);
        return (runs[0], runs[1], runs[2]);
    }

    private static int LastEdit(Run run) =>
        run.Steps.LastOrDefault(s => s.Calls.Any(c => c.Name == "Edit"))?.Index ?? -1;

    private static double InputTokens(Run run) => run.Steps.Sum(s => (double)s.Usage.InputTokens!.Value);

    private static string Fingerprint(IEnumerable<Run> runs) =>
        string.Join(
            '\n',
            runs.Select(r =>
                $"{r.Id} {r.TaskId} {r.Outcome.State} {r.Steps.Count} {r.StatedCostUsd} {r.StartedAt:O} {r.Submission} "
                + string.Join(
                    ' ',
                    r.Steps.Select(s => $"{s.Usage.InputTokens} {s.Calls[0].Arguments} {s.Calls[0].Result}")
                )
            )
        );
}
