using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Responses;

/// <summary>Brings one item into a form that the input of a response takes, apart from where it stands.</summary>
internal sealed class ResponsesCleaning(RepairLog log)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>The item, untouched where it is well-formed; null where nothing of it can be kept.</summary>
    public JsonElement? Clean(JsonElement item, string path)
    {
        if (ResponsesWire.Type(item) is not { } type)
        {
            log.Removed(TranscriptRule.Shape, path, item);
            return null;
        }

        var clean =
            type == "message" ? Message(item, path)
            : type == "reasoning" ? Reasoning(item, path)
            : CallKind.OfCall(item, type) is { } kind ? Call(item, kind, path)
            : CallKind.OfOutput(item, type) is { } answered ? Output(item, answered, path)
            : item;
        if (clean is { } kept && ResponsesWire.ItemId(kept, type) is { } id && !_ids.Add(id))
        {
            log.Removed(TranscriptRule.ItemId, path, item);
            return null;
        }

        return clean;
    }

    private JsonElement? Message(JsonElement item, string path)
    {
        if (!ResponsesWire.IsRole(item.Filled("role")))
        {
            log.Removed(TranscriptRule.Shape, path, item);
            return null;
        }

        switch (item.Field("content"))
        {
            case { ValueKind: JsonValueKind.String }:
                return item;
            case { ValueKind: JsonValueKind.Array } parts:
                var before = log.Edits.Count;
                var kept = Parts(parts, item.Filled("role") == "assistant", path);
                return log.Edits.Count == before ? item : item.With("content", WireJson.List(kept));
            case { } other:
                log.Changed(TranscriptRule.Content, path, "content that was neither text nor parts: now its text");
                return item.With("content", WireJson.Told(other));
            default:
                log.Removed(TranscriptRule.Content, path, item);
                return null;
        }
    }

    private List<JsonElement> Parts(JsonElement content, bool isAssistant, string path)
    {
        var parts = new List<JsonElement>();
        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            var at = $"{path}.content[{index++}]";
            if (part.ValueKind == JsonValueKind.String)
            {
                log.Changed(TranscriptRule.Content, at, "a bare text: now a part");
                parts.Add(
                    WireJson.Object(("type", WireJson.Text(isAssistant ? "output_text" : "input_text")), ("text", part))
                );
            }
            else if (ResponsesWire.IsPart(part))
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

    private JsonElement Reasoning(JsonElement item, string path)
    {
        if (item.Field("summary") is { ValueKind: JsonValueKind.Array })
        {
            return item;
        }

        log.Changed(TranscriptRule.Shape, path, "reasoning without a summary: now an empty one");
        return item.With("summary", WireJson.List([]));
    }

    private JsonElement? Call(JsonElement item, CallKind kind, string path)
    {
        if (kind.KeyOfCall(item) is null || kind.Arguments is not null && item.Filled("name") is null)
        {
            // An answer that was cut off before its call had an id and a name.
            log.Removed(TranscriptRule.CallShape, path, item);
            return null;
        }

        if (kind.Arguments is not { } field || item.Field(field).IsText())
        {
            return item;
        }

        log.Changed(TranscriptRule.CallShape, path, $"{field} that were no text: now their text");
        return item.With(field, item.Field(field)?.GetRawText() ?? (field == "arguments" ? "{}" : ""));
    }

    private JsonElement? Output(JsonElement item, CallKind kind, string path)
    {
        if (kind.KeyOfOutput(item) is null)
        {
            log.Removed(TranscriptRule.Orphan, path, item);
            return null;
        }

        if (kind.IsWhole(item))
        {
            return item;
        }

        if (kind.Type is not ("function_call" or "custom_tool_call" or "local_shell_call"))
        {
            log.Removed(TranscriptRule.ResultShape, path, item);
            return null;
        }

        log.Changed(TranscriptRule.ResultShape, path, "output that was neither text nor parts: now its text");
        return item.With("output", item.Field("output") is { } output ? WireJson.Told(output) : WireJson.Text(""));
    }
}
