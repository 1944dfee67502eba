using Stopwise.Traces.Runs;
using static Stopwise.Traces.Formats.Otlp.SpanMaker;

namespace Stopwise.Traces.Formats.Otlp;

public class OtlpTests
{
    private const string Asked = """[{"role":"user","parts":[{"type":"text","content":"What files are here?"}]}]""";

    private const string Told =
        """[{"role":"assistant","parts":[{"type":"text","content":"I look."},{"type":"tool_call","id":"call_1","name":"bash","arguments":{"command":"ls"}}]}]""";

    private const string AskedAgain =
        """[{"role":"user","parts":[{"type":"text","content":"What files are here?"}]},{"role":"assistant","parts":[{"type":"text","content":"I look."},{"type":"tool_call","id":"call_1","name":"bash","arguments":{"command":"ls"}}]},{"role":"tool","parts":[{"type":"tool_call_response","id":"call_1","response":"a.txt"}]}]""";

    private const string ToldAgain = """[{"role":"assistant","parts":[{"type":"text","content":"There is a.txt."}]}]""";

    [Fact]
    public void Messages_of_the_newer_convention_become_steps()
    {
        var run = One(
            Request(Chat(2, 1, Asked, Told, 50), Chat(4, 3, AskedAgain, ToldAgain, 100), Span(1, 0, "agent run", 0))
        );

        IsTheListing(run);
        run.ShouldSatisfyAllConditions(
            () => run.Id.ShouldBe(Trace),
            () => run.Format.ShouldBe("otlp"),
            () => run.Agent.ShouldBe("my-agent"),
            () => run.Model.ShouldBe("gpt-4o-mini-2024-07-18")
        );
    }

    [Fact]
    public void OpenInference_attributes_become_steps()
    {
        const string In = "llm.input_messages.";
        const string Out = "llm.output_messages.0.message.";
        const string Call = "tool_calls.0.tool_call.";
        var first = Span(
            2,
            1,
            "OpenAI Chat Completions",
            1,
            ("openinference.span.kind", "LLM"),
            ("llm.model_name", "gpt-4o-mini"),
            (In + "0.message.role", "user"),
            (In + "0.message.content", "What files are here?"),
            (Out + "role", "assistant"),
            (Out + "content", "I look."),
            (Out + Call + "id", "call_1"),
            (Out + Call + "function.name", "bash"),
            (Out + Call + "function.arguments", """{"command":"ls"}"""),
            ("llm.token_count.prompt", 50),
            ("llm.token_count.completion", 7)
        );
        var tool = Span(
            3,
            1,
            "bash",
            2,
            ("openinference.span.kind", "TOOL"),
            ("tool.name", "bash"),
            ("input.value", """{"command":"ls"}"""),
            ("output.value", "a.txt")
        );
        var second = Span(
            4,
            1,
            "OpenAI Chat Completions",
            3,
            ("openinference.span.kind", "LLM"),
            (In + "0.message.role", "user"),
            (In + "0.message.content", "What files are here?"),
            (In + "1.message.role", "assistant"),
            (In + "1.message.contents.0.message_content.type", "text"),
            (In + "1.message.contents.0.message_content.text", "I look."),
            (In + "1.message." + Call + "id", "call_1"),
            (In + "1.message." + Call + "function.name", "bash"),
            (In + "2.message.role", "tool"),
            (In + "2.message.tool_call_id", "call_1"),
            (In + "2.message.content", "a.txt"),
            (Out + "role", "assistant"),
            (Out + "content", "There is a.txt."),
            ("llm.token_count.prompt", 100),
            ("llm.token_count.completion", 7)
        );

        IsTheListing(One(Request(second, tool, first)));
    }

