using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>The events are made up, in the shapes that OpenHands' own serialisation writes.</summary>
public class OpenHandsTests
{
    internal static readonly string[] Events =
    [
        """{"id":0,"timestamp":"2025-05-01T00:00:00","source":"agent","message":"","action":"system","args":{"content":"You are OpenHands.","tools":[]}}""",
        """{"id":1,"timestamp":"2025-05-01T00:00:01","source":"user","message":"Mend it","action":"message","args":{"content":"Mend it"}}""",
        """{"id":2,"timestamp":"2025-05-01T00:00:02","source":"agent","message":"Running ls","action":"run","args":{"command":"ls","thought":"I look."},"tool_call_metadata":{"function_name":"execute_bash","tool_call_id":"c","model_response":{"id":"m1","model":"acme/large","usage":{"prompt_tokens":100,"completion_tokens":10,"prompt_tokens_details":{"cached_tokens":60}}}},"llm_metrics":{"accumulated_cost":0.25,"accumulated_token_usage":{"prompt_tokens":100,"completion_tokens":10}}}""",
        """{"id":3,"timestamp":"2025-05-01T00:00:03","source":"agent","message":"","observation":"run","content":"a","extras":{"command":"ls","metadata":{"exit_code":2}},"cause":2,"success":false}""",
        """{"id":4,"timestamp":"2025-05-01T00:00:04","source":"agent","message":"","action":"edit","args":{"path":"a","thought":""},"llm_metrics":{"accumulated_cost":0.75,"accumulated_token_usage":{"prompt_tokens":250,"completion_tokens":30}}}""",
        """{"id":5,"timestamp":"2025-05-01T00:00:05","source":"environment","message":"","observation":"error","content":"no such file","extras":{},"cause":4}""",
        """{"id":6,"timestamp":"2025-05-01T00:00:06","source":"environment","message":"","observation":"agent_state_changed","content":"","extras":{"agent_state":"finished"}}""",
    ];

    [Fact]
    public void Files_of_single_events_and_pages_of_the_cache_are_one_run()
    {
        var files = Events.Select((e, i) => ($"sessions/s-1/events/{i}.json", e)).ToList();
        files.Add(("sessions/s-1/event_cache/0-3.json", $"[{string.Join(',', Events[..3])}]"));

        Check(Assert.Single(SourceFolder.Runs([.. files])), "openhands/s-1");
    }

    [Fact]
    public void A_trajectory_file_and_a_file_of_lines_are_read_as_well()
    {
        Check(
            Assert.Single(SourceFolder.Runs(("out/trajectory.json", $"[{string.Join(',', Events)}]"))),
            "openhands/trajectory"
        );
        Check(Assert.Single(SourceFolder.Runs(("s-2/events.jsonl", string.Join('\n', Events)))), "openhands/s-2");
    }

    [Fact]
    public void An_evaluation_holds_a_run_a_line_with_its_verdict()
    {
        var history = string.Join(',', Events);
        var lines = new[]
        {
            $$$"""{"instance_id":"acme__x-1","instruction":"","metadata":{"agent_class":"CodeActAgent","llm_config":{"model":"acme/large"}},"history":[{{{history}}}],"test_result":{"git_patch":"diff","report":{"resolved":true}},"metrics":{"accumulated_cost":0.75}}""",
            $$$"""{"instance_id":"acme__y-2","metadata":{},"history":[[{{{Events[2]}}},{{{Events[3]}}}]],"test_result":{"git_patch":""}}""",
            """{"instance_id":"acme__z-3","metadata":{},"history":[{"id":""",
        };
        using var folder = new SourceFolder();
        folder.Write("eval/output.jsonl", string.Join('\n', lines));
        folder.Write(
            "eval/eval_outputs/acme__y-2/report.json",
            Samples.Report.Replace("\"resolved\":true", "\"resolved\":false", StringComparison.Ordinal)
        );

        var items = folder.Import();

        Assert.Equal(3, Assert.Single(items.OfType<FileFailed>()).Line);
        var runs = items.OfType<RunFound>().Select(f => f.Run).ToList();
        Assert.Equal(
            [("openhands/acme__x-1", true, 2), ("openhands/acme__y-2", false, 1)],
            runs.Select(r => (r.Id, r.Outcome.Good!.Value, r.Steps.Count))
        );
        Assert.Equal(
            ("acme__x-1", "large", "diff", 0.75m),
            (runs[0].TaskId, runs[0].Model, runs[0].Submission, runs[0].StatedCostUsd)
        );
        Assert.Equal("a", runs[1].Steps[0].Calls[0].Result);
    }

