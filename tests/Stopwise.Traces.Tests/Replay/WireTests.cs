using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Formats.RequestLogs;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Replay.Wires;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Replay;

public class WireTests
{
    public static TheoryData<string> Forms => [.. ModelWire.All.Select(w => w.Form)];

    /// <summary>The importers of request logs read both; they know nothing of what writes here.</summary>
    [Theory, MemberData(nameof(Forms))]
    public void A_body_and_its_stream_tell_the_same_answer(string form)
    {
        var wire = ModelWire.All.Single(w => w.Form == form);
        for (var seed = 0; seed < 50; seed++)
        {
            foreach (var entry in Cassette.Of(Recordings.Made(seed)).Entries.Where(e => e.Kind == CallKind.Model))
            {
                var answer = ModelAnswer.Parse(entry.Response);
                var body = wire.BodyOf(entry);
                var whole = ResponseBody.Read(CanonicalJson.Parse(body)!.Value);
                var streamed = ServerEvents.Read(string.Concat(wire.Stream(body, usage: true)))!;

                Said(whole.Answer!.Text).ShouldBe(Said(answer.Message));
                Said(streamed.Answer!.Text).ShouldBe(Said(answer.Message));
                whole.Answer.Calls.Select(c => c.Name).ShouldBe(answer.Calls.Select(c => c.Name));
                streamed.Answer.Calls.ShouldBe(whole.Answer.Calls);
                streamed.Usage.OutputTokens.ShouldBe(whole.Usage.OutputTokens);
                streamed.Id.ShouldBe(whole.Id);
            }
        }
    }

    [Theory]
    [InlineData("openai-chat", """{"model":"m","messages":[{"role":"user","content":"hi"}],"temperature":0}""")]
    [InlineData("openai-responses", """{"model":"m","input":[{"role":"user","content":"hi"}],"temperature":0}""")]
    [InlineData("anthropic-messages", """{"model":"m","messages":[{"role":"user","content":"hi"}],"temperature":0}""")]
    public void How_an_answer_travels_and_who_asks_is_no_part_of_the_request_and_all_else_is(string form, string body)
    {
        var wire = ModelWire.All.Single(w => w.Form == form);
        var asked = Hash(body);

        foreach (
            var more in (string[])
                ["\"stream\":true", "\"user\":\"u\"", "\"metadata\":{\"session\":1}", "\"store\":false"]
        )
        {
            Hash(body.Replace("\"model\"", more + ",\"model\"", StringComparison.Ordinal)).ShouldBe(asked, more);
        }

        Hash(body.Replace("\"hi\"", "[{\"type\":\"text\",\"text\":\"hi\"}]", StringComparison.Ordinal))
            .ShouldNotBe(asked);
        Hash(body.Replace(":0}", ":1}", StringComparison.Ordinal)).ShouldNotBe(asked);
        Hash(
                body.Replace(
                    "\"content\"",
                    "\"cache_control\":{\"type\":\"ephemeral\"},\"content\"",
                    StringComparison.Ordinal
                )
            )
            .ShouldBe(asked);

        string Hash(string text) => wire.Read(Encoding.UTF8.GetBytes(text))!.Own.Request.Sha256;
    }