    [Fact]
    public void OpenLLMetry_attributes_become_steps_with_results_of_tool_spans()
    {
        var first = Span(
            2,
            1,
            "openai.chat",
            1,
            ("llm.request.type", "chat"),
            ("gen_ai.request.model", "gpt-4o-mini"),
            ("gen_ai.prompt.0.role", "user"),
            ("gen_ai.prompt.0.content", """[{"type":"text","text":"What files are here?"}]"""),
            ("gen_ai.completion.0.role", "assistant"),
            ("gen_ai.completion.0.content", "I look."),
            ("gen_ai.completion.0.finish_reason", "tool_calls"),
            ("gen_ai.completion.0.tool_calls.0.id", "call_1"),
            ("gen_ai.completion.0.tool_calls.0.name", "bash"),
            ("gen_ai.completion.0.tool_calls.0.arguments", """{"command":"ls"}"""),
            ("gen_ai.usage.prompt_tokens", 50),
            ("llm.usage.total_tokens", 57)
        );
        var tool = Span(
            3,
            1,
            "bash.tool",
            2,
            ("traceloop.span.kind", "tool"),
            ("traceloop.entity.name", "bash"),
            ("traceloop.entity.input", """{"command":"ls"}"""),
            ("traceloop.entity.output", "a.txt")
        );
        var second = Span(
            4,
            1,
            "openai.chat",
            3,
            ("llm.request.type", "chat"),
            ("gen_ai.completion.0.role", "assistant"),
            ("gen_ai.completion.0.content", "There is a.txt."),
            ("gen_ai.usage.input_tokens", 100),
            ("gen_ai.usage.output_tokens", 7)
        );

        IsTheListing(One(Request(first, tool, second)));
    }

    [Fact]
    public void Events_of_the_older_convention_become_steps()
    {
        var first = Span(
                2,
                1,
                "chat gpt-4o-mini",
                1,
                ("gen_ai.operation.name", "chat"),
                ("gen_ai.usage.prompt_tokens", 50),
                ("gen_ai.usage.completion_tokens", 7)
            )
            .Saying("gen_ai.user.message", ("content", "What files are here?"))
            .Saying(
                "gen_ai.choice",
                ("index", 0),
                (
                    "message",
                    """{"role":"assistant","content":"I look.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"bash","arguments":"{\"command\":\"ls\"}"}}]}"""
                )
            );
        var second = Span(
                4,
                1,
                "chat gpt-4o-mini",
                3,
                ("gen_ai.operation.name", "chat"),
                ("gen_ai.usage.prompt_tokens", 100),
                ("gen_ai.usage.completion_tokens", 7)
            )
            .Saying("gen_ai.user.message", ("content", "What files are here?"))
            .Saying(
                "gen_ai.assistant.message",
                ("content", "I look."),
                ("tool_calls", """[{"id":"call_1","function":{"name":"bash","arguments":"{}"}}]""")
            )
            .Saying("gen_ai.tool.message", ("id", "call_1"), ("content", "a.txt"))
            .Saying(
                "gen_ai.choice",
                ("index", 0),
                ("gen_ai.event.content", """{"message":{"content":"There is a.txt."}}""")
            );

        IsTheListing(One(Request(first, second)));
    }

    [Fact]
    public void Events_in_one_attribute_become_steps()
    {
        const string First = """
            [{"event.name":"gen_ai.user.message","role":"user","content":"What files are here?"},
             {"event.name":"gen_ai.choice","index":0,"message":{"role":"assistant","content":"I look.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"bash","arguments":{"command":"ls"}}}]}}]
            """;
        const string Second = """
            [{"event.name":"gen_ai.user.message","role":"user","content":"What files are here?"},
             {"event.name":"gen_ai.assistant.message","role":"assistant","content":"I look.","tool_calls":[{"id":"call_1","type":"function","function":{"name":"bash","arguments":{"command":"ls"}}}]},
             {"event.name":"gen_ai.tool.message","role":"tool","id":"call_1","content":"a.txt"},
             {"event.name":"gen_ai.choice","index":0,"message":{"role":"assistant","content":"There is a.txt."}}]
            """;

        IsTheListing(
            One(Request(Chat(2, 1, null, null, 50, ("events", First)), Chat(4, 3, null, null, 100, ("events", Second))))
        );
    }

