namespace Stopwise.Traces.Replay;

/// <summary>In what words a call is asked. The words are written to cassettes and never change.</summary>
public static class CallForm
{
    /// <summary>The body of an OpenAI chat completions request.</summary>
    public const string OpenAiChat = "openai-chat";

    /// <summary>The body of an OpenAI responses request.</summary>
    public const string OpenAiResponses = "openai-responses";

    /// <summary>The body of an Anthropic messages request.</summary>
    public const string Anthropic = "anthropic-messages";

    /// <summary>What an <c>IChatClient</c> of Microsoft.Extensions.AI is given; answered by a <see cref="ModelAnswer"/>.</summary>
    public const string ChatClient = "chat-client";

    /// <summary>
    /// The conversation alone, as a recorded run tells it: without system prompt, tools, settings and ids; answered by a
    /// <see cref="ModelAnswer"/>.
    /// </summary>
    public const string Conversation = "conversation";

    /// <summary>The arguments of a tool call; answered by a <see cref="ToolAnswer"/>.</summary>
    public const string Tool = "tool";
}
