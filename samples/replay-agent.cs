#:project ../src/Stopwise.Traces/Stopwise.Traces.csproj

using Microsoft.Extensions.AI;
using Stopwise.Traces.Replay;

// A scripted model stands in for a live one: it asks for the weather, then tells what it heard.
var recording = new CassettePlayer(Cassette.Empty("live"), new ReplayOptions { Mode = ReplayMode.Hybrid });
using var live = new CassetteClient(recording, new ScriptedModel(), model: "scripted");
Console.WriteLine(await Agent.RunAsync(live, "Be brief."));

// The same agent against the recording: no model is asked.
var player = new CassettePlayer(recording.ToCassette());
using var replayed = new CassetteClient(player, model: "scripted");
Console.WriteLine(await Agent.RunAsync(replayed, "Be brief."));
Console.WriteLine($"{player.Report().Hits} answered, {player.Report().Misses} not recorded");

// The agent with another prompt: the replay says where it leaves the recording.
using var changed = new CassetteClient(new CassettePlayer(recording.ToCassette()), model: "scripted");
try
{
    await Agent.RunAsync(changed, "Be brief and kind.");
}
catch (ReplayDivergedException e)
{
    Console.WriteLine(e.Message);
}

/// <summary>A scripted agent: asks, calls the tool it is told to, and asks again.</summary>
internal static class Agent
{
    public static async Task<string> RunAsync(IChatClient model, string prompt)
    {
        List<ChatMessage> talk = [new(ChatRole.System, prompt), new(ChatRole.User, "How is the weather in Ulm?")];
        while (true)
        {
            var answer = await model.GetResponseAsync(talk);
            talk.AddRange(answer.Messages);
            if (answer.Messages[^1].Contents.OfType<FunctionCallContent>().FirstOrDefault() is not { } call)
            {
                return answer.Text;
            }

            talk.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, "sunny")]));
        }
    }
}

/// <summary>A scripted model.</summary>
internal sealed class ScriptedModel : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var heard = messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().FirstOrDefault();
        var said = heard is null
            ? new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("call-1", "weather")])
            : new ChatMessage(ChatRole.Assistant, $"It is {heard.Result} in Ulm.");
        return Task.FromResult(new ChatResponse(said));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}
