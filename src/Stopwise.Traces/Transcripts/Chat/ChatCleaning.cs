using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Chat;

/// <summary>Brings one message into a form that a chat completion takes, apart from where it stands.</summary>
internal sealed class ChatCleaning(RepairLog log)
{
    private static readonly JsonElement Empty = WireJson.Text("");
    private static readonly JsonElement Null = WireJson.Made(w => w.WriteNullValue());

    /// <summary>The message, untouched where it is well-formed; null where nothing of it can be kept.</summary>
    public JsonElement? Clean(JsonElement message, string path)
    {
        var role = message.Filled("role");
        if (!ChatWire.IsRole(role))
        {
            log.Removed(TranscriptRule.Shape, path, message);
            return null;
        }

        if (role is "tool" or "function")
        {
            return Content(message, path, Empty);
        }

        if (role != "assistant")
        {
            return Content(message, path, ifEmpty: null);
        }

        message = LegacyCall(ToolCalls(message, path), path);
        var maySayNothing = message.Has("tool_calls") || message.Has("function_call") || IsSpoken(message);
        return maySayNothing && message.Field("content") is null
            ? message
            : Content(message, path, maySayNothing ? Null : null);
    }

    /// <summary>Sound and refusals may stand where words are missing.</summary>
    private static bool IsSpoken(JsonElement message) =>
        message.Filled("refusal") is not null || message.Field("audio") is { ValueKind: JsonValueKind.Object };

    /// <param name="message">A message of any role.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="ifEmpty">What stands where nothing is said; null where such a message is left out.</param>
    private JsonElement? Content(JsonElement message, string path, JsonElement? ifEmpty)
    {
        var content = message.Field("content");
        if (content.IsText())
        {
            return message;
        }

        if (content is { ValueKind: JsonValueKind.Array } list)
        {
            var before = log.Edits.Count;
            var parts = Parts(list, path);
            if (parts.Count > 0)
            {
                return log.Edits.Count == before ? message : message.With("content", WireJson.List(parts));
            }
        }
        else if (content is { } other)
        {
            log.Changed(TranscriptRule.Content, path, "content that was neither text nor parts: now its text");
            return message.With("content", WireJson.Told(other));
        }

        if (ifEmpty is null)
        {
            log.Removed(TranscriptRule.Content, path, message);
            return null;
        }

        log.Changed(TranscriptRule.Content, path, $"no content: now {ifEmpty.Value.GetRawText()}");
        return message.With("content", ifEmpty);
    }

    private List<JsonElement> Parts(JsonElement content, string path)
    {
        var parts = new List<JsonElement>();
        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            var at = $"{path}.content[{index++}]";
            if (part.ValueKind == JsonValueKind.String)
            {
                log.Changed(TranscriptRule.Content, at, "a bare text: now a part");
                parts.Add(WireJson.Object(("type", WireJson.Text("text")), ("text", part)));
            }
            else if (ChatWire.IsPart(part))
            {
                parts.Add(part);
            }
            else
            {
                log.Removed(TranscriptRule.Content, at, part);
            }
        }

        return parts;
    }

    private JsonElement ToolCalls(JsonElement message, string path)
    {
        if (!message.Has("tool_calls"))
        {
            return message;
        }

        var before = log.Edits.Count;
        var calls = new List<JsonElement>();
        var index = 0;
        foreach (var call in message.Items("tool_calls"))
        {
            if (Call(call, $"{path}.tool_calls[{index++}]") is { } clean)
            {
                calls.Add(clean);
            }
        }

        if (calls.Count > 0)
        {
            return log.Edits.Count > before ? message.With("tool_calls", WireJson.List(calls)) : message;
        }

        log.Changed(TranscriptRule.CallShape, path, "an empty list of calls: left out");
        return message.Without("tool_calls");
    }

    private JsonElement? Call(JsonElement call, string path)
    {
        var kind =
            call.Field("function") is not null || call.Filled("type") == "function" ? "function"
            : call.Field("custom") is not null || call.Filled("type") == "custom" ? "custom"
            : null;
        if (call.Filled("id") is null || kind is null || call.Field(kind)?.Filled("name") is null)
        {
            // An answer that was cut off before its call had a name.
            log.Removed(TranscriptRule.CallShape, path, call);
            return null;
        }

        if (call.Filled("type") != kind)
        {
            log.Changed(TranscriptRule.CallShape, path, $"the type: now {kind}");
            call = call.With("type", kind);
        }

        var body = call.Field(kind)!.Value;
        var clean = kind == "function" ? Arguments(body, "arguments", "{}", path) : Arguments(body, "input", "", path);
        return clean is null ? call : call.With(kind, clean);
    }

    /// <summary>The call with its arguments as text; null where they are.</summary>
    private JsonElement? Arguments(JsonElement body, string field, string empty, string path)
    {
        var arguments = body.Field(field);
        if (arguments.IsText())
        {
            return null;
        }

        log.Changed(TranscriptRule.CallShape, path, $"{field} that were no text: now their text");
        return body.With(field, arguments is { } value ? WireJson.Text(value.GetRawText()) : WireJson.Text(empty));
    }

    private JsonElement LegacyCall(JsonElement message, string path)
    {
        if (!message.Has("function_call"))
        {
            return message;
        }

        if (message.Field("function_call") is not { } call || call.Filled("name") is null)
        {
            log.Changed(TranscriptRule.CallShape, $"{path}.function_call", "a call without a name: left out");
            return message.Without("function_call");
        }

        return Arguments(call, "arguments", "{}", $"{path}.function_call") is { } clean
            ? message.With("function_call", clean)
            : message;
    }
}
