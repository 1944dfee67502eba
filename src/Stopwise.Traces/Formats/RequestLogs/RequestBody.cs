using System.Text.Json;
using Stopwise.Traces.Formats.Exchanges;

namespace Stopwise.Traces.Formats.RequestLogs;

/// <summary>What a request sends to a model: chat completions, Responses, Anthropic messages, or what looks like them.</summary>
internal static class RequestBody
{
    public static bool Is(JsonElement body) =>
        body.Field("messages") is { ValueKind: JsonValueKind.Array }
        || body.Field("contents") is { ValueKind: JsonValueKind.Array }
        || (body.Field("model") is not null && (body.Field("input") ?? body.Field("prompt")) is not null);

    public static List<ChatMessage> Sent(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return MessageShapes.ReadAll(body);
        }

        var sent = MessageShapes.ReadAll(
            body.Field("messages")
                ?? body.Field("contents")
                ?? body.Field("input")
                ?? body.Field("prompt")
                ?? body.Field("prompts")
        );
        if ((body.Field("system") ?? body.Field("instructions") ?? body.Field("systemInstruction")) is { } system)
        {
            var pieces = new MessagePieces();
            pieces.Content(system.Field("parts") ?? system);
            sent.Insert(0, pieces.ToMessage(ChatRole.System, null));
        }

        return sent;
    }
}
