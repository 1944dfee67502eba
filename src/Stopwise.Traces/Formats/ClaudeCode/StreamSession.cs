using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.ClaudeCode;

/// <summary>A session as <c>claude -p --output-format stream-json</c> prints it.</summary>
internal sealed class StreamSession
{
    private readonly Conversation _talk = new();

    public string? SessionId { get; private set; }

    public string? Model { get; private set; }

    public string? Version { get; private set; }

    /// <summary>The permission mode.</summary>
    public string? Oversight { get; private set; }

    /// <summary>How the session says that it ended; null where it was killed first.</summary>
    public string? Ending { get; private set; }

    public decimal? Cost { get; private set; }

    public string? Prompt { get; private set; }

    public int Rows { get; private set; }

    /// <summary>Number of the first line that was no JSON, counted as the caller counts; null where all were.</summary>
    public int? BrokenLine { get; private set; }

    public DateTimeOffset? FirstAt { get; private set; }

    public DateTimeOffset? LastAt { get; private set; }

    public void Add(int number, ReadOnlyMemory<byte> line, DateTimeOffset? at)
    {
        using var document = Original.OpenLine(line);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } row)
        {
            BrokenLine ??= number;
            return;
        }

        Rows++;
        at ??= row.Time("timestamp");
        FirstAt ??= at;
        LastAt = at ?? LastAt;
        SessionId ??= row.Text("session_id");
        var parent = row.Text("parent_tool_use_id");
        switch (row.Text("type"))
        {
            case "system" when row.Text("subtype") == "init":
                Model ??= row.Text("model");
                Version ??= row.Text("claude_code_version");
                Oversight ??= row.Text("permissionMode");
                break;
            case "assistant":
                MessageRows.Assistant(_talk, row, parent, at);
                Model ??= row.Field("message").Text("model");
                break;
            case "user":
                Say(MessageRows.User(_talk, row), parent);
                break;
            case "result":
                Ending = row.Text("subtype");
                Cost = row.Money("total_cost_usd") is { } cost and > 0 ? cost : Cost;
                break;
        }
    }

    public (IReadOnlyList<Step> Steps, Step? Closing) Build(string? prompt)
    {
        var (steps, closing) = _talk.Build();
        var asked = prompt ?? Prompt;
        return TokenEstimate.Fill(
            steps,
            closing,
            TokenEstimate.ClaudeCodeSystemCharacters + (asked?.Length ?? 0),
            TokenEstimate.ClaudeCodeSystemCharacters
        );
    }

    private void Say(string? text, string? parent)
    {
        if (text is null || parent is not null)
        {
            return;
        }

        if (Prompt is null && _talk.IsEmpty)
        {
            Prompt = text;
        }
        else
        {
            _talk.Answer(text);
        }
    }
}
