using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.ClaudeCode;

/// <summary>The message rows that transcripts and stream-json have in common: Anthropic content blocks and usage.</summary>
internal static class MessageRows
{
    public static void Assistant(Conversation talk, JsonElement row, string? parent, DateTimeOffset? at)
    {
        if (row.Field("message") is not { } message)
        {
            return;
        }

        var id = message.Text("id") ?? row.Text("uuid") ?? "";
        if (message.Field("content") is { ValueKind: JsonValueKind.String } plain)
        {
            talk.Say(id, parent, plain.AsText() ?? "", at);
        }

        foreach (var block in message.Items("content"))
        {
            switch (block.Text("type"))
            {
                case "text":
                    talk.Say(id, parent, block.Text("text") ?? "", at);
                    break;
                case "thinking":
                    talk.Think(id, parent, block.Text("thinking") ?? "", at);
                    break;
                case "tool_use" or "server_tool_use":
                    talk.Call(
                        id,
                        parent,
                        ToolCalls.Create(block.Text("id") ?? "", block.Text("name") ?? "", block.Field("input")),
                        at
                    );
                    break;
            }
        }

        talk.Used(id, UsageOf(message.Field("usage")));
    }

    /// <summary>Hands tool results to their calls; gives back what else the row says.</summary>
    public static string? User(Conversation talk, JsonElement row)
    {
        var content = row.Field("message").Field("content");
        if (content is { ValueKind: JsonValueKind.String } plain)
        {
            return plain.AsText();
        }

        var said = new List<string>();
        foreach (var block in row.Field("message")?.Items("content") ?? [])
        {
            if (block.Text("type") == "tool_result")
            {
                talk.Return(
                    block.Text("tool_use_id") ?? "",
                    block.Text("content") ?? "",
                    block.Flag("is_error") ?? false
                );
            }
            else if (block.Text("text") is { } text)
            {
                said.Add(text);
            }
        }

        return said.Count == 0 ? null : string.Join('\n', said);
    }

    /// <summary>Anthropic counts cached input apart; here it is part of the input.</summary>
    public static Usage UsageOf(JsonElement? usage)
    {
        var (read, created) = (usage.Whole("cache_read_input_tokens"), usage.Whole("cache_creation_input_tokens"));
        var input = usage.Whole("input_tokens");
        return new Usage(
            input is null && read is null && created is null ? null : (input ?? 0) + (read ?? 0) + (created ?? 0),
            usage.Whole("output_tokens"),
            read,
            null,
            Estimated: false
        );
    }
}