    [Fact]
    public void Events_with_blocks_in_their_text_become_steps()
    {
        var first = Chat(2, 1, null, null, 50)
            .Saying("gen_ai.user.message", ("content", """[{"text":"What files are here?"}]"""))
            .Saying(
                "gen_ai.choice",
                (
                    "message",
                    """[{"text":"I look."},{"toolUse":{"toolUseId":"call_1","name":"bash","input":{"command":"ls"}}}]"""
                )
            );
        var second = Chat(4, 3, null, null, 100)
            .Saying("gen_ai.user.message", ("content", """[{"text":"What files are here?"}]"""))
            .Saying(
                "gen_ai.assistant.message",
                (
                    "content",
                    """[{"text":"I look."},{"toolUse":{"toolUseId":"call_1","name":"bash","input":{"command":"ls"}}}]"""
                )
            )
            .Saying(
                "gen_ai.tool.message",
                (
                    "content",
                    """[{"toolResult":{"toolUseId":"call_1","status":"success","content":[{"text":"a.txt"}]}}]"""
                )
            )
            .Saying("gen_ai.choice", ("message", """[{"text":"There is a.txt."}]"""));

        IsTheListing(One(Request(first, second)));
    }

    [Fact]
    public void A_file_without_a_span_is_ignored_with_a_reason() =>
        Read(("logs.json", Bytes("""{"resourceLogs":[]}""")))
            .ShouldHaveSingleItem()
            .ShouldBeOfType<FileIgnored>()
            .Reason.ShouldContain("no span");

    [Fact]
    public void Log_records_that_name_a_span_tell_its_messages()
    {
        var spans = Request(
            Span(
                2,
                0,
                "chat x",
                1,
                ("gen_ai.operation.name", "chat"),
                ("gen_ai.usage.input_tokens", 5),
                ("gen_ai.usage.output_tokens", 2)
            )
        );
        var logs = """
            {"resourceLogs":[{"scopeLogs":[{"logRecords":[
              {"traceId":"TRACE","spanId":"0000000000000002","eventName":"gen_ai.user.message","body":{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"Hello"}}]}}},
              {"traceId":"TRACE","spanId":"0000000000000002","eventName":"gen_ai.choice","body":{"kvlistValue":{"values":[{"key":"message","value":{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"Hi."}}]}}}]}}}
            ]}]}]}
            """.Replace("TRACE", Trace, StringComparison.Ordinal).ReplaceLineEndings(" ");

        var run = One(spans + "\n" + logs);

        (run.Prompt, run.Steps[0].Message).ShouldBe(("Hello", "Hi."));
    }

    [Fact]
    public void Without_recorded_messages_tools_are_matched_by_parent_and_time()
    {
        var run = One(
            Request(
                Span(
                    1,
                    0,
                    "invoke_agent",
                    0,
                    ("gen_ai.operation.name", "invoke_agent"),
                    ("gen_ai.agent.name", "helper"),
                    ("gen_ai.usage.input_tokens", 150)
                ),
                Chat(2, 1, null, null, 50),
                Span(
                        3,
                        1,
                        "execute_tool bash",
                        2,
                        ("gen_ai.operation.name", "execute_tool"),
                        ("gen_ai.tool.name", "bash"),
                        ("gen_ai.tool.call.id", "call_1"),
                        ("gen_ai.tool.call.result", "no")
                    )
                    .Failing(),
                Chat(4, 3, null, null, 100)
            )
        );

        run.Agent.ShouldBe("helper");
        run.Steps.Count.ShouldBe(2);
        run.Steps[0]
            .Calls.Single()
            .ShouldSatisfyAllConditions(c =>
                (c.Id, c.Name, c.Result, c.IsError).ShouldBe(("call_1", "bash", "no", true))
            );
        run.Steps.Sum(s => s.Usage.InputTokens).ShouldBe(150);
    }

