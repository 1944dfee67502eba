using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Tests;

public class DiffTests
{
    [Fact]
    public void Two_runs_stand_side_by_side_and_the_parting_is_marked()
    {
        using var screen = new Screen();
        screen.Put(Run("failed", false, "src/a.py", passes: false), Run("solved", true, "src/b.py", passes: true));

        screen.Run("diff", "failed").ShouldBe(ExitCodes.Findings);

        screen.Output.ShouldContain(
            "The same until step 5. There this run edits src/a.py (step 5); the solved run edits src/b.py (step 5)."
        );
        screen.Output.ShouldContain("... 3 lines the same (steps 0 to 2 here, steps 0 to 2 there)");
        screen.Output.ShouldContain("---- here they part ----");
        screen
            .Output.Split('\n')
            .ShouldContain(l => l.Contains("5 * edit src/a.py") && l.Contains("5 * edit src/b.py"));
        screen.Output.ShouldNotContain("\u001b");
        screen.Output.Split('\n').ShouldAllBe(l => l.Length <= 160);
    }

    [Fact]
    public void Everything_is_shown_when_asked_and_equal_runs_end_with_zero()
    {
        using var screen = new Screen();
        screen.Put(Run("one", true, "src/a.py", passes: true), Run("two", true, "src/a.py", passes: true));

        screen.Run("diff", "one", "two", "--all").ShouldBe(ExitCodes.Ok);

        screen.Output.ShouldContain("do not part");
        screen.Output.ShouldNotContain("lines the same");
        screen.Output.Split('\n').Count(l => l.Contains(" = ")).ShouldBeGreaterThan(6);
    }

    [Fact]
    public void Without_a_solved_run_of_the_task_it_says_what_to_do()
    {
        using var screen = new Screen();
        screen.Put(
            Run("failed", false, "src/a.py", passes: false),
            Run("elsewhere", true, "src/a.py", passes: true) with
            {
                TaskId = "other-task",
            }
        );

        screen.Run("diff", "failed").ShouldBe(ExitCodes.Usage);
        screen.Error.ShouldContain("No other run of task is known as solved");
        screen.Run("diff", "failed", "--similar").ShouldBe(ExitCodes.Findings);
        screen.Output.ShouldContain("The other run is of another task, other-task.");
    }

    [Fact]
    public void The_result_can_be_read_by_a_program()
    {
        using var screen = new Screen();
        screen.Put(Run("failed", false, "src/a.py", passes: false), Run("solved", true, "src/b.py", passes: true));

        screen.Run("diff", "failed", "--json").ShouldBe(ExitCodes.Findings);

        using var json = System.Text.Json.JsonDocument.Parse(screen.Output);
        var divergence = json.RootElement.GetProperty("divergence");
        divergence.GetProperty("step").GetInt32().ShouldBe(5);
        divergence.GetProperty("reason").GetString().ShouldBe("changes");
        json.RootElement.GetProperty("columns")[0].GetProperty("match").GetString().ShouldBe("action");
    }

    [Fact]
    public void Text_of_a_run_cannot_colour_the_screen()
    {
        using var screen = new Screen();
        var run = Run("failed", false, "src/[bold]\u001b[31m.py", passes: false);
        screen.Put(run, Run("solved", true, "src/b.py", passes: true));

        screen.Run("diff", "failed").ShouldBe(ExitCodes.Findings);

        screen.Output.ShouldNotContain("\u001b");
        screen.Output.ShouldContain("[bold]");
    }

    internal static Run Run(string id, bool solved, string edited, bool passes) =>
        Screen.Sample(id) with
        {
            TaskId = "task",
            Outcome = new Outcome(solved ? OutcomeState.Solved : OutcomeState.Failed, Trusted: true),
            Closing = null,
            Steps =
            [
                .. Enumerable.Range(0, 5).Select(i => Tool(i, "Read", $"src/m{i}.py")),
                Tool(5, "Edit", edited),
                .. Enumerable.Range(6, 2).Select(i => Check(i, passes)),
            ],
        };

    private static Step Tool(int index, string name, string file) =>
        new()
        {
            Index = index,
            Turn = index,
            Calls =
            [
                new ToolCall
                {
                    Name = name,
                    Arguments = System.Text.Json.JsonSerializer.Serialize(
                        new Dictionary<string, string> { ["file_path"] = file }
                    ),
                    Result = "ok",
                },
            ],
        };

    private static Step Check(int index, bool passes) =>
        new()
        {
            Index = index,
            Turn = index,
            Calls =
            [
                new ToolCall
                {
                    Name = "bash",
                    Arguments = "pytest -q",
                    Command = "pytest -q",
                    Result = passes ? "3 passed" : "1 failed, 2 passed",
                    ExitCode = passes ? 0 : 1,
                },
            ],
        };
}
