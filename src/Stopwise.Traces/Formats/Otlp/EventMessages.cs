using System.Buffers;
using System.Text.Json;
using Stopwise.Traces.Formats.Exchanges;

namespace Stopwise.Traces.Formats.Otlp;

/// <summary>Messages that the older GenAI convention tells as events of a span, or as log records beside it.</summary>
internal static class EventMessages
{
    public static List<ChatMessage> Sent(IReadOnlyList<OtlpEvent> events)
    {
        var sent = new List<ChatMessage>();
        foreach (var said in events)
        {
            ChatRole? role = said.Name switch
            {
                "gen_ai.system.message" => ChatRole.System,
                "gen_ai.user.message" => ChatRole.User,
                "gen_ai.assistant.message" => ChatRole.Model,
                "gen_ai.tool.message" => ChatRole.Tool,
                _ => null,
            };
            if (role is { } speaker)
            {
                sent.Add(MessageShapes.ReadAs(Content(said), speaker));
            }
            else if (said.Name == "gen_ai.content.prompt")
            {
                sent.AddRange(
                    MessageShapes.ReadAll(said.Attributes.Json("gen_ai.prompt") ?? said.Attributes["gen_ai.prompt"])
                );
            }
        }

        return sent;
    }

    public static ChatMessage? Answer(IReadOnlyList<OtlpEvent> events)
    {
        foreach (var said in events)
        {
            if (said.Name == "gen_ai.choice")
            {
                var choice = Content(said);
                if (
                    choice.Field("message") is { } blocks
                    && OtlpAttributes.AsJson(blocks) is { ValueKind: JsonValueKind.Array } list
                )
                {
                    var pieces = new MessagePieces();
                    pieces.Content(list);
                    return pieces.ToMessage(ChatRole.Model, null);
                }

                return MessageShapes.ReadAs(
                    choice.Field("message") is { } message
                    && OtlpAttributes.AsJson(message) is { ValueKind: JsonValueKind.Object } whole
                        ? whole
                        : choice,
                    ChatRole.Model
                );
            }

            if (said.Name == "gen_ai.content.completion")
            {
                return MessageShapes.Answer(
                    said.Attributes.Json("gen_ai.completion") ?? said.Attributes["gen_ai.completion"]
                );
            }
        }

        return null;
    }

    /// <summary>A list of objects, or a message, that was written as text.</summary>
    private static JsonElement Blocks(JsonElement value) =>
        OtlpAttributes.AsJson(value) switch
        {
            { ValueKind: JsonValueKind.Array } list
                when list.EnumerateArray().All(b => b.ValueKind == JsonValueKind.Object) => list,
            { ValueKind: JsonValueKind.Object } message when message.Field("role") is not null => message,
            _ => value,
        };

    /// <summary>What the event says: the body of a log record, one attribute that holds all, or the attributes themselves.</summary>
    private static JsonElement Content(OtlpEvent said)
    {
        if (said.Body is { ValueKind: JsonValueKind.Object } body)
        {
            return body;
        }

        if (said.Attributes.Json("gen_ai.event.content", "event_body") is { ValueKind: JsonValueKind.Object } content)
        {
            return content;
        }

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var key in said.Attributes.Keys)
            {
                if (said.Attributes[key] is { } value)
                {
                    writer.WritePropertyName(key);
                    (key is "tool_calls" or "message" or "content" ? Blocks(value) : value).WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return Original.ParseLine(json.WrittenMemory) ?? default;
    }
}
