using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Tests.Trees;

public class NestingTests
{
    [Fact]
    public void Steps_of_a_sub_agent_hang_on_the_call_that_started_it()
    {
        var tree = Tree(
            Call(0, "task-1"),
            Call(1, "inner") with
            {
                ParentCallId = "task-1",
            },
            Call(2) with
            {
                ParentCallId = "inner",
            },
            Call(3)
        );

        tree.Steps.Select(s => s.StartedBy).ShouldBe([null, 0, 1, null]);
        tree.Steps.Select(s => s.Depth).ShouldBe([0, 1, 2, 0]);
        tree.LostParents.ShouldBe(0);
    }

    [Fact]
    public void Sub_agents_whose_start_is_not_recorded_are_counted_and_stay_in_the_main_line()
    {
        var tree = Tree(Call(0) with { ParentCallId = "later" }, Call(1, "later"));

        tree.Steps[0].StartedBy.ShouldBeNull();
        tree.LostParents.ShouldBe(1);
    }

    [Fact]
    public void An_agent_that_was_spoken_to_works_for_the_speaker_until_another_has_the_floor()
    {
        var tree = Tree(
            Says(0, "Lead", to: "Surfer"),
            Says(1, "Surfer"),
            Says(2, "Surfer"),
            Says(3, "Lead", to: "Coder"),
            Says(4, "Coder"),
            Says(5, "Surfer")
        );

        tree.Steps.Select(s => s.StartedBy).ShouldBe([null, 0, 0, null, 3, null]);
    }

    [Fact]
    public void Calls_of_one_model_turn_are_one_group_even_where_a_sub_agent_cuts_it_in_pieces()
    {
        var tree = Tree(
            Call(0, "a") with
            {
                Turn = 0,
            },
            Call(1) with
            {
                Turn = 1,
                ParentCallId = "a",
            },
            Call(2, "b") with
            {
                Turn = 0,
            },
            Call(3) with
            {
                Turn = 2,
            }
        );

        tree.Steps.Select(s => s.ParallelGroup).ShouldBe([0, null, 0, null]);
    }

    [Fact]
    public void A_step_of_several_calls_is_a_group_of_its_own()
    {
        var two = Call(0) with { Calls = [Call(0).Calls[0], Call(0).Calls[0]] };

        Tree(two, Call(1)).Steps.Select(s => s.ParallelGroup).ShouldBe([0, null]);
    }

    [Fact]
    public void Stages_do_not_tear_a_sub_agent_from_its_start()
    {
        var steps = new List<Step> { RunMaker.Shell(0, "ls"), RunMaker.Shell(1, "ls"), Call(2, "task") };
        for (var i = 3; i < 12; i++)
        {
            steps.Add(RunMaker.Tool(i, "Edit", """{"file_path":"a.py"}""") with { ParentCallId = "task" });
        }

        steps.AddRange([RunMaker.Shell(12, "ls"), RunMaker.Shell(13, "ls"), RunMaker.Shell(14, "ls")]);
        var tree = Tree([.. steps]);

        tree.Stages.ShouldAllBe(s => s.First < 3 || s.First > 11);
    }

    [Fact]
    public void A_step_that_started_a_sub_agent_is_never_folded()
    {
        var tree = Tree(
            Call(0),
            Call(1, "task"),
            Call(2) with
            {
                ParentCallId = "task",
            },
            Call(3) with
            {
                ParentCallId = "task",
            },
            Call(4)
        );

        new TreeRows(tree)
            .Of(0, 4)
            .Select(r => (r.First, r.Last, r.Depth))
            .ShouldBe([(0, 0, 0), (1, 1, 0), (2, 3, 1), (4, 4, 0)]);
    }

    private static Step Call(int index, string id = "") =>
        RunMaker.Tool(index, "Read") is var step && id.Length == 0
            ? step
            : step with
            {
                Calls = [step.Calls[0] with { Id = id }],
            };

    private static Step Says(int index, string agent, string? to = null) =>
        new()
        {
            Index = index,
            Turn = index,
            Message = "Go on.",
            Agent = agent,
            Addressee = to,
        };

    private static TraceTree Tree(params Step[] steps) => TraceTree.Of(RunMaker.Of("r", null, steps));
}
