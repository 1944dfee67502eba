using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Anthropic;

/// <summary>Brings messages and blocks into a form that the wire takes, apart from where they stand.</summary>
internal sealed class AnthropicCleaning(RepairLog log)
{
    /// <summary>The message with the blocks that can be kept, which may be none; null for an entry that is no message.</summary>
    public Draft? Clean(JsonElement message, string path)
    {
        var role = message.Filled("role");
        if (role is not ("user" or "assistant" or "system" or "developer"))
        {
            log.Removed(TranscriptRule.Shape, path, message);
            return null;
        }

        if (role is "system" or "developer")
        {
            log.Changed(TranscriptRule.Shape, path, $"the role {role}: now user");
            role = "user";
        }

        var before = log.Edits.Count;
        var draft = new Draft(message, role, path);
        Content(message, draft);
        draft.IsEdited = log.Edits.Count > before;
        return draft;
    }

    private void Content(JsonElement message, Draft draft)
    {
        switch (message.Field("content"))
        {
            case { ValueKind: JsonValueKind.String } text:
                Text(text, draft, draft.Path);
                break;
            case { ValueKind: JsonValueKind.Array } blocks:
                var index = 0;
                foreach (var block in blocks.EnumerateArray())
                {
                    Block(block, draft, $"{draft.Path}.content[{index++}]");
                }

                if (index == 0)
                {
                    log.Removed(TranscriptRule.EmptyText, draft.Path, message);
                }

                break;
            case { } other:
                log.Changed(
                    TranscriptRule.Content,
                    draft.Path,
                    "content that was neither text nor blocks: now its text"
                );
                Text(WireJson.Told(other), draft, draft.Path);
                break;
            default:
                log.Removed(TranscriptRule.Content, draft.Path, message);
                break;
        }
    }

    private void Text(JsonElement text, Draft draft, string path)
    {
        if (text.IsBlank())
        {
            log.Removed(TranscriptRule.EmptyText, path, text);
        }
        else
        {
            draft.Blocks.Add(new Block(text, "text", path));
        }
    }

    private void Block(JsonElement json, Draft draft, string path)
    {
        if (json.ValueKind == JsonValueKind.String && !json.IsBlank())
        {
            log.Changed(TranscriptRule.Content, path, "a bare text: now a block");
            draft.Blocks.Add(new Block(Blocks.Text(json), "text", path));
            return;
        }

        var type = json.Filled("type");
        if (type is null)
        {
            log.Removed(TranscriptRule.Shape, path, json);
            return;
        }

        var clean = type switch
        {
            "text" => Text(json, path),
            "tool_use" or "server_tool_use" or "mcp_tool_use" => Call(json, draft, path),
            "tool_result" => Result(json, path),
            _ when Blocks.IsThought(type) => Thought(json, draft, path),
            _ when Blocks.IsServerResult(type) => ServerResult(json, draft, path),
            _ => json,
        };
        if (clean is { } kept)
        {
            draft.Blocks.Add(new Block(kept, type, path));
        }
    }

    private JsonElement? Text(JsonElement json, string path)
    {
        if (json.Field("text") is { ValueKind: JsonValueKind.String } text && !text.IsBlank())
        {
            return json;
        }

        log.Removed(TranscriptRule.EmptyText, path, json);
        return null;
    }

    private JsonElement? Thought(JsonElement json, Draft draft, string path)
    {
        if (!draft.IsUser && Blocks.IsSigned(json))
        {
            return json;
        }

        log.Removed(draft.IsUser ? TranscriptRule.BlockPlace : TranscriptRule.UnsignedReasoning, path, json);
        return null;
    }

    private JsonElement? Call(JsonElement json, Draft draft, string path)
    {
        if (draft.IsUser || json.Filled("id") is null || json.Filled("name") is null)
        {
            log.Removed(draft.IsUser ? TranscriptRule.BlockPlace : TranscriptRule.CallShape, path, json);
            return null;
        }

        if (json.Field("input") is { ValueKind: JsonValueKind.Object })
        {
            return json;
        }

        // Input that was cut off on its way is text that is no object yet.
        var input =
            json.Field("input") is { ValueKind: JsonValueKind.String } text
            && WireJson.Parse(System.Text.Encoding.UTF8.GetBytes(text.AsText()!), out _)
                is { ValueKind: JsonValueKind.Object } whole
                ? whole
                : WireJson.Object();
        log.Changed(
            TranscriptRule.CallShape,
            path,
            $"input that was no object: {json.Field("input")?.GetRawText() ?? "none"}"
        );
        return json.With("input", input);
    }

    private JsonElement? ServerResult(JsonElement json, Draft draft, string path)
    {
        if (!draft.IsUser && json.Filled("tool_use_id") is not null)
        {
            return json;
        }

        log.Removed(draft.IsUser ? TranscriptRule.BlockPlace : TranscriptRule.Orphan, path, json);
        return null;
    }

    private JsonElement? Result(JsonElement json, string path)
    {
        if (json.Filled("tool_use_id") is null)
        {
            log.Removed(TranscriptRule.Orphan, path, json);
            return null;
        }

        if (json.Has("is_error") && json.Flag("is_error") is null)
        {
            log.Changed(TranscriptRule.ResultShape, path, "is_error was neither true nor false: left out");
            json = json.Without("is_error");
        }

        json = ResultContent(json, path);
        if (json.Flag("is_error") == true && IsEmpty(json.Field("content")))
        {
            log.Changed(TranscriptRule.ResultShape, path, "an error without words: now the word error");
            json = json.With("content", "error");
        }

        return json;
    }

    private JsonElement ResultContent(JsonElement json, string path)
    {
        switch (json.Field("content"))
        {
            case null when !json.Has("content"):
            case { ValueKind: JsonValueKind.String }:
                return json;
            case null:
                log.Changed(TranscriptRule.ResultShape, path, "content that was null: left out");
                return json.Without("content");
            case { ValueKind: JsonValueKind.Array } content:
                var before = log.Edits.Count;
                var parts = new List<JsonElement>();
                var index = 0;
                foreach (var part in content.EnumerateArray())
                {
                    parts.AddRange(ResultPart(part, $"{path}.content[{index++}]") is { } kept ? [kept] : []);
                }

                return log.Edits.Count == before ? json : json.With("content", WireJson.List(parts));
            case { } other:
                log.Changed(TranscriptRule.ResultShape, path, "content that was neither text nor blocks: now its text");
                return json.With("content", WireJson.Told(other));
        }
    }

    private JsonElement? ResultPart(JsonElement part, string path)
    {
        if (part.ValueKind == JsonValueKind.String && !part.IsBlank())
        {
            log.Changed(TranscriptRule.ResultShape, path, "a bare text: now a block");
            return Blocks.Text(part);
        }

        if (part.Filled("type") == "text")
        {
            return Text(part, path);
        }

        if (part.Filled("type") is not null)
        {
            return part;
        }

        log.Removed(TranscriptRule.ResultShape, path, part);
        return null;
    }

    private static bool IsEmpty(JsonElement? content) =>
        content is null
        || content is { ValueKind: JsonValueKind.String } text && text.AsText() is "" or null
        || content is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0;
}
