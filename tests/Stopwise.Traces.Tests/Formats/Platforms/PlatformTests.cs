using Stopwise.Traces.Formats.Otlp;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Platforms;

/// <summary>Small exports made by hand after the platforms' documentation.</summary>
public class PlatformTests
{
    internal const string Langfuse = """
        {"id":"tr1","name":"my-agent","timestamp":"2026-01-01T00:00:00.000Z","sessionId":null,"release":"1.2",
         "scores":[{"name":"quality","value":0.7,"dataType":"NUMERIC"},{"name":"success","value":1,"dataType":"BOOLEAN"}],
         "observations":[
          {"id":"o4","traceId":"tr1","type":"GENERATION","name":"chat","parentObservationId":"o1","startTime":"2026-01-01T00:00:03Z","endTime":"2026-01-01T00:00:04Z","model":"m-1","input":[{"role":"user","content":"List files"}],"output":{"role":"assistant","content":"a.txt"},"usageDetails":{"input":30,"input_cached_tokens":50,"output":5,"total":85},"costDetails":{"total":0.002}},
          {"id":"o1","traceId":"tr1","type":"AGENT","name":"lister","startTime":"2026-01-01T00:00:00Z","endTime":"2026-01-01T00:00:05Z"},
          {"id":"o2","traceId":"tr1","type":"GENERATION","name":"chat","parentObservationId":"o1","startTime":"2026-01-01T00:00:01Z","endTime":"2026-01-01T00:00:02Z","model":"m-1","input":[{"role":"user","content":"List files"}],"output":{"role":"assistant","content":"I look.","tool_calls":[{"id":"c1","type":"function","function":{"name":"bash","arguments":"{\"command\":\"ls\"}"}}]},"usage":{"input":50,"output":7,"total":57,"unit":"TOKENS"}},
          {"id":"o3","traceId":"tr1","type":"TOOL","name":"bash","parentObservationId":"o1","startTime":"2026-01-01T00:00:02.5Z","endTime":"2026-01-01T00:00:02.7Z","input":{"command":"ls"},"output":"a.txt"},
          {"id":"o5","traceId":"tr1","type":"EVENT","name":"note","startTime":"2026-01-01T00:00:04Z"}]}
        """;

    internal const string LangSmith = """
        {"id":"root","trace_id":"root","parent_run_id":null,"run_type":"chain","name":"my-graph","start_time":"2026-01-01T00:00:00","end_time":"2026-01-01T00:00:05","inputs":{},"outputs":{},"session_id":"project-1","reference_example_id":"example-7","extra":{"metadata":{"thread_id":"th-1"}}}
        {"id":"l1","trace_id":"root","parent_run_id":"root","run_type":"llm","name":"ChatOpenAI","start_time":"2026-01-01T00:00:01","end_time":"2026-01-01T00:00:02","inputs":{"messages":[[{"lc":1,"type":"constructor","id":["langchain","schema","messages","SystemMessage"],"kwargs":{"content":"Be brief."}},{"lc":1,"type":"constructor","id":["langchain","schema","messages","HumanMessage"],"kwargs":{"content":"List files","type":"human"}}]]},"outputs":{"generations":[[{"text":"I look.","message":{"lc":1,"type":"constructor","id":["langchain","schema","messages","AIMessage"],"kwargs":{"content":"I look.","tool_calls":[{"name":"bash","args":{"command":"ls"},"id":"c1","type":"tool_call"}],"usage_metadata":{"input_tokens":50,"output_tokens":7,"total_tokens":57,"input_token_details":{"cache_read":20}}}}}]],"llm_output":null},"extra":{"metadata":{"ls_model_name":"m-1"}},"total_cost":"0.5"}
        {"id":"t1","trace_id":"root","parent_run_id":"root","run_type":"tool","name":"bash","start_time":"2026-01-01T00:00:02.2","end_time":"2026-01-01T00:00:02.9","inputs":{"input":"{'command': 'ls'}"},"outputs":{"output":{"content":"a.txt","type":"tool","tool_call_id":"c1","status":"success"}}}
        {"id":"l2","trace_id":"root","parent_run_id":"root","run_type":"llm","name":"ChatOpenAI","start_time":"2026-01-01T00:00:03","end_time":"2026-01-01T00:00:04","inputs":{"messages":[[{"type":"human","content":"List files"},{"type":"ai","content":"I look.","tool_calls":[{"name":"bash","args":{"command":"ls"},"id":"c1"}]},{"type":"tool","content":"a.txt","tool_call_id":"c1"}]]},"outputs":{"generations":[[{"text":"a.txt","message":{"type":"ai","content":"a.txt"}}]]},"prompt_tokens":80,"completion_tokens":5,"total_tokens":85}
        """;