    [Theory]
    [InlineData("openai-chat", """{"model":"m","messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("openai-responses", """{"model":"m","input":[{"role":"user","content":"hi"}]}""")]
    [InlineData("anthropic-messages", """{"model":"m","messages":[{"role":"user","content":"hi"}]}""")]
    public void Another_model_is_another_name_of_the_same_request(string form, string body)
    {
        var wire = ModelWire.All.Single(w => w.Form == form);
        var recorded = wire.Read(Encoding.UTF8.GetBytes(body))!;
        var asked = wire.Read(Encoding.UTF8.GetBytes(body.Replace("\"m\"", "\"n\"", StringComparison.Ordinal)))!;
        var recording = new CassettePlayer(Cassette.Empty("made"), new ReplayOptions { Mode = ReplayMode.Hybrid });
        recording.Record(recording.Play(recorded), "{}");
        var cassette = Recordings.ThroughAFile(recording.ToCassette());
        var any = new CassettePlayer(cassette, new ReplayOptions { AnyModel = true });

        (recorded.Name, asked.Name).ShouldBe(("m", "n"));
        new CassettePlayer(cassette).Play(asked).Divergence!.Reason.ShouldBe(DivergenceReason.OtherName);
        any.Play(asked).Entry.ShouldNotBeNull().Name.ShouldBe("m");
        any.Play(asked).Divergence!.Reason.ShouldBe(DivergenceReason.Exhausted);
    }

    [Theory]
    [InlineData("openai-chat", 429, "requests")]
    [InlineData("openai-chat", 500, "server_error")]
    [InlineData("openai-responses", 400, "invalid_request_error")]
    [InlineData("anthropic-messages", 400, "invalid_request_error")]
    [InlineData("anthropic-messages", 429, "rate_limit_error")]
    [InlineData("anthropic-messages", 500, "api_error")]
    public void A_refusal_has_the_type_that_goes_with_its_status(string form, int status, string type)
    {
        var body = CanonicalJson.Parse(
            ModelWire.All.Single(w => w.Form == form).ErrorOf(status, "code", "Why.", "null")
        );

        var error = body.Field("error");
        (error.Text("type"), error.Text("message")).ShouldBe((type, "Why."));
    }

    [Fact]
    public void A_log_of_requests_becomes_a_cassette_of_whole_requests()
    {
        const string First =
            """{"model":"m","messages":[{"role":"system","content":"s"},{"role":"user","content":"hi"}]}""";
        const string Second =
            """{"model":"m","stream":true,"messages":[{"role":"system","content":"s"},{"role":"user","content":"hi"},{"role":"assistant","content":"one"},{"role":"user","content":"more"}]}""";
        const string Answer =
            """{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"one"}}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""";
        var stream = JsonSerializer.Serialize(
            "data: {\"id\":\"c2\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"two\"}}]}\n\ndata: [DONE]\n\n"
        );
        var log = Path.Combine(Directory.CreateTempSubdirectory("stopwise-log-").FullName, "log.jsonl");
        File.WriteAllText(
            log,
            $"{{\"ts\":1700000000,\"request\":{First},\"response\":{Answer}}}\n{{\"ts\":1700000001,\"request\":{Second},\"response\":{stream}}}\n"
        );
        var found = RunReader.Read([log], new ImportOptions()).OfType<RunFound>().ToList().ShouldHaveSingleItem();
        Directory.Delete(Path.GetDirectoryName(log)!, recursive: true);

        var cassette = Recordings.ThroughAFile(Cassette.Of(found.Run, found.Originals));

        cassette.Entries.ShouldAllBe(e => e.Form == CallForm.OpenAiChat);
        cassette.Entries[0].Response.ShouldBe(Answer);
        var player = new CassettePlayer(cassette);
        var again = player.Play(ModelWire.OpenAiChat.Read(Encoding.UTF8.GetBytes(Second))!);
        ResponseBody.Read(CanonicalJson.Parse(again.Entry!.Response)!.Value).Answer!.Text.ShouldBe("two");
        player
            .Play(
                ModelWire.OpenAiChat.Read(
                    Encoding.UTF8.GetBytes(First.Replace("\"s\"", "\"t\"", StringComparison.Ordinal))
                )!
            )
            .Divergence!.Difference!.Path.ShouldBe("$.messages[0].content");
    }

    [Fact]
    public void What_went_over_the_wire_is_a_run_with_its_calls_and_results()
    {
        var recorded = RunMaker.Of("r", true, RunMaker.Tool(0, "look", """{"at":1}""", "found")) with
        {
            Prompt = "go",
            Closing = new Step
            {
                Index = 1,
                Turn = 1,
                Message = "Done.",
            },
        };
        var player = new CassettePlayer(Cassette.Of(recorded));
        var wire = ModelWire.OpenAiChat;
        var first = wire.BodyOf(Play("""{"role":"user","content":"go"}"""));
        using var said = JsonDocument.Parse(first);
        var message = said.RootElement.GetProperty("choices")[0].GetProperty("message");
        var id = message.GetProperty("tool_calls")[0].GetProperty("id").GetString();
        Play(
            $$"""{"role":"user","content":"go"},{{message.GetRawText()}},{"role":"tool","tool_call_id":"{{id}}","content":"found"}"""
        );

        var run = ReplayedRuns.Of(player.Report()).ShouldHaveSingleItem();

        run.Prompt.ShouldBe("go");
        var call = run.Steps.SelectMany(s => s.Calls).ShouldHaveSingleItem();
        (call.Name, call.Result).ShouldBe(("look", "found"));
        (run.Closing ?? run.Steps[^1]).Message.ShouldBe("Done.");

        CassetteEntry Play(string messages) =>
            player
                .Play(wire.Read(Encoding.UTF8.GetBytes($$"""{"model":"made-model","messages":[{{messages}}]}"""))!)
                .Entry.ShouldNotBeNull();
    }

    /// <summary>Blocks of one answer are joined by line ends, which the readers of whole answers and of streams do alike.</summary>
    private static string Said(string text) => text.Trim();
}
