using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Tests.Trees;

/// <summary>Where stages begin, why, and what they are called.</summary>
public class StageTests
{
    [Fact]
    public void A_tiny_run_is_one_stage()
    {
        var stage = Tree(Look(2), Edit("a.py"), Check(1), Edit("a.py")).Stages.ShouldHaveSingleItem();

        (stage.First, stage.Last, stage.Cut).ShouldBe((0, 4, StageCut.Start));
    }

    [Fact]
    public void A_run_without_steps_has_no_stage() => Tree().Stages.ShouldBeEmpty();

    [Fact]
    public void The_first_edit_and_what_follows_the_last_one_begin_stages()
    {
        var tree = Tree(Look(4), Edit("src/a.py"), Look(1), Edit("src/b.py"), Check(0), Look(4));

        Cuts(tree).ShouldBe([(0, StageCut.Start), (4, StageCut.FirstEdit), (8, StageCut.HandIn)]);
        tree.Stages.Select(s => s.Kind).ShouldBe([StageKind.Explore, StageKind.Change, StageKind.HandIn]);
        tree.Stages[0].Name.ShouldBe("explore: 4 steps, 1 file");
        tree.Stages[1].Name.ShouldBe("change a.py, b.py; the check passes");
        tree.Stages[1].Reason.ShouldBe("the first edit is in s4");
        tree.Stages[2].Name.ShouldBe("hand in: 4 steps; no check");
        tree.Stages[2].Reason.ShouldBe("the last edit was in s6");
    }

    [Fact]
    public void More_failing_tests_than_before_begin_a_stage_after_the_check()
    {
        var tree = Tree(Edit("a.py"), Check(1), Edit("a.py"), Check(3), Edit("a.py"), Look(1), Edit("a.py"), Look(5));

        var cut = tree.Stages.Single(s => s.Cut == StageCut.Regression);
        cut.First.ShouldBe(4);
        cut.Reason.ShouldBe("the check in s3 fails 3 tests, 1 before");
    }

    [Fact]
    public void The_same_check_that_passed_and_now_fails_begins_a_stage()
    {
        var tree = Tree(
            Edit("a.py"),
            Run("pytest -q", "", 0),
            Edit("a.py"),
            Run("pytest -q", "Traceback (most recent call last)", 1),
            Edit("a.py"),
            Look(1),
            Edit("a.py"),
            Look(5)
        );

        tree.Stages.Single(s => s.Cut == StageCut.Regression)
            .Reason.ShouldBe("the check in s3 fails, it passed before");
    }

    [Fact]
    public void Two_different_checks_are_not_compared_without_counts()
    {
        var tree = Tree(
            Edit("a.py"),
            Run("pytest tests/one.py", "", 0),
            Edit("a.py"),
            Run("pytest tests/two.py", "Traceback (most recent call last)", 1),
            Edit("a.py"),
            Look(6)
        );

        tree.Stages.ShouldAllBe(s => s.Cut != StageCut.Regression);
    }

    [Fact]
    public void Taking_work_back_begins_a_stage()
    {
        var tree = Tree(
            Edit("a.py"),
            Look(3),
            Edit("a.py"),
            Run("git checkout a.py", "", 0),
            Look(2),
            Edit("a.py"),
            Look(1)
        );

        var cut = tree.Stages.Single(s => s.Cut == StageCut.Backtracking);
        cut.First.ShouldBe(5);
        cut.Reason.ShouldBe("s5 takes back a.py");
    }

