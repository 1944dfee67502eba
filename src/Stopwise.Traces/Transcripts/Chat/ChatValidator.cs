using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Chat;

/// <summary>Refuses what a chat completion refuses.</summary>
internal sealed class ChatValidator(FaultList faults)
{
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private string _caller = "";

    public void Check(JsonElement messages)
    {
        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            Message(message, $"messages[{index++}]");
        }

        CloseCalls();
        if (index == 0)
        {
            faults.Add(TranscriptRule.Empty, "messages", "[] is too short - 'messages'");
        }
    }

    private void Message(JsonElement message, string path)
    {
        var role = message.Filled("role");
        if (role is "tool" or "function")
        {
            Result(message, path);
            Content(message, path);
            return;
        }

        CloseCalls();
        if (!ChatWire.IsRole(role))
        {
            faults.Add(
                TranscriptRule.Shape,
                path,
                $"Invalid value: '{role}'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'."
            );
        }
        else if (role != "assistant")
        {
            Content(message, path);
        }
        else
        {
            Assistant(message, path);
        }
    }

    private void Assistant(JsonElement message, string path)
    {
        _caller = path;
        _answered.Clear();
        var calls = message.Has("tool_calls");
        if (calls)
        {
            ToolCalls(message, path);
        }

        if (message.Has("function_call"))
        {
            calls = true;
            LegacyCall(message, path);
        }

        var isSpoken =
            message.Filled("refusal") is not null || message.Field("audio") is { ValueKind: JsonValueKind.Object };
        if (message.Field("content") is not null || !calls && !isSpoken)
        {
            Content(message, path);
        }
    }

    private void ToolCalls(JsonElement message, string path)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var call in message.Items("tool_calls"))
        {
            var at = $"{path}.tool_calls[{index++}]";
            if (call.Filled("id") is not { } id)
            {
                faults.Add(TranscriptRule.CallShape, $"{at}.id", $"Missing required parameter: '{at}.id'.");
                continue;
            }

            if (ids.Add(id))
            {
                _open.Add(id);
            }
            else
            {
                faults.Add(
                    TranscriptRule.CallId,
                    $"{at}.id",
                    $"Duplicate value for 'id': '{id}' in {path}.tool_calls."
                );
            }

            var (kind, field) = call.Filled("type") == "custom" ? ("custom", "input") : ("function", "arguments");
            if (call.Filled("type") != kind)
            {
                faults.Add(TranscriptRule.CallShape, $"{at}.type", $"Missing required parameter: '{at}.type'.");
            }

            CallBody(call.Field(kind), field, $"{at}.{kind}");
        }

        if (index == 0)
        {
            faults.Add(TranscriptRule.CallShape, path, $"[] is too short - '{path}.tool_calls'");
        }
    }

    private void LegacyCall(JsonElement message, string path)
    {
        var call = message.Field("function_call");
        CallBody(call, "arguments", $"{path}.function_call");
        if (call?.Filled("name") is { } name)
        {
            _open.Add(ChatWire.LegacyKey + name);
        }
    }

    private void CallBody(JsonElement? body, string field, string path)
    {
        if (body?.Filled("name") is null)
        {
            faults.Add(TranscriptRule.CallShape, $"{path}.name", $"Missing required parameter: '{path}.name'.");
        }
        else if (!body.Field(field).IsText())
        {
            faults.Add(
                TranscriptRule.CallShape,
                $"{path}.{field}",
                $"Invalid type for '{path}.{field}': expected a string."
            );
        }
    }

    private void Result(JsonElement message, string path)
    {
        ChatWire.ResultKey(message, out var key);
        if (key is not null && _open.Remove(key))
        {
            _answered.Add(key);
        }
        else if (key is not null && _answered.Contains(key))
        {
            faults.Add(
                TranscriptRule.SecondResult,
                path,
                $"Duplicate value for 'tool_call_id': '{ChatWire.Shown(key)}' is answered already."
            );
        }
        else
        {
            faults.Add(
                TranscriptRule.Orphan,
                path,
                "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'."
            );
        }
    }

    /// <summary>At the next message that is no result, or at the end: every call must have its result by now.</summary>
    private void CloseCalls()
    {
        if (_open.Count > 0)
        {
            faults.Add(
                TranscriptRule.Unanswered,
                _caller,
                "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. "
                    + $"The following tool_call_ids did not have response messages: {string.Join(", ", _open.Select(ChatWire.Shown))}"
            );
        }

        _open.Clear();
        _answered.Clear();
    }

    private void Content(JsonElement message, string path)
    {
        var content = message.Field("content");
        if (content.IsText())
        {
            return;
        }

        if (content is not { ValueKind: JsonValueKind.Array } parts)
        {
            faults.Add(
                TranscriptRule.Content,
                $"{path}.content",
                $"Invalid value for 'content': expected a string, got {content?.ValueKind.ToString().ToLowerInvariant() ?? "null"}."
            );
            return;
        }

        var index = 0;
        foreach (var part in parts.EnumerateArray())
        {
            var at = $"{path}.content[{index++}]";
            if (!ChatWire.IsPart(part))
            {
                faults.Add(TranscriptRule.Content, at, $"Missing required parameter: '{at}.type'.");
            }
        }

        if (index == 0)
        {
            faults.Add(TranscriptRule.Content, $"{path}.content", $"[] is too short - '{path}.content'");
        }
    }
}
