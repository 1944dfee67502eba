using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

public class CodexTests
{
    /// <summary>Reduced by hand from what Codex 0.169 wrote in a session against a scripted model.</summary>
    internal const string Session = """
        {"timestamp":"2026-01-02T00:00:00Z","ordinal":0,"type":"session_meta","payload":{"id":"t-1","timestamp":"2026-01-02T00:00:00Z","cli_version":"0.169.0","base_instructions":{"text":"You are Codex."}}}
        {"timestamp":"2026-01-02T00:00:00Z","type":"event_msg","payload":{"type":"task_started","turn_id":"u"}}
        {"timestamp":"2026-01-02T00:00:01Z","type":"response_item","payload":{"type":"message","role":"developer","content":[{"type":"input_text","text":"<skills>none</skills>"}]}}
        {"timestamp":"2026-01-02T00:00:01Z","type":"response_item","payload":{"type":"message","role":"user","content":[{"type":"input_text","text":"<environment_context>\n  <cwd>/w</cwd>\n</environment_context>"}]}}
        {"timestamp":"2026-01-02T00:00:01Z","type":"turn_context","payload":{"turn_id":"u","model":"acme/large"}}
        {"timestamp":"2026-01-02T00:00:02Z","type":"response_item","payload":{"type":"message","role":"user","content":[{"type":"input_text","text":"Make it"}]}}
        {"timestamp":"2026-01-02T00:00:03Z","type":"response_item","payload":{"type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}],"content":null,"encrypted_content":null}}
        {"timestamp":"2026-01-02T00:00:03Z","type":"response_item","payload":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"I look."}]}}
        {"timestamp":"2026-01-02T00:00:03Z","type":"response_item","payload":{"type":"function_call","name":"exec_command","arguments":"{\"cmd\": \"ls\"}","call_id":"a"}}
        {"timestamp":"2026-01-02T00:00:03Z","type":"response_item","payload":{"type":"function_call","name":"shell","arguments":"{\"command\": [\"bash\",\"-lc\",\"false\"]}","call_id":"b"}}
        {"timestamp":"2026-01-02T00:00:03Z","type":"token_usage_record","payload":{"usage":{"input_tokens":1000,"cached_input_tokens":0,"output_tokens":50,"reasoning_output_tokens":20}}}
        {"timestamp":"2026-01-02T00:00:04Z","type":"response_item","payload":{"type":"function_call_output","call_id":"a","output":"Chunk ID: 4b\nWall time: 0.3 seconds\nProcess exited with code 0\nOutput:\nProcess exited with code 9\n"}}
        {"timestamp":"2026-01-02T00:00:04Z","type":"response_item","payload":{"type":"function_call_output","call_id":"b","output":"{\"output\":\"no\",\"metadata\":{\"exit_code\":1}}"}}
        {"timestamp":"2026-01-02T00:00:04Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":{"input_tokens":1000,"cached_input_tokens":0,"output_tokens":50},"last_token_usage":{"input_tokens":1000,"cached_input_tokens":0,"output_tokens":50}}}}
        {"timestamp":"2026-01-02T00:00:05Z","type":"response_item","payload":{"type":"custom_tool_call","name":"apply_patch","input":"*** Begin Patch","call_id":"c"}}
        {"timestamp":"2026-01-02T00:00:05Z","type":"token_usage_record","payload":{"usage":{"input_tokens":1200,"cached_input_tokens":900,"output_tokens":40}}}
        {"timestamp":"2026-01-02T00:00:06Z","type":"response_item","payload":{"type":"custom_tool_call_output","call_id":"c","output":"{\"output\":\"Success\",\"metadata\":{\"exit_code\":0}}"}}
        {"timestamp":"2026-01-02T00:00:06Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":{"input_tokens":2200,"cached_input_tokens":900,"output_tokens":90},"last_token_usage":{"input_tokens":1200,"cached_input_tokens":900,"output_tokens":40}}}}
        {"timestamp":"2026-01-02T00:00:07Z","type":"response_item","payload":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Done."}]}}
        {"timestamp":"2026-01-02T00:00:07Z","type":"token_usage_record","payload":{"usage":{"input_tokens":1300,"cached_input_tokens":1200,"output_tokens":5}}}
        {"timestamp":"2026-01-02T00:00:08Z","type":"event_msg","payload":{"type":"task_complete","last_agent_message":"Done."}}
        """;

    [Fact]
    public void Calls_of_one_response_share_a_turn_and_its_usage()
    {
        var run = One(Session);

        Assert.Equal(
            ("t-1", "codex", "0.169.0", "acme/large", "Make it", "task_complete"),
            (run.Id, run.Agent, run.AgentVersion, run.Model, run.Prompt, run.ExitStatus)
        );
        Assert.Equal(["ls", "false", null], run.Steps.Select(s => s.Calls[0].Command));
        Assert.Equal([0, 0, 1], run.Steps.Select(s => s.Turn));
        Assert.Equal(("I look.", "Hm."), (run.Steps[0].Message, run.Steps[0].Thought));
        Assert.Equal(
            [
                new Usage(1000, 50, 0, null, Estimated: false),
                Usage.None,
                new Usage(1200, 40, 900, null, Estimated: false),
            ],
            run.Steps.Select(s => s.Usage)
        );
        Assert.Equal(("Done.", 1300L), (run.Closing!.Message, run.Closing.Usage.InputTokens));
        Assert.Null(run.Outcome.Good);
    }

