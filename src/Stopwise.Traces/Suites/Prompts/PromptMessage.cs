using System.Text.Json;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>One message of a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>.</param>
/// <param name="Text">What is said.</param>
internal sealed record PromptMessage(string Role, string Text)
{
    /// <summary>Calls that an assistant asks for.</summary>
    public IReadOnlyList<PromptCall> Calls { get; init; } = [];

    /// <summary>The call that a tool's message answers; null in other messages.</summary>
    public string? CallId { get; init; }
}

/// <summary>A call that an assistant asks for.</summary>
/// <param name="Id">Its name in the conversation.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">JSON text of an object.</param>
internal sealed record PromptCall(string Id, string Tool, string Arguments);

/// <summary>A tool that the model may ask for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for; empty where that is not said.</param>
/// <param name="Parameters">The JSON schema of its arguments.</param>
internal sealed record PromptTool(string Name, string Description, JsonElement Parameters);

/// <summary>How the model is asked; null leaves it to the server.</summary>
internal sealed record PromptOptions
{
    public double? Temperature { get; init; }

    /// <summary>Most tokens of an answer.</summary>
    public int? MaxTokens { get; init; }
}
