using Stopwise.Traces.Runs;
using static Stopwise.Traces.Tests.Onset.Rules.Firing;
using static Stopwise.Traces.Tests.RunMaker;

namespace Stopwise.Traces.Tests.Onset.Rules;

public class FlowRulesTests
{
    [Fact]
    public void Items_of_the_own_list_that_stay_open_are_abandoned()
    {
        var finding = Of("todo-left-open", Todo(0, "pending"), Change(1), Todo(2, "in_progress"), Pass(3))
            .ShouldHaveSingleItem();

        finding.Step.ShouldBe(2);
        finding.Evidence.ShouldBe([3]);
        finding.Reason.ShouldContain("“write the parser”");
        Of("todo-left-open", Todo(0, "pending"), Change(1), Todo(2, "completed"), Pass(3)).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_the_task_names_is_to_be_mentioned()
    {
        var run = RunMaker.Of("run", null, Shell(0, "ls /app", "x"), Change(1)) with
        {
            Prompt = "Write the sum to /app/total.txt.",
        };

        Of("requirement-unmentioned", run).ShouldHaveSingleItem().Step.ShouldBe(1);
        Of("requirement-unmentioned", run with { Steps = [.. run.Steps, Shell(2, "echo 3 > /app/total.txt")] })
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_step_that_calls_its_own_work_a_placeholder_settles_for_less()
    {
        Of("settles-for-less", Change(0).Says("This is only a placeholder.")).ShouldHaveSingleItem().Step.ShouldBe(0);
        Of("settles-for-less", Shell(0, "ls", "x").Says("Is there a placeholder?")).ShouldBeEmpty();
        Of("settles-for-less", Change(0).Says("This is the parser.")).ShouldBeEmpty();
    }

    [Fact]
    public void A_run_that_only_looked_hands_in_too_early()
    {
        Of("premature-hand-in", Shell(0, "ls", "x"), Shell(1, "cat x", "y")).ShouldHaveSingleItem().Step.ShouldBe(1);
        Of("premature-hand-in", Shell(0, "ls", "x"), Change(1)).ShouldBeEmpty();
        Of("premature-hand-in", RunMaker.Of("run", null, Shell(0, "ls", "x")) with { Deliverable = Deliverable.Answer })
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_run_without_the_check_that_all_solved_kin_made_hands_in_too_early()
    {
        var kin = RunMaker.Of("kin", true, Change(0), Pass(1));

        Of("premature-hand-in", RunMaker.Of("run", null, Change(0)), kin)
            .ShouldHaveSingleItem()
            .Reason.ShouldContain("making a check");
        Of("premature-hand-in", RunMaker.Of("run", null, Change(0), Pass(1)), kin).ShouldBeEmpty();
    }

    [Fact]
    public void A_file_that_no_solved_kin_wrote_is_accused_at_its_first_edit()
    {
        var kin = RunMaker.Of("kin", true, Change(0));

        Of("file-kin-never-touched", RunMaker.Of("run", null, Change(0), Change(1, "src/b.py")), kin)
            .ShouldHaveSingleItem()
            .Step.ShouldBe(1);
        Of("file-kin-never-touched", RunMaker.Of("run", null, Change(0)), kin).ShouldBeEmpty();
        Of("file-kin-never-touched", RunMaker.Of("run", null, Change(0, "src/b.py"))).ShouldBeEmpty();
    }

    [Fact]
    public void A_run_diverges_where_it_parts_from_the_nearest_solved_kin_for_good()
    {
        var kin = RunMaker.Of("kin", true, Shell(0, "cat a.js"), Shell(1, "sed -i s/x/y/ b.js"), Shell(2, "npm test"));
        var run = RunMaker.Of("run", null, Shell(0, "cat a.js"), Shell(1, "sed -i s/x/y/ c.js"), Shell(2, "npm test"));

        var finding = Of("kin-divergence", run, kin).ShouldHaveSingleItem();
        finding.Step.ShouldBe(1);
        finding.Reason.ShouldContain("parts from kin");
        Of("kin-divergence", run with { Steps = kin.Steps }, kin).ShouldBeEmpty();
        Of("kin-divergence", run).ShouldBeEmpty();
    }

    private static Step Todo(int index, string status) =>
        Tool(
            index,
            "TodoWrite",
            $$"""{"todos":[{"content":"read","status":"completed"},{"content":"write the parser","status":"{{status}}"}]}"""
        );
}
