using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.ClaudeCode;

/// <summary>The rows of one session's transcripts, put into the order of time and told as a conversation.</summary>
internal sealed class Transcript
{
    private readonly List<JsonElement> _rows = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Conversation _talk = new();
    private readonly Dictionary<string, string> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sidechains = new(StringComparer.Ordinal);
    private string? _prompt;

    /// <summary>Takes a row; one that a resumed part repeats is taken once.</summary>
    public void Collect(JsonElement row)
    {
        if (row.Text("type") is "assistant" or "user" && (row.Text("uuid") is not { } uuid || _seen.Add(uuid)))
        {
            _rows.Add(row);
            if (row.Field("toolUseResult").Text("agentId") is { } agent && FirstResult(row) is { } call)
            {
                _agents[agent] = call;
            }
        }
    }

    public Run ToRun(Original original)
    {
        // A stable sort: rows of one moment, and rows without a time, stay as they were written.
        var last = DateTimeOffset.MinValue;
        var ordered = _rows
            .Select(r => (Row: r, At: last = r.Time("timestamp") ?? last))
            .ToList()
            .OrderBy(r => r.At)
            .ToList();
        foreach (var (row, _) in ordered)
        {
            Tell(row);
        }

        var (steps, closing) = _talk.Build();
        const int System = TokenEstimate.ClaudeCodeSystemCharacters;
        var (filled, farewell) = TokenEstimate.Fill(steps, closing, System + (_prompt?.Length ?? 0), System);
        var session = ordered.Select(r => r.Row.Text("sessionId")).FirstOrDefault(s => s is not null);
        return new Run
        {
            Id = session ?? original.File.Name,
            Format = "claude-code-transcript",
            Agent = "claude-code",
            AgentVersion = ordered.Select(r => r.Row.Text("version")).FirstOrDefault(v => v is not null),
            Model = ordered
                .Select(r => r.Row.Field("message").Text("model"))
                .FirstOrDefault(m => m is not (null or "<synthetic>")),
            Prompt = _prompt,
            StartedAt = ordered.Count > 0 && ordered[0].At > DateTimeOffset.MinValue ? ordered[0].At : null,
            EndedAt = ordered.Count > 0 && ordered[^1].At > DateTimeOffset.MinValue ? ordered[^1].At : null,
            Outcome = Outcome.Unknown,
            Steps = filled,
            Closing = farewell,
            Source = original.Source(),
        };
    }

    private void Tell(JsonElement row)
    {
        var parent = row.Flag("isSidechain") == true ? ParentOf(row) : null;
        if (row.Text("type") == "assistant")
        {
            MessageRows.Assistant(_talk, row, parent, row.Time("timestamp"));
            return;
        }

        var text = MessageRows.User(_talk, row);
        if (text is null || parent is not null || row.Flag("isMeta") == true || row.Flag("isSidechain") == true)
        {
            return;
        }

        if (_prompt is null)
        {
            _prompt = text;
        }
        else
        {
            _talk.Answer(text);
        }
    }

    /// <summary>
    /// The call that started a sub-agent: its result names the agent, or the sub-agent's first row repeats the call's
    /// prompt; failing both, the last such call.
    /// </summary>
    private string ParentOf(JsonElement row)
    {
        if (row.Text("agentId") is { } agent && _agents.TryGetValue(agent, out var named))
        {
            return named;
        }

        var parent = row.Text("parentUuid") is { } uuid && _sidechains.TryGetValue(uuid, out var known) ? known : null;
        parent ??= row.Field("message").Text("content") is { } prompt ? _talk.CallWithPrompt(prompt) : null;
        parent ??= _talk.LastTask() ?? "sidechain";
        if (row.Text("uuid") is { } own)
        {
            _sidechains[own] = parent;
        }

        return parent;
    }

    private static string? FirstResult(JsonElement row) =>
        row.Field("message")?.Items("content").Select(b => b.Text("tool_use_id")).FirstOrDefault(id => id is not null);
}
