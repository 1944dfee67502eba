using Stopwise.Traces.Formats.Otlp;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.RequestLogs;

public class RequestLogTests
{
    internal const string ChatLog = """
        {"timestamp":"2026-01-01T00:00:01Z","request":{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"List files"}]},"response":{"id":"r1","model":"m-1","choices":[{"message":{"role":"assistant","content":"I look.","tool_calls":[{"id":"c1","type":"function","function":{"name":"bash","arguments":"{\"command\":\"ls\"}"}}]}}],"usage":{"prompt_tokens":50,"completion_tokens":7,"prompt_tokens_details":{"cached_tokens":20}}}}
        {"timestamp":"2026-01-01T00:00:02Z","request":{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"List files"}]},"response":{"id":"r2","choices":[{"message":{"role":"assistant","content":"Other run."}}]}}
        {"timestamp":"2026-01-01T00:00:03Z","request":{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"List files"},{"role":"assistant","content":"I look.","tool_calls":[{"id":"c1","type":"function","function":{"name":"bash","arguments":"{\"command\": \"ls\"}"}}]},{"role":"tool","tool_call_id":"c1","content":"a.txt"}]},"response":{"id":"r3","choices":[{"message":{"role":"assistant","content":"a.txt it is."}}],"usage":{"prompt_tokens":80,"completion_tokens":5}}}
        {"timestamp":"2026-01-01T00:00:04Z","request":{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"List files"},{"role":"assistant","content":"Other run."},{"role":"user","content":"Go on"}]},"response":{"id":"r4","choices":[{"message":{"role":"assistant","content":"Done."}}]}}
        """;

    [Fact]
    public void Chat_completions_chain_by_what_was_said_before_though_two_runs_begin_alike()
    {
        var runs = Read(ChatLog);

        runs.Select(r => (r.Id, r.Steps.Count)).ShouldBe([("r1", 2), ("r2", 2)]);
        runs[0]
            .ShouldSatisfyAllConditions(
                r => r.Prompt.ShouldBe("List files"),
                r => r.Model.ShouldBe("m-1"),
                r => r.Steps[0].Usage.ShouldBe(new Usage(50, 7, 20, null, Estimated: false)),
                r => (r.Steps[0].Calls[0].Command, r.Steps[0].Calls[0].Result).ShouldBe(("ls", "a.txt"))
            );
        runs[1].Steps[0].Reply.ShouldBe("Go on");
        runs[1].Steps.ShouldAllBe(s => s.Usage.Estimated);
    }

    [Fact]
    public void Anthropic_calls_of_a_session_are_one_run_with_sub_agents()
    {
        const string Log = """
            {"ts":1767225601,"body":{"model":"claude","system":[{"type":"text","text":"S"}],"metadata":{"user_id":"user_a_account__session_77"},"messages":[{"role":"user","content":"Mend it"}]},"response":{"id":"m1","type":"message","role":"assistant","content":[{"type":"thinking","thinking":"Hm."},{"type":"text","text":"I ask."},{"type":"tool_use","id":"t1","name":"Task","input":{"prompt":"Look for the cause","description":"d"}}],"usage":{"input_tokens":10,"cache_read_input_tokens":90,"cache_creation_input_tokens":5,"output_tokens":8}}}
            {"ts":1767225602,"body":{"model":"claude","metadata":{"user_id":"user_a_account__session_77"},"messages":[{"role":"user","content":[{"type":"text","text":"Look for the cause"}]}]},"response":{"id":"m2","role":"assistant","content":[{"type":"text","text":"It is x."}],"usage":{"input_tokens":4,"output_tokens":2}}}
            {"ts":1767225603,"body":{"model":"claude","metadata":{"user_id":"user_a_account__session_77"},"messages":[{"role":"user","content":"Mend it"},{"role":"assistant","content":[{"type":"text","text":"I ask."},{"type":"tool_use","id":"t1","name":"Task","input":{"prompt":"Look for the cause","description":"d"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"It is x."}]}]}]},"response":{"id":"m3","role":"assistant","content":[{"type":"text","text":"Done."}],"usage":{"input_tokens":120,"output_tokens":3}}}
            """;

        var run = Read(Log).Single();

        run.Id.ShouldBe("77");
        run.Steps.Select(s => s.ParentCallId).ShouldBe([null, "t1", null]);
        run.Steps[0]
            .ShouldSatisfyAllConditions(
                s => s.Usage.ShouldBe(new Usage(105, 8, 90, null, Estimated: false)),
                s => (s.Thought, s.Message).ShouldBe(("Hm.", "I ask.")),
                s => s.Calls.Single().Result.ShouldBe("It is x.")
            );
    }