    [Fact]
    public void Looking_after_much_acting_begins_a_stage_and_a_mixture_does_not_flicker()
    {
        Part[] act = [Run("make -C build-dir install-it", "", 0)];
        var acting = Enumerable.Repeat(act[0], 10).ToArray();

        var tree = Tree([Edit("a.py"), .. acting, Look(10), .. acting, Look(1)]);

        var shifts = tree.Stages.Where(s => s.Cut == StageCut.Shift).ToList();
        shifts.Select(s => s.First).ShouldContain(11);
        shifts.ShouldContain(s => s.Reason.EndsWith("only look", StringComparison.Ordinal));

        var mixed = Tree([
            Edit("a.py"),
            .. Enumerable.Range(0, 20).SelectMany(_ => (Part[])[act[0], Look(1), Look(1)]),
        ]);
        mixed.Stages.Count(s => s.Cut == StageCut.Shift).ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void Another_agent_or_an_answer_of_the_user_begins_a_stage()
    {
        var agents = Tree([.. "AAAABBBBAAAA".Select(agent => new Part(i => Says(i) with { Agent = $"{agent}" }))]);

        Cuts(agents).ShouldBe([(0, StageCut.Start), (4, StageCut.HandOver), (8, StageCut.HandOver)]);
        agents.Stages[1].Reason.ShouldBe("B takes over from A");
        agents.Stages[1].Name.ShouldBe("B: talk: 4 steps");

        var talk = Tree([
            .. "..r..r..r".Select(c => new Part(i => Says(i) with { Reply = c == 'r' ? "and then?" : null })),
        ]);
        Cuts(talk).ShouldBe([(0, StageCut.Start), (3, StageCut.UserReply), (6, StageCut.UserReply)]);
    }

    [Fact]
    public void A_single_complaint_about_a_format_is_no_conversation()
    {
        var tree = Tree([Look(4), new Part(i => Says(i) with { Reply = "Say exactly one action." }), Look(5)]);

        tree.Stages.ShouldAllBe(s => s.Cut != StageCut.UserReply);
    }

    [Fact]
    public void There_are_never_more_than_fifteen_stages_and_the_weightiest_cuts_stay()
    {
        Part[] worse = [Edit("a.py"), Check(1), Edit("a.py"), Check(2), Check(0)];
        var tree = Tree([Look(5), .. Enumerable.Repeat(worse, 60).SelectMany(p => p), Look(5)]);

        tree.Stages.Count.ShouldBe(15);
        tree.Stages.ShouldContain(s => s.Cut == StageCut.FirstEdit);
        tree.Stages.ShouldContain(s => s.Cut == StageCut.HandIn);
        tree.Stages.Count(s => s.Cut == StageCut.Regression).ShouldBe(12);
    }

    [Fact]
    public void Names_of_the_run_cannot_break_the_name_of_a_stage()
    {
        var tree = Tree(Look(4), Edit("a\u001b[31m\n\u202e.py"), Look(4));

        tree.Stages[1].Name.ShouldBe("change a .py; no check");
    }

    private static (int, StageCut)[] Cuts(TraceTree tree) => [.. tree.Stages.Select(s => (s.First, s.Cut))];

    private static Step Says(int i) =>
        new()
        {
            Index = i,
            Turn = i,
            Message = "I think so.",
        };

    private static Part Look(int times) => new(i => RunMaker.Shell(i, "cat a.py", "text"), times);

    private static Part Edit(string file) =>
        new(i => RunMaker.Tool(i, "Edit", $$"""{"file_path":{{System.Text.Json.JsonSerializer.Serialize(file)}}}"""));

    private static Part Check(int failing) =>
        Run("pytest", failing == 0 ? "5 passed" : $"{failing} failed, 2 passed", failing == 0 ? 0 : 1);

    private static Part Run(string command, string result, int exit) =>
        new(i => RunMaker.Shell(i, command, result, exit));

    private static TraceTree Tree(params Part[] parts)
    {
        var steps = new List<Step>();
        foreach (var part in parts)
        {
            for (var i = 0; i < part.Times; i++)
            {
                steps.Add(part.At(steps.Count));
            }
        }

        return TraceTree.Of(RunMaker.Of("r", null, [.. steps]));
    }

    private sealed record Part(Func<int, Step> At, int Times = 1);
}
