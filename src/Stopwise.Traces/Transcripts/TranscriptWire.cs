namespace Stopwise.Traces.Transcripts;

/// <summary>The form in which a conversation is sent to a model.</summary>
public enum TranscriptWire
{
    /// <summary><c>messages</c> of OpenAI's chat completions, which most other providers speak too.</summary>
    OpenAiChat = 0,

    /// <summary><c>input</c> of OpenAI's responses.</summary>
    OpenAiResponses = 1,

    /// <summary><c>messages</c> of Anthropic's messages.</summary>
    AnthropicMessages = 2,
}