    [Fact]
    public void What_runs_below_a_tool_is_a_sub_agent_of_its_call()
    {
        const string Delegates =
            """[{"role":"assistant","parts":[{"type":"tool_call","id":"call_9","name":"research","arguments":{"topic":"x"}}]}]""";
        var run = One(
            Request(
                Chat(2, 1, Asked, Delegates, 50),
                Span(
                    3,
                    1,
                    "execute_tool research",
                    2,
                    ("gen_ai.operation.name", "execute_tool"),
                    ("gen_ai.tool.name", "research"),
                    ("gen_ai.tool.call.id", "call_9"),
                    ("gen_ai.tool.call.result", "found")
                ),
                Span(5, 3, "invoke_agent researcher", 3, ("gen_ai.operation.name", "invoke_agent")),
                Chat(
                    6,
                    4,
                    """[{"role":"user","parts":[{"type":"text","content":"Research x"}]}]""",
                    Told,
                    20,
                    parent: 5
                ),
                Chat(7, 6, null, ToldAgain, 60)
            )
        );

        run.Steps.Select(s => s.ParentCallId).ShouldBe([null, "call_9", null]);
        run.Steps[0].Calls.Single().Result.ShouldBe("found");
        run.Prompt.ShouldBe("What files are here?");
    }

    [Fact]
    public void A_call_is_counted_once_however_often_it_is_told()
    {
        var outer = Span(
            2,
            1,
            "ChatOpenAI",
            1,
            ("openinference.span.kind", "LLM"),
            ("llm.output_messages.0.message.role", "assistant"),
            ("llm.output_messages.0.message.content", "Hi.")
        );
        var inner = Chat(3, 1, Asked, null, 50, parent: 2);
        var run = One(Request(outer, inner) + "\n" + Request(inner) + "\n" + Request(outer, inner));

        run.Steps.Single().ShouldSatisfyAllConditions(s => (s.Message, s.Usage.InputTokens).ShouldBe(("Hi.", 50L)));
        run.Prompt.ShouldBe("What files are here?");
    }

    [Fact]
    public void A_failed_call_that_is_tried_again_is_no_step()
    {
        var failed = Span(2, 1, "chat x", 1, ("gen_ai.operation.name", "chat"), ("gen_ai.input.messages", Asked))
            .Failing();

        One(Request(failed, Chat(3, 2, Asked, Told, 50))).Steps.Count.ShouldBe(1);
    }

    [Fact]
    public void Traces_of_one_conversation_are_one_run_even_in_two_files()
    {
        var first = Chat(2, 1, Asked, Told, 50, ("gen_ai.conversation.id", "conv-1"));
        var second = Chat(4, 9, AskedAgain, ToldAgain, 100, ("gen_ai.conversation.id", "conv-1"))
            .In("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");

        var run = Read(("a.json", Bytes(Request(first))), ("b.json", Bytes(Request(second)))).Runs().Single();

        run.Id.ShouldBe("conv-1");
        IsTheListing(run);
    }

    [Fact]
    public void A_protobuf_dump_of_a_real_exporter_is_read_in_every_framing()
    {
        var dump = Convert.FromBase64String(GenuineDump);
        byte[] fourBytes = [0, 0, (byte)(dump.Length >> 8), (byte)dump.Length, .. dump];
        byte[] varint = [(byte)(0x80 | (dump.Length & 0x7f)), (byte)(dump.Length >> 7), .. dump];
        foreach (var framed in new[] { dump, fourBytes, varint, [.. fourBytes, .. fourBytes] })
        {
            var run = Read(("traces.pb", framed)).Runs().Single();

            run.Steps.Select(s => s.Usage.InputTokens).ShouldBe([50, 100]);
            run.Steps[0].Calls.Single().Name.ShouldBe("bash");
            run.Model.ShouldBe("gpt-4o-mini-2024-07-18");
        }
    }

