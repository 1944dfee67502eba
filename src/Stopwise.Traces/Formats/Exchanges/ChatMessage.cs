using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Exchanges;

/// <summary>Who speaks.</summary>
internal enum ChatRole
{
    System,
    User,
    Model,
    Tool,
}

/// <summary>One message between an agent and its model, whatever API it was written for.</summary>
internal sealed record ChatMessage(ChatRole Role)
{
    /// <summary>The source's id of the message; null where it has none.</summary>
    public string? Id { get; init; }

    public string Text { get; init; } = "";

    public string? Thought { get; init; }

    /// <summary>Tool calls that the model asks for.</summary>
    public IReadOnlyList<ToolCall> Calls { get; init; } = [];

    /// <summary>Results that the agent sends back; a message of a user may hold some beside its text.</summary>
    public IReadOnlyList<ToolResult> Results { get; init; } = [];

    public bool IsEmpty => Text.Length == 0 && string.IsNullOrEmpty(Thought) && Calls.Count == 0 && Results.Count == 0;

    /// <summary>Equal for two renderings of one message: thinking and the form of arguments do not count.</summary>
    public string Key =>
        field ??=
            $"{Role}\n{Text.Trim()}\n{string.Join(' ', Calls.Select(c => c.Id.Length > 0 ? c.Id : c.Name))}"
            + $"\n{string.Join('\n', Results.Select(r => r.CallId + r.Text))}";

    /// <summary>This message and what the next piece of the same answer adds.</summary>
    public ChatMessage With(ChatMessage more) =>
        this with
        {
            Text = Joined(Text, more.Text),
            Thought = more.Thought is null ? Thought : Joined(Thought ?? "", more.Thought),
            Calls = [.. Calls, .. more.Calls],
            Results = [.. Results, .. more.Results],
        };

    private static string Joined(string text, string more) =>
        text.Length == 0 ? more
        : more.Length == 0 ? text
        : $"{text}\n{more}";
}

/// <summary>What a tool gave back.</summary>
/// <param name="CallId">The call; empty where the API names none: then calls are answered in order.</param>
/// <param name="Text">The result.</param>
/// <param name="IsError">True where the source marks it as an error.</param>
internal readonly record struct ToolResult(string CallId, string Text, bool IsError);
