using Stopwise.Exits;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Tests;

namespace Stopwise.Traces.Export.Cuts;

public class CutPointTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 4)]
    public void A_cut_inside_a_turn_moves_to_its_start(int asked, int before)
    {
        // Steps 1 to 3 are calls of one message.
        var run = Run([0, 1, 1, 1, 2]);

        RunCut.Of(run, asked).Before.ShouldBe(before);
    }

    [Fact]
    public void A_cut_inside_a_sub_agent_moves_to_the_turn_that_started_it()
    {
        var run = Run([0, 1, 1, 2, 3, 4]);
        var steps = run.Steps.ToList();
        steps[2] = steps[2] with { Calls = [steps[2].Calls[0] with { Id = "task" }] };
        steps[3] = steps[3] with { ParentCallId = "task" };
        steps[4] = steps[4] with { ParentCallId = "task" };

        var cut = RunCut.Of(run with { Steps = steps }, 4);

        (cut.Asked, cut.Before).ShouldBe((4, 1));
    }

    [Fact]
    public void The_number_of_steps_keeps_them_all_and_more_is_refused()
    {
        var run = Run([0, 1, 2]);

        RunCut.Of(run, 3).Steps.Count.ShouldBe(3);
        Should.Throw<StopwiseException>(() => RunCut.Of(run, 4)).Message.ShouldContain("steps 0 to 2");
        Should.Throw<StopwiseException>(() => RunCut.Of(run, -1));
    }

    [Fact]
    public void A_call_without_a_recorded_result_gets_one_that_says_so()
    {
        var run = Run([0, 1]);
        var open = run with { Steps = [run.Steps[0] with { Calls = [run.Steps[0].Calls[0] with { Result = null }] }] };

        RunCut.Of(open, 1).Steps[0].Calls[0].Result.ShouldBe(RunCut.MissingResult);
    }

    private static Run Run(int[] turns) =>
        RunMaker.Of("run", null, [.. turns.Select((t, i) => RunMaker.Shell(i, $"echo {i}", "ok") with { Turn = t })]);
}