    [Fact]
    public void A_protobuf_dump_that_breaks_off_gives_its_spans_and_a_failure()
    {
        var items = Read(("traces.pb", Convert.FromBase64String(GenuineDump)[..^40]));

        items.Runs().Single().Steps.Count.ShouldBe(2);
        items.OfType<FileFailed>().Single().Reason.ShouldContain("cut off");
    }

    [Fact]
    public void Reading_what_was_kept_of_a_run_gives_the_run_again()
    {
        var found = Read(
                ("a.json", Bytes(Request(Chat(2, 1, Asked, Told, 50), Chat(4, 3, AskedAgain, ToldAgain, 100))))
            )
            .OfType<RunFound>()
            .Single();

        var again = Read(("a.json", found.Originals.Single().Content.ToArray())).OfType<RunFound>().Single();

        again.Originals.Single().Content.ToArray().ShouldBe(found.Originals.Single().Content.ToArray());
        IsTheListing(again.Run);
    }

    [Fact]
    public void Traces_without_a_model_and_broken_lines_are_told_apart_from_runs()
    {
        var items = Read(
            (
                "a.jsonl",
                Bytes(
                    Request(Span(1, 0, "GET /", 0))
                        + "\n"
                        + Request(Chat(2, 1, Asked, Told, 50).In("b0b0"))
                        + "\n{\"resourceSpans\":[{"
                )
            )
        );

        items.Runs().Count.ShouldBe(1);
        items.OfType<FileIgnored>().Single().Reason.ShouldContain("no call of a model");
        items.OfType<FileFailed>().Single().Line.ShouldBe(3);
    }

    [Fact]
    public void Hostile_spans_do_no_harm()
    {
        var self = Span(
            2,
            2,
            "chat",
            1,
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.usage.input_tokens", 5),
            ("gen_ai.usage.output_tokens", 1)
        );
        var circle = Chat(3, 2, null, null, 5, parent: 4);
        var other = Chat(4, 3, null, null, 5, parent: 3);
        var odd = Span(
            5,
            0,
            "chat",
            1,
            (new string('k', 100_000), "v"),
            ("gen_ai.prompt.99999999999.role", "user"),
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.input.messages", new string('[', 5_000))
        );

        Should.NotThrow(() => Read(("a.json", Bytes(Request(self, circle, other, odd)))).Runs().Count.ShouldBe(1));
    }

    private static System.Text.Json.Nodes.JsonObject Chat(
        int id,
        int second,
        string? input,
        string? output,
        int tokens,
        params (string, object)[] more
    ) => Chat(id, second, input, output, tokens, parent: 1, more);

    private static System.Text.Json.Nodes.JsonObject Chat(
        int id,
        int second,
        string? input,
        string? output,
        int tokens,
        int parent,
        params (string, object)[] more
    )
    {
        var attributes = new List<(string, object)>
        {
            ("gen_ai.operation.name", "chat"),
            ("gen_ai.request.model", "gpt-4o-mini"),
            ("gen_ai.response.model", "gpt-4o-mini-2024-07-18"),
            ("gen_ai.response.id", "chatcmpl-123"),
            ("gen_ai.usage.input_tokens", tokens),
            ("gen_ai.usage.output_tokens", 7),
        };
        attributes.AddRange(more);
        if (input is not null)
        {
            attributes.Add(("gen_ai.input.messages", input));
        }

        if (output is not null)
        {
            attributes.Add(("gen_ai.output.messages", output));
        }

        return Span(id, parent, "chat gpt-4o-mini", second, [.. attributes]);
    }

