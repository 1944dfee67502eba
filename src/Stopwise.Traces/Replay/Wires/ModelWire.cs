using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Unicode;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Formats.RequestLogs;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Replay.Wires;

/// <summary>How a model is asked over HTTP: reads a provider's requests, writes its answers, streamed or whole.</summary>
public abstract class ModelWire
{
    /// <summary>
    /// Fields of a request that do not say what is asked: how the answer travels, who asks, what is billed or cached and how.
    /// Sessions and cache keys differ from run to run although the question is the same. The model stands beside the request, as its name.
    /// </summary>
    private protected static readonly FrozenSet<string> Volatile = FrozenSet.ToFrozenSet(
        [
            "model",
            "stream",
            "stream_options",
            "user",
            "metadata",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "service_tier",
            "store",
        ],
        StringComparer.Ordinal
    );

    // The mark of what to cache moves on with each request of a conversation.
    private static readonly FrozenSet<string> VolatileAnywhere = FrozenSet.ToFrozenSet(
        ["cache_control"],
        StringComparer.Ordinal
    );

    private protected ModelWire() { }

    /// <summary>OpenAI chat completions.</summary>
    public static ModelWire OpenAiChat { get; } = new OpenAiChatWire();

    /// <summary>OpenAI responses.</summary>
    public static ModelWire OpenAiResponses { get; } = new OpenAiResponsesWire();

    /// <summary>Anthropic messages.</summary>
    public static ModelWire Anthropic { get; } = new AnthropicWire();

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelWire> All { get; } = [OpenAiChat, OpenAiResponses, Anthropic];

    /// <summary>The form of its requests, one of <see cref="CallForm"/>.</summary>
    public abstract string Form { get; }

    /// <summary>Where it is asked, below the address of the server.</summary>
    public abstract string Path { get; }

    /// <summary>What a body asks; null where it is no request of this API.</summary>
    /// <param name="body">The body as it came. Secrets in it are masked, as they are in recordings.</param>
    public AskedCall? Read(byte[] body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Utf8.IsValid(body) && AskedCall.MaskedJson(body) is { } masked && RequestBody.Is(masked)
            ? Asked(masked)
            : null;
    }

    /// <summary>The body of an answer: as it was recorded, or told in the words of this API.</summary>
    public string BodyOf(CassetteEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Form == Form ? entry.Response : BodyOf(entry, ModelAnswer.Parse(entry.Response));
    }

    /// <summary>The same answer as a stream of events, in the order in which a provider sends them.</summary>
    /// <param name="body">The body of the answer.</param>
    /// <param name="usage">Whether the client asked for what it spent.</param>
    public abstract IEnumerable<ServerEvent> Stream(string body, bool usage);

    /// <summary>The body of a refusal, with the reason in this API's words and once more in ours.</summary>
    /// <param name="status">The HTTP status, which the API's word for the type goes with.</param>
    /// <param name="code">A word for programs.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="details">One JSON value with all that is known.</param>
    public abstract string ErrorOf(int status, string code, string message, string details);

    /// <summary>The wire that a logged call went over.</summary>
    internal static ModelWire Of(JsonElement request, JsonElement? response)
    {
        if (request.Field("messages") is null)
        {
            return OpenAiResponses;
        }

        var text = response is { ValueKind: JsonValueKind.String } streamed ? streamed.AsText() : null;
        var anthropic =
            response.Text("type") == "message"
            || text?.Contains("message_start", StringComparison.Ordinal) == true
            || request.Field("system") is not null
            || request.Items("tools").Any(t => t.Field("input_schema") is not null);
        return anthropic && response.Field("choices") is null ? Anthropic : OpenAiChat;
    }

    internal AskedCall Asked(JsonElement body) =>
        new(
            CallKind.Model,
            body.Text("model") ?? "",
            [
                new AskedForm(Form, CanonicalRequest.Of(body, Volatile, VolatileAnywhere)),
                new AskedForm(CallForm.Conversation, ConversationForm.Of(RequestBody.Sent(body))),
            ]
        );

    /// <summary>A recorded answer as one line, whatever it was logged as.</summary>
    internal string BodyOf(CassetteEntry entry, JsonElement response) =>
        response.ValueKind == JsonValueKind.Object
            ? CanonicalJson.Compact(response)
            : BodyOf(entry, AnswerOf(ResponseBody.Read(response)));

    private protected abstract string BodyOf(CassetteEntry entry, ModelAnswer answer);

    /// <summary>An id that is the same in every replay.</summary>
    private protected static string IdOf(CassetteEntry entry) => $"{entry.Request.Sha256[..20]}{entry.Occurrence:x4}";

    private protected static long SecondsOf(CassetteEntry entry) => entry.At?.ToUnixTimeSeconds() ?? 0;

    /// <summary>The id of a call, made up where none is recorded.</summary>
    private protected static string IdOf(CassetteEntry entry, ToolCall call, int number) =>
        call.Id.Length > 0 ? call.Id : $"call_{IdOf(entry)}{number:x2}";

    private static ModelAnswer AnswerOf(ResponseBody body) =>
        new(body.Answer is { } said ? [new AnswerPart(said.Text, said.Thought, said.Calls)] : [])
        {
            Usage = body.Usage,
        };
}

/// <summary>An event of a stream.</summary>
/// <param name="Name">Its name; null where the API gives events none.</param>
/// <param name="Data">Its data, one line.</param>
public readonly record struct ServerEvent(string? Name, string Data)
{
    /// <summary>As it goes over the wire, with the blank line that ends it.</summary>
    public override string ToString() => Name is null ? $"data: {Data}\n\n" : $"event: {Name}\ndata: {Data}\n\n";
}
