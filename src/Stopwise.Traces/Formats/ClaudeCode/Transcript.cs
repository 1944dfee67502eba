using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.ClaudeCode;

/// <summary>The rows of one session's transcripts, put into the order of time and told as a conversation.</summary>
internal sealed class Transcript
{
    private readonly List<Row> _rows = [];
    private readonly Dictionary<Original, int> _broken = [];
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Conversation _talk = new();
    private readonly Dictionary<string, string> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sidechains = new(StringComparer.Ordinal);
    private string? _prompt;
    private string? _session;
    private string? _version;
    private string? _model;
    private string? _oversight;

    /// <summary>First line of each file that is cut off or broken; complete once the run is told.</summary>
    public IReadOnlyDictionary<Original, int> Broken => _broken;

    /// <summary>Takes a file's line, one that a resumed part repeats once.</summary>
    public void Collect(Original original, int number, ReadOnlyMemory<byte> line)
    {
        var head = RowHead.Of(line);
        if (head is { Type: "assistant" or "user" })
        {
            if (head.Value.Uuid is not { } uuid || _seen.Add(uuid))
            {
                _rows.Add(new Row(original, number, line, head.Value.At));
                NameAgent(line);
            }
        }
        else if (head is null || !IsJson(line))
        {
            _broken.TryAdd(original, number);
        }
    }

    public Run ToRun(Original original)
    {
        // A stable sort: rows of one moment, and rows without a time, stay as they were written.
        var last = DateTimeOffset.MinValue;
        var ordered = _rows.Select(r => (Row: r, At: last = r.At ?? last)).OrderBy(r => r.At).ToList();
        ordered.RemoveAll(r => !Tell(r.Row));
        var (steps, closing) = _talk.Build();
        const int System = TokenEstimate.ClaudeCodeSystemCharacters;
        var (filled, farewell) = TokenEstimate.Fill(steps, closing, System + (_prompt?.Length ?? 0), System);
        return new Run
        {
            Id = _session ?? original.File.Name,
            Format = "claude-code-transcript",
            Agent = "claude-code",
            AgentVersion = _version,
            Model = _model,
            Prompt = _prompt,
            Oversight = _oversight,
            StartedAt = ordered.Count > 0 && ordered[0].At > DateTimeOffset.MinValue ? ordered[0].At : null,
            EndedAt = ordered.Count > 0 && ordered[^1].At > DateTimeOffset.MinValue ? ordered[^1].At : null,
            Outcome = Outcome.Unknown,
            Steps = filled,
            Closing = farewell,
            Source = original.Source(),
        };
    }

    private bool Tell(Row row)
    {
        using var document = Original.OpenLine(row.Line);
        if (document is null)
        {
            _broken[row.Original] = Math.Min(row.Number, _broken.GetValueOrDefault(row.Original, int.MaxValue));
            return false;
        }

        Tell(document.RootElement);
        return true;
    }

    private void Tell(JsonElement row)
    {
        _session ??= row.Text("sessionId");
        _version ??= row.Text("version");
        _oversight ??= row.Text("permissionMode");
        _model ??= row.Field("message").Text("model") is { } model and not "<synthetic>" ? model : null;
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

    /// <summary>Remembers which call a sub-agent answers, where the row is its result.</summary>
    private void NameAgent(ReadOnlyMemory<byte> line)
    {
        if (line.Span.IndexOf("\"toolUseResult\""u8) < 0 || line.Span.IndexOf("\"agentId\""u8) < 0)
        {
            return;
        }

        using var document = Original.OpenLine(line);
        if (
            document?.RootElement is { } row
            && row.Field("toolUseResult").Text("agentId") is { } agent
            && FirstResult(row) is { } call
        )
        {
            _agents[agent] = call;
        }
    }

    private static string? FirstResult(JsonElement row) =>
        row.Field("message")?.Items("content").Select(b => b.Text("tool_use_id")).FirstOrDefault(id => id is not null);

    private static bool IsJson(ReadOnlyMemory<byte> line)
    {
        using var document = Original.OpenLine(line);
        return document is not null;
    }

    private sealed record Row(Original Original, int Number, ReadOnlyMemory<byte> Line, DateTimeOffset? At);
}
