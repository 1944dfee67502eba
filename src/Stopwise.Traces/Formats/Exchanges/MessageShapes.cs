using System.Text.Json;

namespace Stopwise.Traces.Formats.Exchanges;

/// <summary>
/// Reads messages in any of the shapes that model APIs, tracing conventions and agent frameworks give them. The shapes do not
/// contradict each other, so one reader serves all and need not be told which it has.
/// </summary>
internal static class MessageShapes
{
    /// <summary>A list of messages, one message, or plain text, which is taken as said by <paramref name="plain"/>.</summary>
    public static List<ChatMessage> ReadAll(JsonElement? source, ChatRole plain = ChatRole.User)
    {
        var messages = new List<ChatMessage>();
        if (source is not { } value)
        {
            return messages;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Take(messages, value, plain);
            return messages;
        }

        foreach (var item in value.EnumerateArray())
        {
            // LangChain sends lists of lists, one for each prompt of a batch.
            if (item.ValueKind == JsonValueKind.Array)
            {
                messages.AddRange(ReadAll(item, plain));
                break;
            }

            Take(messages, item, plain);
        }

        return messages;
    }

    /// <summary>The pieces of one answer as one message; null where there are none.</summary>
    public static ChatMessage? Answer(JsonElement? source) =>
        ReadAll(source, ChatRole.Model) is { Count: > 0 } pieces
            ? pieces.Aggregate((a, b) => a.With(b)) with
            {
                Role = ChatRole.Model,
            }
            : null;

    public static ChatMessage? Read(JsonElement message, ChatRole plain = ChatRole.User)
    {
        if (message.ValueKind == JsonValueKind.String)
        {
            return new ChatMessage(plain) { Text = message.AsText() ?? "" };
        }

        var inner = Unwrapped(message);
        return inner.ValueKind == JsonValueKind.Object && RoleOf(message, inner) is { } role
            ? ReadAs(inner, role)
            : null;
    }

    /// <summary>A message whose speaker is known from elsewhere.</summary>
    public static ChatMessage ReadAs(JsonElement inner, ChatRole role)
    {
        var pieces = new MessagePieces();
        pieces.Item(inner);
        foreach (var name in (ReadOnlySpan<string>)["content", "parts", "contents"])
        {
            if (role != ChatRole.Tool || name != "content" || HoldsResults(inner.Field(name)))
            {
                pieces.Content(inner.Field(name));
            }
        }

        foreach (var call in ToolCallsOf(inner))
        {
            pieces.Call(call);
        }

        pieces.Think(inner.Text("reasoning_content") ?? inner.Text("reasoning") ?? inner.Text("thinking"));
        if (role == ChatRole.Tool && pieces.Results == 0)
        {
            pieces.Return(inner.Text("tool_call_id") ?? inner.Text("call_id") ?? inner.Text("id"), inner);
        }

        return pieces.ToMessage(role, inner.Text("id"));
    }

    /// <summary>Whether the content of a tool's message is a list of results, and not the result itself.</summary>
    private static bool HoldsResults(JsonElement? content) =>
        content is { ValueKind: JsonValueKind.Array } blocks
        && blocks
            .EnumerateArray()
            .Any(b =>
                b.Text("type") is "tool_result" or "tool-result"
                || (b.Field("toolResult") ?? b.Field("functionResponse")) is not null
            );

    private static void Take(List<ChatMessage> messages, JsonElement item, ChatRole plain)
    {
        if (Read(item, plain) is not { } message)
        {
            return;
        }

        // The Responses API writes thinking, text and calls of one answer as items of their own.
        var piece = item.Text("type") is { } type && (type is "message" or "reasoning" || IsCallItem(type));
        if (piece && message.Role == ChatRole.Model && messages is [.., { Role: ChatRole.Model } last])
        {
            messages[^1] = last.With(message);
        }
        else
        {
            messages.Add(message);
        }
    }

    private static JsonElement Unwrapped(JsonElement message) =>
        message.Field("kwargs") is { ValueKind: JsonValueKind.Object } kwargs && message.Field("lc") is not null
            ? kwargs
        : message.Field("data") is { ValueKind: JsonValueKind.Object } data && message.Text("type") is not null ? data
        : message.Field("message") is { ValueKind: JsonValueKind.Object } nested && message.Field("role") is null
            ? Unwrapped(nested)
        : message;

    private static ChatRole? RoleOf(JsonElement outer, JsonElement message) =>
        Named(message.Text("role"))
        ?? Named(message.Text("type"))
        ?? Named(outer.Text("type"))
        ?? Named(outer.Items("id").LastOrDefault() is { ValueKind: JsonValueKind.String } type ? type.AsText() : null)
        ?? Named(
            outer.Field("message")?.Items("id").LastOrDefault() is { ValueKind: JsonValueKind.String } inner
                ? inner.AsText()
                : null
        );

    private static ChatRole? Named(string? name) =>
        name switch
        {
            null => null,
            "system" or "developer" or "SystemMessage" => ChatRole.System,
            "user" or "human" or "HumanMessage" => ChatRole.User,
            "assistant" or "ai" or "model" or "AIMessage" or "AIMessageChunk" or "reasoning" => ChatRole.Model,
            "tool" or "function" or "ToolMessage" or "FunctionMessage" => ChatRole.Tool,
            _ when name.EndsWith("_call_output", StringComparison.Ordinal) => ChatRole.Tool,
            _ when IsCallItem(name) => ChatRole.Model,
            _ => null,
        };

    internal static bool IsCallItem(string type) => type.EndsWith("_call", StringComparison.Ordinal);

    private static List<JsonElement> ToolCallsOf(JsonElement message)
    {
        var calls = message.Items("tool_calls").ToList();
        if (calls.Count == 0)
        {
            calls = [.. message.Field("additional_kwargs")?.Items("tool_calls") ?? []];
        }

        if (calls.Count == 0)
        {
            calls = [.. message.Items("toolCalls")];
        }

        return calls.Count == 0 && message.Field("function_call") is { ValueKind: JsonValueKind.Object } only
            ? [only]
            : calls;
    }
}