    [Fact]
    public void Events_of_the_agent_kit_join_by_tool_call_and_take_usage_by_response()
    {
        var events = new[]
        {
            """{"kind":"SystemPromptEvent","id":"e0","timestamp":"2026-01-01T00:00:00","source":"agent","system_prompt":{"text":"You are OpenHands."},"tools":[]}""",
            """{"kind":"MessageEvent","id":"e1","timestamp":"2026-01-01T00:00:01","source":"user","llm_message":{"role":"user","content":[{"type":"text","text":"Mend it"}]}}""",
            """{"kind":"ActionEvent","id":"e2","timestamp":"2026-01-01T00:00:02","source":"agent","thought":[{"type":"text","text":"I look."}],"reasoning_content":"Hm.","action":{"kind":"TerminalAction","command":"ls"},"tool_name":"terminal","tool_call_id":"c1","tool_call":{"id":"c1","name":"terminal","arguments":"{\"command\":\"ls\"}"},"llm_response_id":"m1"}""",
            """{"kind":"ActionEvent","id":"e3","timestamp":"2026-01-01T00:00:02","source":"agent","thought":[],"action":null,"tool_name":"file_editor","tool_call_id":"c2","tool_call":{"id":"c2","name":"file_editor","arguments":"{}"},"llm_response_id":"m1"}""",
            """{"kind":"ObservationEvent","id":"e4","timestamp":"2026-01-01T00:00:03","source":"environment","tool_name":"terminal","tool_call_id":"c1","action_id":"e2","observation":{"kind":"TerminalObservation","content":[{"type":"text","text":"a"}],"is_error":false,"metadata":{"exit_code":0}}}""",
            """{"kind":"AgentErrorEvent","id":"e5","timestamp":"2026-01-01T00:00:03","source":"agent","tool_name":"file_editor","tool_call_id":"c2","error":"no path"}""",
            """{"kind":"MessageEvent","id":"e6","timestamp":"2026-01-01T00:00:04","source":"agent","llm_response_id":"m2","llm_message":{"role":"assistant","content":[{"type":"text","text":"Done."}]}}""",
        };
        const string State = """
            {"id":"v","agent":{"llm":{"model":"acme/large"}},"workspace":{},"execution_status":"finished","stats":{"usage_to_metrics":{"agent":{
              "accumulated_cost":0.5,"costs":[{"cost":0.25},{"cost":0.25}],"token_usages":[
              {"model":"acme/large","prompt_tokens":100,"completion_tokens":10,"cache_read_tokens":50,"response_id":"m1"},
              {"model":"acme/large","prompt_tokens":130,"completion_tokens":4,"cache_read_tokens":90,"response_id":"m2"}]}}}}
            """;
        var files = events
            .Select((e, i) => ($"v-1/events/event-0000{i}-x.json", e))
            .Append(("v-1/base_state.json", State));

        var run = Assert.Single(SourceFolder.Runs([.. files]));

        Assert.Equal(
            ("openhands/v-1", "large", "Mend it", "finished", 0.5m),
            (run.Id, run.Model, run.Prompt, run.ExitStatus, run.StatedCostUsd)
        );
        Assert.Equal(["ls", null], run.Steps.Select(s => s.Calls[0].Command));
        Assert.Equal(
            [("a", 0, false), ("no path", (int?)null, true)],
            run.Steps.Select(s => s.Calls[0]).Select(c => (c.Result!, c.ExitCode, c.IsError))
        );
        Assert.Equal(new Usage(100, 10, 50, 0.25m, Estimated: false), run.Steps[0].Usage);
        Assert.Equal(("I look.", "Hm."), (run.Steps[0].Message, run.Steps[0].Thought));
        Assert.Equal(("Done.", 130L), (run.Closing!.Message, run.Closing.Usage.InputTokens));
    }

    [Fact]
    public void A_broken_event_is_reported_and_the_others_are_read()
    {
        using var folder = new SourceFolder();
        for (var i = 0; i < Events.Length; i++)
        {
            folder.Write($"s-1/events/{i}.json", i == 4 ? Events[i][..150] : Events[i]);
        }

        var items = folder.Import();

        Assert.EndsWith("4.json", Assert.Single(items.OfType<FileFailed>()).Path, StringComparison.Ordinal);
        Assert.Single(Assert.Single(items.OfType<RunFound>()).Run.Steps);
    }

    private static void Check(Run run, string id)
    {
        Assert.Equal(
            (id, "Mend it", "large", "finished", 0.75m),
            (run.Id, run.Prompt, run.Model, run.ExitStatus, run.StatedCostUsd)
        );
        Assert.Equal(["execute_bash", "edit"], run.Steps.Select(s => s.Calls[0].Name));
        Assert.Equal(
            [("a", 2, false), ("no such file", (int?)null, true)],
            run.Steps.Select(s => s.Calls[0]).Select(c => (c.Result!, c.ExitCode, c.IsError))
        );
        Assert.Equal(
            [new Usage(100, 10, 60, 0.25m, Estimated: false), new Usage(150, 20, null, 0.5m, Estimated: false)],
            run.Steps.Select(s => s.Usage)
        );
        Assert.Equal("I look.", run.Steps[0].Message);
    }
}
