using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Tests;

public sealed class TreeTests : IDisposable
{
    private readonly Screen _screen = new();

    public void Dispose() => _screen.Dispose();

    [Fact]
    public void A_tree_shows_stages_steps_sub_agents_and_calls_asked_for_together()
    {
        _screen.Put(Worker());

        _screen.Run("tree", "last").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldBe(
            """
            made-1: 12 steps in 3 stages, solved (12.1k +1? tokens, $0.1445 +1?)
            ├── 0 s0-s5 explore: 6 steps, 5 files (5.5k tokens, $0.0660) [the run begins]
            │   ├── s0 explore Read models.py (1.1k tokens, $0.0132)
            │   ├── s1 explore search_code {"prompt":"find it"} (1.1k tokens, $0.0132)
            │   │   └── s2-s3 explore 2 Read: views.py, urls.py (2.2k tokens, $0.0264)
            │   └── s4-s5 asked for together
            │       ├── s4 explore Read a.py (1.1k tokens, $0.0132)
            │       └── s5 explore Read b.py -> error
            ├── 1 s6-s9 change models.py; the last of 2 checks passes (4.4k tokens, $0.0528) [the first edit is in s6]
            │   ├── s6 change Edit models.py (1.1k tokens, $0.0132)
            │   ├── s7 verify pytest tests/test_models.py -> fails 2 tests (1.1k tokens, $0.0132)
            │   ├── s8 change Edit models.py (1.1k tokens, $0.0132)
            │   └── s9 verify pytest tests/test_models.py -> passes (1.1k tokens, $0.0132)
            ├── 2 s10-s11 hand in: 2 steps; no check (1.1k +1? tokens, $0.0132 +1?) [the last edit was in s8]
            │   └── s10-s11 explore 2 Read: models.py, views.py (1.1k +1? tokens, $0.0132 +1?)
            └── end: All done. (1.05k tokens, $0.0125)
            +3? after a sum says that three calls are not in it: nobody knows their number.
            """.ReplaceLineEndings("\n")
        );
    }

    [Fact]
    public void The_depth_opens_and_closes_the_tree()
    {
        _screen.Put(Worker());

        _screen.Run("tree", "last", "--depth", "stages").ShouldBe(ExitCodes.Ok);
        _screen.Output.Split('\n').Length.ShouldBe(6);
        _screen.Output.ShouldNotContain("pytest");

        _screen.Run("tree", "last", "--depth", "calls").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldContain("bash pytest tests/test_models.py -> failed: 2 failed, 1 passed");

        _screen.Run("tree", "last", "--depth", "all").ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldBe("stopwise: --depth is all: say stages, steps or calls.");
    }

    [Fact]
    public void Asked_for_steps_are_shown_one_by_one()
    {
        _screen.Put(Worker());

        _screen.Run("tree", "last", "--steps", "2-3").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldContain("── s2 explore Read views.py");
        _screen.Output.ShouldContain("── s3 explore Read urls.py");
        _screen.Output.ShouldNotContain("s4");

        _screen.Run("tree", "last", "--steps", "30-40").ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldBe("stopwise: --steps is 30-40: the run has steps 0 to 11.");
        _screen.Run("tree", "last", "--steps", "9-2").ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldBe("stopwise: --steps is 9-2: write two step numbers such as 10-20.");
    }

    [Fact]
    public void A_text_is_found_inside_the_tree()
    {
        _screen.Put(Worker());

        _screen.Run("tree", "last", "--find", "TEST_MODELS").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldStartWith("made-1: 2 steps of 12 with this text\n");
        _screen.Output.ShouldContain("── s7 call: pytest tests/test_models.py");

        _screen.Run("tree", "last", "--find", "test_models", "--steps", "0-5").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldBe("No step has this text.");

        _screen.Run("tree", "last", "--find", "done.", "--json").ShouldBe(ExitCodes.Ok);
        var hit = Json().GetProperty("hits").EnumerateArray().Single();
        hit.GetProperty("step").GetInt32().ShouldBe(12);
        hit.GetProperty("place").GetString().ShouldBe("message");
    }

    [Fact]
    public void An_index_goes_out_whole_and_its_size_beside_it()
    {
        _screen.Put(Worker());

        _screen.Run("tree", "last", "--index").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldContain(
            "\nstage 1 s6-s9 change models.py; the last of 2 checks passes [the first edit is in s6]\n"
        );
        _screen.Error.ShouldMatch(
            @"^\d+ tokens of index for [\d,]+ tokens of trace \([\d.]+ %\), both estimated from the length of the text\.$"
        );

        _screen.Run("tree", "last", "--index", "--json").ShouldBe(ExitCodes.Ok);
        Json().GetProperty("text").GetString().ShouldStartWith("run made-1: 12 steps in 3 stages");
    }

    [Fact]
    public void The_tree_as_json_has_both_parents_and_unknown_numbers_as_null()
    {
        _screen.Put(Worker());

        _screen.Run("tree", "last", "--json").ShouldBe(ExitCodes.Ok);

        var steps = Json().GetProperty("steps");
        steps.GetArrayLength().ShouldBe(12);
        steps[9].GetProperty("rawParent").GetInt32().ShouldBe(8);
        steps[9].GetProperty("stateParent").GetInt32().ShouldBe(8);
        steps[9].GetProperty("kind").GetString().ShouldBe("verify");
        steps[2].GetProperty("startedBy").GetInt32().ShouldBe(1);
        steps[11].GetProperty("cost").GetProperty("costUsd").ValueKind.ShouldBe(JsonValueKind.Null);
        Json().GetProperty("stages")[2].GetProperty("cut").GetString().ShouldBe("handIn");
    }