    private static void IsTheListing(Run run) =>
        run.ShouldSatisfyAllConditions(
            () => run.Prompt.ShouldBe("What files are here?"),
            () => run.Steps.Select(s => s.Message).ShouldBe(["I look.", "There is a.txt."]),
            () => run.Steps.Select(s => s.Usage).ShouldAllBe(u => !u.Estimated && u.OutputTokens == 7),
            () => run.Steps.Select(s => s.Usage.InputTokens).ShouldBe([50, 100]),
            () => run.Steps.Select(s => s.Reply).ShouldBe([null, null]),
            () => run.Steps[1].Calls.ShouldBeEmpty(),
            () =>
                run.Steps[0]
                    .Calls.Single()
                    .ShouldSatisfyAllConditions(c =>
                        (c.Id, c.Name, c.Command, c.Result).ShouldBe(("call_1", "bash", "ls", "a.txt"))
                    )
        );

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static Run One(string text) => Read(("spans.json", Bytes(text))).Runs().Single();

    private static List<ImportItem> Read(params (string Name, byte[] Content)[] files)
    {
        using var folder = new SourceFolder();
        foreach (var (name, content) in files)
        {
            folder.Write(name, content);
        }

        return folder.Import();
    }

    /// <summary>What the OpenTelemetry exporter for JavaScript sent for two calls and a tool, message content off.</summary>
    private const string GenuineDump =
        "CpMFCpgBCiYKDHNlcnZpY2UubmFtZRIWChR1bmtub3duX3NlcnZpY2U6bm9kZQoiChZ0ZWxlbWV0cnkuc2RrLmxhbmd1YWdlEggK"
        + "Bm5vZGVqcwolChJ0ZWxlbWV0cnkuc2RrLm5hbWUSDwoNb3BlbnRlbGVtZXRyeQohChV0ZWxlbWV0cnkuc2RrLnZlcnNpb24SCAoG"
        + "Mi4xMi4wEAAS9QMKLwolQG9wZW50ZWxlbWV0cnkvaW5zdHJ1bWVudGF0aW9uLW9wZW5haRIGMC4yMS4wEsEDChABq0782vApcRJa"
        + "bZLzGQB3Egj/H+Q8WdsaqyIIHBkAoGPscOcqEGNoYXQgZ3B0LTRvLW1pbmkwAznAyagIvE/rGEFvWdYLvE/rGEofChVnZW5fYWku"
        + "b3BlcmF0aW9uLm5hbWUSBgoEY2hhdEolChRnZW5fYWkucmVxdWVzdC5tb2RlbBINCgtncHQtNG8tbWluaUoZCg1nZW5fYWkuc3lz"
        + "dGVtEggKBm9wZW5haUodCg5zZXJ2ZXIuYWRkcmVzcxILCgkxMjcuMC4wLjFKEwoLc2VydmVyLnBvcnQSBBiH7gJKMgoeZ2VuX2Fp"
        + "LnJlc3BvbnNlLmZpbmlzaF9yZWFzb25zEhAqDgoMCgp0b29sX2NhbGxzSiIKEmdlbl9haS5yZXNwb25zZS5pZBIMCgpjaGF0Y21w"
        + "bC0xSjEKFWdlbl9haS5yZXNwb25zZS5tb2RlbBIYChZncHQtNG8tbWluaS0yMDI0LTA3LTE4Sh8KGWdlbl9haS51c2FnZS5pbnB1"
        + "dF90b2tlbnMSAhgySiAKGmdlbl9haS51c2FnZS5vdXRwdXRfdG9rZW5zEgIYB1AAYABwAHoCGACFAQEBAAAK8AIKmAEKJgoMc2Vy"
        + "dmljZS5uYW1lEhYKFHVua25vd25fc2VydmljZTpub2RlCiIKFnRlbGVtZXRyeS5zZGsubGFuZ3VhZ2USCAoGbm9kZWpzCiUKEnRl"
        + "bGVtZXRyeS5zZGsubmFtZRIPCg1vcGVudGVsZW1ldHJ5CiEKFXRlbGVtZXRyeS5zZGsudmVyc2lvbhIICgYyLjEyLjAQABLSAQoK"
        + "CghteS1hZ2VudBLDAQoQAatO/NrwKXESWm2S8xkAdxIIrNHzQflbTAAiCBwZAKBj7HDnKhFleGVjdXRlX3Rvb2wgYmFzaDABOcBH"
        + "/wu8T+sYQexaAAy8T+sYSicKFWdlbl9haS5vcGVyYXRpb24ubmFtZRIOCgxleGVjdXRlX3Rvb2xKGgoQZ2VuX2FpLnRvb2wubmFt"
        + "ZRIGCgRiYXNoSh8KE2dlbl9haS50b29sLmNhbGwuaWQSCAoGY2FsbF8xUABgAHAAegIYAIUBAQEAAAqNBQqYAQomCgxzZXJ2aWNl"
        + "Lm5hbWUSFgoUdW5rbm93bl9zZXJ2aWNlOm5vZGUKIgoWdGVsZW1ldHJ5LnNkay5sYW5ndWFnZRIICgZub2RlanMKJQoSdGVsZW1l"
        + "dHJ5LnNkay5uYW1lEg8KDW9wZW50ZWxlbWV0cnkKIQoVdGVsZW1ldHJ5LnNkay52ZXJzaW9uEggKBjIuMTIuMBAAEu8DCi8KJUBv"
        + "cGVudGVsZW1ldHJ5L2luc3RydW1lbnRhdGlvbi1vcGVuYWkSBjAuMjEuMBK7AwoQAatO/NrwKXESWm2S8xkAdxIIA13+rZ9CxMoi"
        + "CBwZAKBj7HDnKhBjaGF0IGdwdC00by1taW5pMAM5wEf/C7xP6xhBW5zXDLxP6xhKHwoVZ2VuX2FpLm9wZXJhdGlvbi5uYW1lEgYK"
        + "BGNoYXRKJQoUZ2VuX2FpLnJlcXVlc3QubW9kZWwSDQoLZ3B0LTRvLW1pbmlKGQoNZ2VuX2FpLnN5c3RlbRIICgZvcGVuYWlKHQoO"
        + "c2VydmVyLmFkZHJlc3MSCwoJMTI3LjAuMC4xShMKC3NlcnZlci5wb3J0EgQYh+4CSiwKHmdlbl9haS5yZXNwb25zZS5maW5pc2hf"
        + "cmVhc29ucxIKKggKBgoEc3RvcEoiChJnZW5fYWkucmVzcG9uc2UuaWQSDAoKY2hhdGNtcGwtMkoxChVnZW5fYWkucmVzcG9uc2Uu"
        + "bW9kZWwSGAoWZ3B0LTRvLW1pbmktMjAyNC0wNy0xOEofChlnZW5fYWkudXNhZ2UuaW5wdXRfdG9rZW5zEgIYZEogChpnZW5fYWku"
        + "dXNhZ2Uub3V0cHV0X3Rva2VucxICGAdQAGAAcAB6AhgAhQEBAQAACvYBCpgBCiYKDHNlcnZpY2UubmFtZRIWChR1bmtub3duX3Nl"
        + "cnZpY2U6bm9kZQoiChZ0ZWxlbWV0cnkuc2RrLmxhbmd1YWdlEggKBm5vZGVqcwolChJ0ZWxlbWV0cnkuc2RrLm5hbWUSDwoNb3Bl"
        + "bnRlbGVtZXRyeQohChV0ZWxlbWV0cnkuc2RrLnZlcnNpb24SCAoGMi4xMi4wEAASWQoKCghteS1hZ2VudBJLChABq0782vApcRJa"
        + "bZLzGQB3EggcGQCgY+xw5yoJYWdlbnQgcnVuMAE5gIeZCLxP6xhBLYbkDLxP6xhQAGAAcAB6AhgAhQEBAQAA";
}

internal static class ImportedItems
{
    public static List<Run> Runs(this IEnumerable<ImportItem> items) =>
        [.. items.OfType<RunFound>().Select(f => f.Run)];
}