    [Fact]
    public void Exit_codes_come_from_the_programs_own_lines_and_never_from_the_output()
    {
        var calls = One(Session).Steps.Select(s => s.Calls[0]).ToList();

        Assert.Equal([0, 1, 0], calls.Select(c => c.ExitCode));
        Assert.Equal(["Process exited with code 9\n", "no", "Success"], calls.Select(c => c.Result));
    }

    [Fact]
    public void Running_totals_become_differences_and_repeated_rows_count_once()
    {
        // Older versions state a response's usage before its items, and the same total again with new rate limits.
        var rows = new List<string>
        {
            """{"timestamp":"2025-10-02T00:00:00Z","type":"session_meta","payload":{"id":"t-2","instructions":null}}""",
            Item("""{"type":"message","role":"user","content":[{"type":"input_text","text":"Go"}]}"""),
            Total(700, 10, lastInput: 700),
            Call("a"),
            Answer("a"),
            Call("b"),
            Answer("b"),
            Total(1500, 30, lastInput: 800),
            Total(1500, 30, lastInput: 800),
            Call("c"),
            Answer("c"),
            Total(1600, 31, lastInput: 100),
            Item("""{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Done."}]}"""),
        };
        var run = One(string.Join('\n', rows));

        Assert.Equal([0, 0, 1], run.Steps.Select(s => s.Turn));
        Assert.Equal([700, 0, 800], run.Steps.Select(s => s.Usage.InputTokens));
        Assert.Equal((100, 1), (run.Closing!.Usage.InputTokens, run.Closing.Usage.OutputTokens));
    }

    [Fact]
    public void The_first_total_of_a_fork_counts_only_its_own_response()
    {
        var rows = new[]
        {
            """{"timestamp":"2026-01-03T00:00:00Z","type":"session_meta","payload":{"id":"t-3","forked_from_id":"t-1"}}""",
            Call("a"),
            Total(9000, 300, lastInput: 1000),
            Answer("a"),
            """{"timestamp":"2026-01-03T00:00:00Z","type":"session_meta","payload":{"id":"t-1"}}""",
        };
        var run = One(string.Join('\n', rows));

        Assert.Equal(("t-3", 1000L), (run.Id, run.Steps[0].Usage.InputTokens));
    }

    [Fact]
    public void Rows_without_an_envelope_are_read_with_estimated_tokens()
    {
        var run = One(
            """
            {"id":"t-0","timestamp":"2025-06-01T00:00:00Z","instructions":null,"git":{}}
            {"record_type":"state"}
            {"type":"message","role":"user","content":[{"type":"input_text","text":"Go"}]}
            {"type":"local_shell_call","call_id":"a","status":"completed","action":{"type":"exec","command":["ls","-l"]}}
            {"type":"function_call_output","call_id":"a","output":{"content":"boom","success":false}}
            {"type":"function_call","name":"update_plan","arguments":"{}","call_id":"b"}
            {"type":"function_call_output","call_id":"b","output":"ok"}
            {"type":"message","role":"assistant","content":[{"type":"output_text","text":"Done."}]}
            """
        );

        Assert.Equal(("t-0", "Go", "Done."), (run.Id, run.Prompt, run.Closing!.Message));
        Assert.Equal([0, 1], run.Steps.Select(s => s.Turn));
        Assert.Equal(
            ("ls -l", true, "boom"),
            (run.Steps[0].Calls[0].Command, run.Steps[0].Calls[0].IsError, run.Steps[0].Calls[0].Result)
        );
        Assert.All(run.Steps, s => Assert.True(s.Usage.Estimated));
    }

    [Fact]
    public void A_session_that_was_cut_off_is_read_up_to_the_break()
    {
        using var folder = new SourceFolder();
        folder.Write("rollout.jsonl", Session[..Session.IndexOf("\"apply_patch\"", StringComparison.Ordinal)]);

        var items = folder.Import();

        Assert.Equal(15, Assert.Single(items.OfType<FileFailed>()).Line);
        var run = Assert.Single(items.OfType<RunFound>()).Run;
        Assert.Equal((2, "no_end_recorded"), (run.Steps.Count, run.ExitStatus));
    }

    private static string Item(string payload) =>
        $$"""{"timestamp":"2025-10-02T00:00:01Z","type":"response_item","payload":{{payload}}}""";

    private static string Call(string id) =>
        Item($$"""{"type":"function_call","name":"update_plan","arguments":"{}","call_id":"{{id}}"}""");

    private static string Answer(string id) =>
        Item($$"""{"type":"function_call_output","call_id":"{{id}}","output":"ok"}""");

    private static string Total(int input, int output, int lastInput)
    {
        var total = $$"""{"input_tokens":{{input}},"cached_input_tokens":0,"output_tokens":{{output}}}""";
        var last = $$"""{"input_tokens":{{lastInput}},"cached_input_tokens":0,"output_tokens":1}""";
        return """{"timestamp":"2025-10-02T00:00:01Z","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":"""
            + total
            + ",\"last_token_usage\":"
            + last
            + "}}}";
    }

    private static Run One(string text) => Assert.Single(SourceFolder.Runs(("rollout.jsonl", text)));
}
