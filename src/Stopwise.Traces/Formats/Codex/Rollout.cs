using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Codex;

/// <summary>
/// The rows of a rollout told as a conversation: <c>response_item</c> rows are what the model was sent and what it answered,
/// the other rows describe the session. In the bare form the items stand without an envelope.
/// </summary>
internal sealed class Rollout
{
    private readonly Conversation _talk = new();
    private readonly ResponseUsage _usage;
    private JsonElement? _meta;
    private DateTimeOffset? _first;
    private DateTimeOffset? _last;
    private string? _model;
    private string? _oversight;
    private string? _prompt;
    private string? _ending;
    private long _contextCharacters;

    private Rollout(bool statesUsage) => _usage = new ResponseUsage(statesUsage);

    public static Rollout Read(List<JsonElement> rows)
    {
        var rollout = new Rollout(rows.Exists(ResponseUsage.IsStated));
        foreach (var row in rows)
        {
            rollout.Add(row);
        }

        return rollout;
    }

    public Run ToRun(Original original)
    {
        foreach (var (response, usage) in _usage.All)
        {
            _talk.Used(response, usage);
        }

        var (steps, closing) = _talk.Build();
        var system = _contextCharacters + Instructions.Length;
        var (filled, last) = TokenEstimate.Fill(steps, closing, system + (_prompt?.Length ?? 0), system);
        return new Run
        {
            Id = _meta.Text("id") ?? Path.GetFileNameWithoutExtension(original.File.Name),
            Format = "codex-rollout",
            Agent = "codex",
            AgentVersion = _meta.Text("cli_version"),
            Model = _model,
            Prompt = _prompt,
            Oversight = _oversight,
            StartedAt = _meta?.Time("timestamp") ?? _first,
            EndedAt = _last,
            ExitStatus = _ending,
            Outcome = Outcome.Unknown,
            Steps = filled,
            Closing = last,
            SecretsMasked = original.Masked,
            Source = original.Source(),
        };
    }

    private string Instructions =>
        _meta.Field("base_instructions").Text("text")
        ?? _meta.Text("base_instructions")
        ?? _meta.Text("instructions")
        ?? "";

    private void Add(JsonElement row)
    {
        var at = row.Time("timestamp");
        _first ??= at;
        _last = at ?? _last;
        if (row.Field("payload") is not { } payload)
        {
            AddBare(row);
            return;
        }

        switch (row.Text("type"))
        {
            case "session_meta":
                // A fork may copy its parent's history, header and all: its own header comes first.
                _meta ??= payload;
                break;
            case "turn_context":
                _model ??= payload.Text("model");
                _oversight ??= OversightOf(payload);
                break;
            case "response_item":
                Item(payload, at);
                break;
            case "token_usage_record":
                _usage.Record(payload.Field("usage"));
                break;
            case "event_msg":
                Event(payload);
                break;
        }
    }

    /// <summary>The approval policy and the sandbox, which older versions call a mode and newer ones a type.</summary>
    private static string? OversightOf(JsonElement context)
    {
        var sandbox = context.Field("sandbox_policy") is { ValueKind: JsonValueKind.Object } policy
            ? policy.Text("type") ?? policy.Text("mode")
            : context.Text("sandbox_policy");
        string?[] stated = [context.Text("approval_policy"), sandbox];
        return stated.Any(s => s is not null) ? string.Join(", ", stated.Where(s => s is not null)) : null;
    }

    private void AddBare(JsonElement row)
    {
        if (row.Field("type") is null && row.Field("id") is not null)
        {
            _meta ??= row;
        }
        else
        {
            Item(row, at: null);
        }
    }

    private void Event(JsonElement payload)
    {
        switch (payload.Text("type"))
        {
            case "token_count":
                _usage.Count(payload.Field("info"));
                break;
            case "task_complete" or "turn_complete":
                _ending = "task_complete";
                break;
            case "turn_aborted":
                _ending = payload.Text("reason") is { } reason ? $"turn_aborted: {reason}" : "turn_aborted";
                break;
            case "task_started" or "turn_started":
                _ending = "no_end_recorded";
                break;
        }
    }

    private void Item(JsonElement item, DateTimeOffset? at)
    {
        switch (item.Text("type"))
        {
            case "message" when item.Text("role") == "assistant":
                _talk.Say(_usage.Response(), null, item.Text("content") ?? "", at);
                break;
            case "message":
                Given(item.Text("role"), item.Text("content") ?? "");
                break;
            case "reasoning":
                var content = item.Text("content") is { Length: > 0 } full ? full : item.Text("summary");
                _talk.Think(_usage.Response(), null, content ?? "", at);
                break;
            case { } type when CodexCall.Read(type, item) is { } call:
                _talk.Call(_usage.Response(), null, call, at);
                break;
            case "function_call_output" or "custom_tool_call_output":
                var result = CodexResult.Read(item.Field("output"));
                _talk.Return(item.Text("call_id") ?? "", result.Text, result.IsError, result.ExitCode);
                _usage.Answered();
                break;
        }
    }

    /// <summary>What the model was sent: instructions and context of the program, or words of the user.</summary>
    private void Given(string? role, string text)
    {
        if (role != "user" || IsContext(text))
        {
            _contextCharacters += _talk.IsEmpty ? text.Length : 0;
        }
        else if (_prompt is null)
        {
            _prompt = text;
        }
        else
        {
            _talk.Answer(text);
        }
    }

    /// <summary>Codex sends what it knows of the surroundings in the user's name, in a tag of its own.</summary>
    private static bool IsContext(string text)
    {
        var end = text.IndexOf('>', StringComparison.Ordinal);
        return text.StartsWith("# AGENTS.md instructions", StringComparison.Ordinal)
            || (
                text.StartsWith('<')
                && end > 0
                && text.AsSpan().TrimEnd().EndsWith($"</{text[1..end]}>", StringComparison.Ordinal)
            );
    }
}
