using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Tests;

public sealed class ExplainTests : IDisposable
{
    private readonly Screen _screen = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void A_run_is_ranked_with_reasons_beside_what_position_alone_says()
    {
        _screen.Put(Talk());

        _screen.Run("explain", "last").ShouldBe(ExitCodes.Ok);

        _screen
            .Output.Trim('\n')
            .ShouldBe(
                """
                talk/1: failed, 4 steps in 3 turns

                Look here first (rules with the weights that ship, and time order between equals):
                1. turn 1, step 1, Expert
                    From what is known, she published 47 of them in those years.
                    - Step 1 states “is known, she published 47 of them in those years.” before any tool had returned anything. (FM-3.2)
                2. turn 2, step 2 (steps 2 to 3), Coder
                    Let us see whether that holds when it is computed. ```python print(x) ```
                    - Step 2 is the first whose code fails, as step 3 shows.
                3. turn 0, step 0, Planner
                    Plan: find how many studio albums Mercedes Sosa did publish.

                By position alone: first working turn: turn 1, step 1; last working turn: turn 2, step 2.

                What followed from turn 1:
                    - Step 2 is the first whose code fails, as step 3 shows.
                    - The run ends with step 3, failed.

                Read on:
                    stopwise show talk/1 --step 1
                    stopwise cut talk/1 --before 1
                """
            );
    }

    [Fact]
    public void Its_json_has_every_turn_once_and_words_for_the_layer()
    {
        _screen.Put(Talk());

        _screen.Run("explain", "talk/1", "--json").ShouldBe(ExitCodes.Ok);
        using var report = JsonDocument.Parse(_screen.Output);

        report.RootElement.GetProperty("layer").GetString().ShouldBe("rules");
        report
            .RootElement.GetProperty("candidates")
            .EnumerateArray()
            .Select(c => c.GetProperty("turn").GetProperty("number").GetInt32())
            .ShouldBe([1, 2, 0]);
    }

    [Fact]
    public void Without_a_run_all_failed_runs_are_listed_with_the_faults_that_recur()
    {
        _screen.Put(
            Talk(),
            Talk() with
            {
                Id = "talk/2",
            },
            Talk() with
            {
                Id = "good",
                Outcome = new Outcome(OutcomeState.Solved, true),
            }
        );

        _screen.Run("explain").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldContain("talk/1       talkers                    1    4   claim-without-evidence");
        _screen.Output.ShouldContain("claim-without-evidence   FM-3.2     2 (100 %)     1 (100 %)");
        _screen.Output.ShouldContain("2 failed and 1 solved run, 0 without a trusted outcome.");
        _screen.Run("explain", "talk/1", "--agent", "talkers").ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public void Recorded_text_cannot_reach_the_terminal_as_anything_but_text()
    {
        var evil = Talk() with
        {
            Id = "evil",
            Steps = [Says(0, "Planner", "\u001b]0;owned\u0007 \u001b[31mred 4711 times over and over again")],
        };
        _screen.Put(evil);

        _screen.Run("explain", "evil").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldNotContain("\u001b");
        _screen.Output.ShouldContain("red 4711 times");
    }

    [Fact]
    public void An_onset_by_hand_is_shown_with_the_run_and_taken_back()
    {
        _screen.Put(Talk());

        _screen.Run("label", "talk/1", "--onset", "1", "--reason", "made it up").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldBe("talk/1 went wrong at step 1, by hand.");
        _screen.Run("show", "talk/1");
        _screen.Output.ShouldContain("step 1: decisive, says hand: made it up");

        _screen.Run("label", "talk/1", "--onset", "none").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldBe("talk/1 has no onset by hand any more.");
        _screen.Run("show", "talk/1");
        _screen.Output.ShouldNotContain("says hand");
    }

    [Theory]
    [InlineData("9", "--onset is 9: say a step from 0 to 3, or none.")]
    [InlineData("-1", "--onset is -1: say a step from 0 to 3, or none.")]
    [InlineData("first", "--onset is first: say a step from 0 to 3, or none.")]
    public void A_step_that_is_not_there_is_refused(string step, string message)
    {
        _screen.Put(Talk());

        _screen.Run("label", "talk/1", "--onset", step).ShouldBe(ExitCodes.Usage);

        _screen.Error.ShouldContain(message);
    }

    [Fact]
    public void A_label_must_say_something()
    {
        _screen.Put(Talk());

        _screen.Run("label", "talk/1").ShouldBe(ExitCodes.Usage);

        _screen.Error.ShouldContain("Say what is to be labelled");
    }

    private static Run Talk() =>
        Screen.Sample("talk/1") with
        {
            Agent = "talkers",
            Prompt = "How many studio albums did Mercedes Sosa publish?",
            Outcome = new Outcome(OutcomeState.Failed, Trusted: true),
            Closing = null,
            Steps =
            [
                Says(0, "Planner", "Plan: find how many studio albums Mercedes Sosa did publish."),
                Says(1, "Expert", "From what is known, she published 47 of them in those years."),
                Says(2, "Coder", "Let us see whether that holds when it is computed.\n```python\nprint(x)\n```"),
                Says(3, "Computer_terminal", "") with
                {
                    Calls =
                    [
                        new ToolCall
                        {
                            Name = "Computer_terminal",
                            Arguments = "print(x)",
                            Result = "exitcode: 1 (execution failed)",
                            ExitCode = 1,
                            IsError = true,
                        },
                    ],
                },
            ],
        };

    private static Step Says(int index, string agent, string message) =>
        new()
        {
            Index = index,
            Turn = index,
            Agent = agent,
            Message = message,
        };
}