    [Fact]
    public void Responses_that_continue_one_another_are_one_run()
    {
        const string Log = """
            {"request":{"model":"o","instructions":"Be brief.","input":"List files"},"response":{"id":"resp_1","created_at":1767225601,"output":[{"type":"reasoning","summary":[{"type":"summary_text","text":"Hm."}]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"I look."}]},{"type":"function_call","call_id":"c1","id":"fc_1","name":"shell","arguments":"{\"command\":\"ls\"}"}],"usage":{"input_tokens":50,"output_tokens":7,"input_tokens_details":{"cached_tokens":0},"total_tokens":57}}}
            {"request":{"model":"o","previous_response_id":"resp_1","input":[{"type":"function_call_output","call_id":"c1","output":"a.txt"}]},"response":{"id":"resp_2","created_at":1767225602,"output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a.txt"}]}],"usage":{"input_tokens":60,"output_tokens":2}}}
            """;

        var run = Read(Log).Single();

        run.Steps.Count.ShouldBe(2);
        run.Steps[0]
            .ShouldSatisfyAllConditions(
                s => (s.Thought, s.Message).ShouldBe(("Hm.", "I look.")),
                s =>
                    (s.Calls.Single().Id, s.Calls.Single().Command, s.Calls.Single().Result).ShouldBe(
                        ("c1", "ls", "a.txt")
                    )
            );
    }

    [Fact]
    public void Streamed_answers_are_put_together()
    {
        const string Log = """
            {"request":{"model":"m","messages":[{"role":"user","content":"A"}]},"response":"data: {\"id\":\"x1\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"I \"}}]}\n\ndata: {\"id\":\"x1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"look.\",\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"function\":{\"name\":\"bash\",\"arguments\":\"{\\\"comm\"}}]}}]}\n\ndata: {\"id\":\"x1\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"and\\\":\\\"ls\\\"}\"}}]}}]}\n\ndata: {\"id\":\"x1\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\ndata: [DONE]\n"}
            {"request":{"model":"claude","messages":[{"role":"user","content":"B"}]},"response":{"status_code":200,"body":"event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"x2\",\"model\":\"claude-1\",\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":7,\"output_tokens\":1}}}\n\nevent: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi.\"}}\n\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"Read\",\"input\":{}}}\n\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"path\\\":\\\"a\\\"}\"}}\n\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":12}}\n\n"}}
            {"request":{"model":"o","input":"C"},"response":"event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"x3\",\"output\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Yes.\"}]}],\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}\n\n"}
            """;

        var steps = Read(Log).Select(r => (r.Id, Step: r.Steps.Single())).ToDictionary(r => r.Id, r => r.Step);

        steps["x1"]
            .ShouldSatisfyAllConditions(
                s => s.Message.ShouldBe("I look."),
                s => s.Calls.Single().Command.ShouldBe("ls"),
                s => s.Usage.InputTokens.ShouldBe(9)
            );
        steps["x2"]
            .ShouldSatisfyAllConditions(
                s => s.Message.ShouldBe("Hi."),
                s => s.Calls.Single().Arguments.ShouldBe("""{"path":"a"}"""),
                s => s.Usage.ShouldBe(new Usage(10, 12, 7, null, Estimated: false))
            );
        steps["x3"].Message.ShouldBe("Yes.");
    }