    [Fact]
    public void A_long_run_is_never_printed_whole_unasked()
    {
        Step[] steps = [.. Enumerable.Range(0, 3_000).Select(i => Shell(i, $"make target-{i}", "built", 0))];
        _screen.Put(Screen.Sample() with { Steps = steps, Closing = null });

        _screen.Run("tree", "last").ShouldBe(ExitCodes.Ok);

        _screen.Output.Split('\n').Length.ShouldBeLessThan(400);
        _screen.Output.ShouldContain("left out: ");
        _screen.Output.ShouldEndWith("Long stages are cut in the middle; --steps A-B shows every step from A to B.");
    }

    [Fact]
    public void Text_of_a_run_stays_text()
    {
        _screen.Put(Screen.Sample());

        _screen.Run("tree", "last", "--depth", "calls").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldContain("bash pytest -> failed: 1 failed red [/] [blink]");
        _screen.Output.ShouldNotContain("\u001b");
    }

    [Fact]
    public void A_lag_of_one_run_tells_what_is_checked_and_what_only_stands_in()
    {
        _screen.Put(Worker());

        _screen.Run("lag", "last").ShouldBe(ExitCodes.Ok);

        _screen.Output.ShouldBe(
            """
            made-1: 12 steps, solved
            final state: checks after the last edit pass
            verified lag (own checks, and the verdict agrees): 3 steps of 12 (25.0 %), 3.25k +1? tokens, $0.0389 +1?, after s8
            first state that passed its checks: that of s8

            Stand-ins that no check confirms:
              last useful change: 3 steps of 12 (25.0 %), 3.25k +1? tokens, $0.0389 +1?, after s8
              last change: 3 steps of 12 (25.0 %), 3.25k +1? tokens, $0.0389 +1?, after s8
            """.ReplaceLineEndings("\n")
        );
    }

    [Fact]
    public void Lags_of_all_runs_are_split_by_outcome()
    {
        var failed = Worker() with { Id = "made-2", Outcome = new Outcome(OutcomeState.Failed, Trusted: true) };
        _screen.Put(Worker(), failed);

        _screen.Run("lag").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldStartWith(
            "2 runs: verified lag of 1 (50.0 %); 1 more pass their own checks and failed; 0 passed and broke it again\n"
        );
        _screen.Output.ShouldContain("3 (25.0 %) n=1 contradicted");

        _screen.Run("lag", "--outcome", "failed", "--json").ShouldBe(ExitCodes.Ok);
        var group = Json().GetProperty("groups").EnumerateArray().Single();
        group.GetProperty("isVerified").GetBoolean().ShouldBeFalse();
        group.GetProperty("checked").GetProperty("medianSteps").GetDouble().ShouldBe(3);
        group.GetProperty("proxies")[0].GetProperty("proxy").GetString().ShouldBe("lastUsefulChange");

        _screen.Run("lag", "--model", "nobody").ShouldBe(ExitCodes.Ok);
        _screen.Output.ShouldBe("No run is like that.");
        _screen.Run("lag", "last", "--model", "nobody").ShouldBe(ExitCodes.Usage);
        _screen.Error.ShouldBe("stopwise: --model narrows a summary: leave it out, or leave out RUN.");
    }

    private JsonElement Json() => JsonDocument.Parse(_screen.Output).RootElement;

    /// <summary>Made by hand: looks with a sub-agent and two calls together, edits and checks twice, looks once more.</summary>
    private static Run Worker()
    {
        var task = Tool(1, "search_code", """{"prompt":"find it"}""");
        task = task with { Calls = [task.Calls[0] with { Id = "task-1" }] };
        var failed = Read(5, "b.py") with { Turn = 4, Usage = Usage.None };
        failed = failed with { Calls = [failed.Calls[0] with { IsError = true, Result = "no such file" }] };
        return Screen.Sample("made-1") with
        {
            Submission = "diff --git a/app/models.py b/app/models.py\n",
            Steps =
            [
                Read(0, "app/models.py"),
                task,
                Read(2, "app/views.py") with
                {
                    ParentCallId = "task-1",
                },
                Read(3, "app/urls.py") with
                {
                    ParentCallId = "task-1",
                },
                Read(4, "a.py"),
                failed,
                Tool(6, "Edit", """{"file_path":"app/models.py"}"""),
                Shell(7, "pytest tests/test_models.py", "2 failed, 1 passed", 1),
                Tool(8, "Edit", """{"file_path":"app/models.py"}"""),
                Shell(9, "pytest tests/test_models.py", "3 passed", 0),
                Read(10, "app/models.py"),
                Read(11, "app/views.py") with
                {
                    Usage = Usage.Unknown,
                },
            ],
            Closing = Screen.Sample().Closing! with { Message = "All done.", Index = 12, Turn = 12 },
        };
    }

    private static Usage Spent => new(1_050, 50, 900, 0.0132m, Estimated: false);

    private static Step Read(int index, string file) => Tool(index, "Read", $$"""{"file_path":"{{file}}"}""");

    private static Step Tool(int index, string name, string arguments) =>
        new()
        {
            Index = index,
            Turn = index,
            Calls =
            [
                new ToolCall
                {
                    Name = name,
                    Arguments = arguments,
                    Result = "fine",
                },
            ],
            Usage = Spent,
        };

    private static Step Shell(int index, string command, string result, int exit)
    {
        var step = Tool(index, "bash", command);
        return step with { Calls = [step.Calls[0] with { Command = command, Result = result, ExitCode = exit }] };
    }
}
