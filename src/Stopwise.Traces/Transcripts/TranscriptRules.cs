namespace Stopwise.Traces.Transcripts;

/// <summary>What a transcript must obey: the rules of its wire, and what the request beside it adds to them.</summary>
public sealed record TranscriptRules
{
    private TranscriptRules(TranscriptWire wire) => Wire = wire;

    /// <summary>The rules of OpenAI's chat completions.</summary>
    public static TranscriptRules OpenAiChat { get; } = new(TranscriptWire.OpenAiChat);

    /// <summary>The rules of OpenAI's responses.</summary>
    public static TranscriptRules OpenAiResponses { get; } = new(TranscriptWire.OpenAiResponses);

    /// <summary>The rules of Anthropic's messages.</summary>
    public static TranscriptRules AnthropicMessages { get; } = new(TranscriptWire.AnthropicMessages);

    /// <summary>The wire.</summary>
    public TranscriptWire Wire { get; }

    /// <summary>
    /// Anthropic only: the user has the last word, as newer models demand. The default is true. Set it to false for a history
    /// that a message of the user will be put behind, or for a model that goes on from a beginning of its own answer.
    /// </summary>
    public bool EndsWithUser { get; init; } = true;

    /// <summary>
    /// Responses only: the request names a <c>previous_response_id</c> or a conversation, so that what came before lies with the
    /// provider. Results may then answer calls that are not here, and there may be no item at all.
    /// </summary>
    public bool Continues { get; init; }

    /// <summary>Responses only: calls that lie with the provider and have no result there.</summary>
    public IReadOnlyList<OpenCall> OpenCalls { get; init; } = [];

    /// <summary>What the request calls the array.</summary>
    internal string ArrayName => Wire == TranscriptWire.OpenAiResponses ? "input" : "messages";

    /// <summary>The rules of a wire, with nothing added.</summary>
    public static TranscriptRules Of(TranscriptWire wire) =>
        wire switch
        {
            TranscriptWire.OpenAiChat => OpenAiChat,
            TranscriptWire.OpenAiResponses => OpenAiResponses,
            TranscriptWire.AnthropicMessages => AnthropicMessages,
            _ => throw new ArgumentOutOfRangeException(nameof(wire), wire, "Not one of the listed wires."),
        };
}

/// <summary>A call of an earlier response that waits for its result.</summary>
/// <param name="Type">Its type on the wire, e.g. <c>function_call</c>.</param>
/// <param name="CallId">The id that its result must name.</param>
public readonly record struct OpenCall(string Type, string CallId);