    internal const string LangGraph = """
        [
         {"values":{"messages":[{"type":"human","content":"List files","id":"h1"},{"type":"ai","content":"I look.","id":"a1","tool_calls":[{"name":"bash","args":{"command":"ls"},"id":"c1"}],"usage_metadata":{"input_tokens":50,"output_tokens":7,"total_tokens":57},"response_metadata":{"model_name":"m-1"}},{"type":"tool","content":"a.txt","tool_call_id":"c1","id":"t1"},{"type":"ai","content":"a.txt","id":"a2"}]},"next":[],"config":{"configurable":{"thread_id":"th-9","checkpoint_id":"3"}},"created_at":"2026-01-01T00:00:03+00:00","metadata":{"step":3}},
         {"values":{"messages":[{"type":"human","content":"List files","id":"h1"},{"type":"ai","content":"I look.","id":"a1","tool_calls":[{"name":"bash","args":{"command":"ls"},"id":"c1"}],"usage_metadata":{"input_tokens":50,"output_tokens":7,"total_tokens":57}}]},"next":["tools"],"config":{"configurable":{"thread_id":"th-9","checkpoint_id":"2"}},"created_at":"2026-01-01T00:00:02+00:00","metadata":{"step":1}},
         {"values":{"messages":[]},"next":["agent"],"config":{"configurable":{"thread_id":"th-9","checkpoint_id":"1"}},"created_at":"2026-01-01T00:00:01+00:00","metadata":{"step":-1}}
        ]
        """;

    [Theory]
    [InlineData("document")]
    [InlineData("line")]
    [InlineData("page")]
    public void A_langfuse_trace_is_a_run_with_its_true_or_false_score(string shape)
    {
        var line = Langfuse.ReplaceLineEndings(" ");
        var run = Read(
            shape switch
            {
                "line" => line,
                "page" => "{\"data\":[" + Langfuse + "],\"meta\":{\"page\":1}}",
                _ => Langfuse,
            }
        );

        IsTheListing(run);
        run.ShouldSatisfyAllConditions(
            () => (run.Id, run.Format, run.Agent, run.Model).ShouldBe(("tr1", "langfuse", "lister", "m-1")),
            () => run.Outcome.Good.ShouldBe(true),
            () => run.Steps[1].Usage.ShouldBe(new Usage(80, 5, 50, 0.002m, Estimated: false))
        );
    }

    [Fact]
    public void A_langfuse_score_that_could_mean_anything_is_no_outcome() =>
        Read(Langfuse.Replace("\"success\"", "\"helpfulness\"", StringComparison.Ordinal)).Outcome.Good.ShouldBeNull();

    [Fact]
    public void Langfuse_observations_without_their_trace_are_a_run()
    {
        using var whole = System.Text.Json.JsonDocument.Parse(Langfuse);
        var rows = whole
            .RootElement.GetProperty("observations")
            .EnumerateArray()
            .Where(o => o.TryGetProperty("parentObservationId", out _));

        IsTheListing(Read(string.Join('\n', rows.Select(o => o.GetRawText().ReplaceLineEndings(" ")))));
    }

    [Fact]
    public void Langsmith_runs_of_a_thread_are_a_run_on_the_example_they_were_made_for()
    {
        var run = Read(LangSmith);

        IsTheListing(run);
        run.ShouldSatisfyAllConditions(
            () => (run.Id, run.TaskId, run.Agent, run.Model).ShouldBe(("th-1", "example-7", "my-graph", "m-1")),
            () => run.Steps[0].Usage.ShouldBe(new Usage(50, 7, 20, 0.5m, Estimated: false)),
            () => run.Steps[1].Usage.InputTokens.ShouldBe(80)
        );
    }

    [Fact]
    public void A_langgraph_history_is_told_in_order_and_each_message_once()
    {
        var run = Read(LangGraph);

        IsTheListing(run);
        run.ShouldSatisfyAllConditions(
            () => (run.Id, run.Model).ShouldBe(("th-9", "m-1")),
            () => run.Steps[0].Usage.ShouldBe(new Usage(50, 7, null, null, Estimated: false)),
            () => run.Steps[1].Usage.Estimated.ShouldBeTrue(),
            () => run.Steps[0].At.ShouldBe(new DateTimeOffset(2026, 1, 1, 0, 0, 2, TimeSpan.Zero))
        );
    }

    [Fact]
    public void Messages_that_a_graph_has_trimmed_away_are_taken_from_earlier_states()
    {
        var trimmed = LangGraph.Replace(
            """{"type":"human","content":"List files","id":"h1"},{"type":"ai","content":"I look.","id":"a1","tool_calls":[{"name":"bash","args":{"command":"ls"},"id":"c1"}],"usage_metadata":{"input_tokens":50,"output_tokens":7,"total_tokens":57},"response_metadata":{"model_name":"m-1"}},""",
            "",
            StringComparison.Ordinal
        );

        trimmed.Length.ShouldBeLessThan(LangGraph.Length);
        IsTheListing(Read(trimmed));
    }

    private static void IsTheListing(Run run) =>
        run.ShouldSatisfyAllConditions(
            () => run.Prompt.ShouldBe("List files"),
            () => run.Steps.Select(s => s.Message).ShouldBe(["I look.", "a.txt"]),
            () =>
                run.Steps[0]
                    .Calls.Single()
                    .ShouldSatisfyAllConditions(c =>
                        (c.Id, c.Name, c.Command, c.Result).ShouldBe(("c1", "bash", "ls", "a.txt"))
                    ),
            () => run.Steps[0].Usage.InputTokens.ShouldBe(50),
            () => run.Steps[1].Calls.ShouldBeEmpty()
        );

    private static Run Read(string text)
    {
        using var folder = new SourceFolder();
        folder.Write("export.json", text);
        var items = folder.Import();
        items.OfType<FileFailed>().ShouldBeEmpty();
        items.OfType<FileIgnored>().ShouldBeEmpty();
        return items.Runs().ShouldHaveSingleItem();
    }
}
