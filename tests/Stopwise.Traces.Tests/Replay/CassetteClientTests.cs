using Microsoft.Extensions.AI;
using Stopwise.Traces.Replay;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Replay;

public class CassetteClientTests
{
    private static readonly AIFunction Weather = AIFunctionFactory.Create(
        (string city) => $"sunny in {city}",
        "weather",
        "Tells the weather."
    );

    [Fact]
    public async Task What_was_recorded_of_a_live_model_is_replayed_without_it()
    {
        var player = new CassettePlayer(Cassette.Empty("live"), new ReplayOptions { Mode = ReplayMode.Hybrid });
        using var live = new CassetteClient(player, new Scripted(), "m");
        var first = await TalkAsync(live);

        var again = new CassettePlayer(Recordings.ThroughAFile(player.ToCassette()));
        using var replayed = new CassetteClient(again, model: "m");
        (await TalkAsync(replayed)).ShouldBe(first);

        first.ShouldBe("It is sunny in Ulm.");
        var report = again.Report();
        (report.Hits, report.Misses, report.Unused.Count).ShouldBe((2, 0, 0));
    }

    [Fact]
    public async Task Another_model_is_answered_where_any_will_do()
    {
        var player = new CassettePlayer(Cassette.Empty("live"), new ReplayOptions { Mode = ReplayMode.Hybrid });
        using var live = new CassetteClient(player, new Scripted(), "m");
        var first = await TalkAsync(live);
        using var strict = new CassetteClient(new CassettePlayer(player.ToCassette()), model: "n");
        var options = new ReplayOptions { AnyModel = true };
        using var any = new CassetteClient(new CassettePlayer(player.ToCassette(), options), model: "n");

        var thrown = await Should.ThrowAsync<ReplayDivergedException>(() => TalkAsync(strict));
        thrown.Divergence.Reason.ShouldBe(DivergenceReason.OtherName);
        (await TalkAsync(any)).ShouldBe(first);
    }

    [Fact]
    public async Task Streaming_gives_the_same_answer_in_pieces()
    {
        var player = new CassettePlayer(Cassette.Empty("live"), new ReplayOptions { Mode = ReplayMode.Hybrid });
        using var client = new CassetteClient(player, new Scripted(), "m");
        List<ChatMessage> asked = [new(ChatRole.User, "weather?")];
        var whole = await client.GetResponseAsync(asked);
        using var replay = new CassetteClient(new CassettePlayer(player.ToCassette()), model: "m");

        var streamed = await replay.GetStreamingResponseAsync(asked).ToChatResponseAsync();

        var call = streamed.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ShouldHaveSingleItem();
        (call.Name, call.CallId).ShouldBe(("weather", "c1"));
        streamed.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        whole.Messages[0].Contents.OfType<FunctionCallContent>().Single().CallId.ShouldBe("c1");
    }

    [Fact]
    public async Task A_changed_prompt_is_told_with_its_message_and_byte()
    {
        var player = new CassettePlayer(Cassette.Empty("live"), new ReplayOptions { Mode = ReplayMode.Hybrid });
        using var live = new CassetteClient(player, new Scripted(), "m");
        await TalkAsync(live);
        using var strict = new CassetteClient(new CassettePlayer(player.ToCassette()), model: "m");

        var thrown = await Should.ThrowAsync<ReplayDivergedException>(() => TalkAsync(strict, "Be brief!"));

        var first = thrown.Divergence.Difference!;
        (first.Path, first.Offset, first.Message).ShouldBe(("$.messages[0].contents[0].text", 8, 0));
        thrown.Message.ShouldContain("\"Be brief.\"");
    }

    [Fact]
    public async Task A_recorded_run_answers_a_client_that_tells_its_conversation()
    {
        var run = RunMaker.Of("r", true, RunMaker.Tool(0, "weather", """{"city":"Ulm"}""", "sunny")) with
        {
            Prompt = "weather?",
            Closing = new Step
            {
                Index = 1,
                Turn = 1,
                Message = "It is sunny.",
            },
        };
        using var client = new CassetteClient(new CassettePlayer(Cassette.Of(run)), model: "made-model");
        List<ChatMessage> talk = [new(ChatRole.System, "not recorded"), new(ChatRole.User, "weather?")];

        var asked = await client.GetResponseAsync(talk);
        talk.AddRange(asked.Messages);
        var call = asked.Messages[0].Contents.OfType<FunctionCallContent>().Single();
        talk.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "sunny")]));

        (await client.GetResponseAsync(talk)).Text.ShouldBe("It is sunny.");
    }

    private static async Task<string> TalkAsync(CassetteClient client, string system = "Be brief.")
    {
        List<ChatMessage> talk = [new(ChatRole.System, system), new(ChatRole.User, "weather?")];
        var options = new ChatOptions { Tools = [Weather], Temperature = 0 };
        while (true)
        {
            var response = await client.GetResponseAsync(talk, options);
            talk.AddRange(response.Messages);
            var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
            if (calls.Count == 0)
            {
                return response.Text;
            }

            foreach (var call in calls)
            {
                var result = await Weather.InvokeAsync(new AIFunctionArguments(call.Arguments));
                talk.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, result)]));
            }
        }
    }

    /// <summary>A scripted model: calls the tool once, then tells what it said.</summary>
    private sealed class Scripted : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default
        )
        {
            var result = messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().LastOrDefault();
            var answer = result is null
                ? new ChatMessage(
                    ChatRole.Assistant,
                    [new FunctionCallContent("c1", "weather", new Dictionary<string, object?> { ["city"] = "Ulm" })]
                )
                : new ChatMessage(ChatRole.Assistant, $"It is {result.Result}.");
            return Task.FromResult(new ChatResponse(answer) { ModelId = "m" });
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages,
            ChatOptions? options = null,
            CancellationToken cancellationToken = default
        ) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() { }
    }
}
