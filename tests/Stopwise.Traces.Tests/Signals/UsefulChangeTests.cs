using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Tests.Signals;

public class UsefulChangeTests
{
    private const string Patch = "diff --git a/src/a.py b/src/a.py\n--- a/src/a.py\n+++ b/src/a.py\n";

    [Fact]
    public void With_a_patch_the_last_write_to_one_of_its_files_counts()
    {
        var run = RunMaker.Of(
            "r",
            true,
            RunMaker.Shell(0, "sed -i s/a/b/ /testbed/src/a.py"),
            RunMaker.Shell(1, "echo 1 > scratch.py"),
            RunMaker.Shell(2, "cat src/a.py")
        ) with
        {
            Submission = Patch,
        };

        Needed(run).ShouldBe(1);
    }

    [Fact]
    public void Without_a_patch_the_last_call_that_may_change_something_counts()
    {
        Needed(RunMaker.Of("r", true, RunMaker.Tool(0, "Write"), RunMaker.Shell(1, "make"), RunMaker.Tool(2, "Read")))
            .ShouldBe(2);
    }

    [Fact]
    public void Where_only_the_answer_counts_or_nothing_changed_the_whole_run_is_needed()
    {
        Needed(
                RunMaker.Of("r", true, RunMaker.Tool(0, "Write"), RunMaker.Tool(1, "Read")) with
                {
                    Deliverable = Deliverable.Answer,
                }
            )
            .ShouldBe(2);
        Needed(RunMaker.Of("r", true, RunMaker.Tool(0, "Read"), RunMaker.Tool(1, "Read"))).ShouldBe(2);
    }

    private static int Needed(Run run)
    {
        var reader = new StepReader();
        return UsefulChange.StepsNeeded(run, [.. run.Steps.Select(reader.Read)]);
    }
}