    [Fact]
    public void Batch_answers_find_their_questions_in_the_other_file()
    {
        using var folder = new SourceFolder();
        folder.Write(
            "input.jsonl",
            """{"custom_id":"q1","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"One?"}]}}"""
        );
        folder.Write(
            "output.jsonl",
            """{"id":"b1","custom_id":"q1","response":{"status_code":200,"body":{"id":"z1","model":"m-1","choices":[{"message":{"role":"assistant","content":"Two."}}],"usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6}}},"error":null}"""
        );

        var run = folder.Import().Runs().Single();

        (run.Prompt, run.Steps.Single().Message, run.Steps[0].Usage.InputTokens).ShouldBe(("One?", "Two.", 4L));
    }

    [Fact]
    public void Questions_without_an_answer_are_counted()
    {
        using var folder = new SourceFolder();
        folder.Write(
            "input.jsonl",
            """{"custom_id":"q1","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"One?"}]}}"""
        );

        folder
            .Import()
            .ShouldHaveSingleItem()
            .ShouldBeOfType<FileIgnored>()
            .Reason.ShouldStartWith("1 of the questions");
    }

    [Fact]
    public void A_log_whose_first_row_was_cut_by_rotation_keeps_the_others()
    {
        using var folder = new SourceFolder();
        folder.Write("log.jsonl", "{\"request\":{\"mess\n" + ChatLog);

        var items = folder.Import();

        items.Runs().Count.ShouldBe(2);
        items.OfType<FileFailed>().Single().Line.ShouldBe(1);
    }

    [Fact]
    public void Rows_of_a_proxy_with_messages_beside_the_response_carry_their_cost()
    {
        const string Log = """
            {"id":"L1","call_type":"acompletion","trace_id":"T1","model":"m","messages":[{"role":"user","content":"Hi"}],"response":{"id":"L1","choices":[{"message":{"role":"assistant","content":"Hello."}}],"usage":{"prompt_tokens":3,"completion_tokens":2}},"response_cost":0.25,"startTime":1767225601.5,"endTime":1767225602.5,"status":"success"}
            {"id":"L1","call_type":"acompletion","trace_id":"T1","model":"m","messages":[{"role":"user","content":"Hi"}],"response":{"id":"L1","choices":[{"message":{"role":"assistant","content":"Hello."}}],"usage":{"prompt_tokens":3,"completion_tokens":2}},"response_cost":0.25,"startTime":1767225601.5,"endTime":1767225602.5,"status":"success"}
            """;

        var run = Read(Log).Single();

        run.Id.ShouldBe("T1");
        run.Steps.Single().Usage.ShouldBe(new Usage(3, 2, null, 0.25m, Estimated: false));
    }

    [Fact]
    public void A_trace_that_begins_anew_with_each_call_does_not_cut_a_run()
    {
        var lines = ChatLog
            .Split('\n')
            .Select(
                (line, i) =>
                    line.Replace("{\"timestamp\"", $"{{\"trace_id\":\"T{i}\",\"timestamp\"", StringComparison.Ordinal)
            );

        Read(string.Join('\n', lines)).Select(r => (r.Id, r.Steps.Count)).ShouldBe([("r1", 2), ("r2", 2)]);
    }

    [Fact]
    public void A_broken_row_costs_only_itself()
    {
        using var folder = new SourceFolder();
        folder.Write("log.jsonl", ChatLog + "\n{\"request\":{\"mess");

        var items = folder.Import();

        items.Runs().Count.ShouldBe(2);
        items.OfType<FileFailed>().Single().Line.ShouldBe(5);
    }

    [Fact]
    public void Reading_what_was_kept_gives_the_same_run()
    {
        using var folder = new SourceFolder();
        folder.Write("log.jsonl", ChatLog);
        var found = folder.Import().OfType<RunFound>().First();

        var again = Read(System.Text.Encoding.UTF8.GetString(found.Originals.Single().Content.Span)).Single();

        (again.Id, again.Steps.Count, again.Steps[0].Calls[0].Result).ShouldBe(("r1", 2, "a.txt"));
    }

    private static List<Run> Read(string log)
    {
        using var folder = new SourceFolder();
        folder.Write("log.jsonl", log);
        var items = folder.Import();
        items.OfType<FileFailed>().ShouldBeEmpty();
        return items.Runs();
    }
}
