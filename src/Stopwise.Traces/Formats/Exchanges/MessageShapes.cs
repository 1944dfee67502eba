using System.Text;
using System.Text.Json;
using Stopwise.Traces.Runs;

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
            if (role != ChatRole.Tool || name != "content")
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

/// <summary>Collects the blocks of one message.</summary>
internal sealed class MessagePieces
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thought = new();
    private readonly List<ToolCall> _calls = [];
    private readonly List<ToolResult> _results = [];

    public int Results => _results.Count;

    public ChatMessage ToMessage(ChatRole role, string? id) =>
        new(role)
        {
            Id = id,
            Text = _text.ToString(),
            Thought = _thought.Length == 0 ? null : _thought.ToString(),
            Calls = _calls,
            Results = _results,
        };

    public void Content(JsonElement? content)
    {
        switch (content)
        {
            case { ValueKind: JsonValueKind.Array } blocks:
                foreach (var block in blocks.EnumerateArray())
                {
                    Block(block);
                }

                break;
            case { ValueKind: JsonValueKind.Object } block:
                Block(block);
                break;
            case { } text:
                Say(text.AsText());
                break;
        }
    }

    /// <summary>A message that is itself a call, a result or a thought, as the Responses API has them.</summary>
    public void Item(JsonElement item)
    {
        var type = item.Text("type") ?? "";
        if (type.EndsWith("_call_output", StringComparison.Ordinal))
        {
            Return(item.Text("call_id") ?? item.Text("id"), item);
        }
        else if (MessageShapes.IsCallItem(type))
        {
            Call(item);
        }
        else if (type == "reasoning")
        {
            foreach (var part in item.Items("summary"))
            {
                Think(part.Text("text"));
            }
        }
    }

    public void Think(string? thought)
    {
        if (!string.IsNullOrEmpty(thought))
        {
            _thought.Append(_thought.Length == 0 ? "" : "\n").Append(thought);
        }
    }

    public void Call(JsonElement source)
    {
        var call = source.Field("tool_call") ?? source;
        var function = call.Field("function") is { ValueKind: JsonValueKind.Object } f ? f : call;
        var name = function.Text("name") ?? call.Text("name") ?? call.Text("toolName") ?? call.Text("type") ?? "";
        var arguments =
            First(function, "arguments", "args", "input", "action") ?? First(call, "arguments", "args", "input");
        var id = call.Text("call_id") ?? call.Text("id") ?? call.Text("toolCallId") ?? "";
        if (id.Length > 0 && _calls.Exists(c => c.Id == id))
        {
            return;
        }

        var made = ToolCalls.Create(id, name, Parsed(arguments));
        _calls.Add(call.Text("output") is { } output && id.Length > 0 ? made with { Result = output } : made);
    }

    public void Return(string? call, JsonElement source)
    {
        var result = First(source, "content", "output", "result", "response");
        var isError = (source.Flag("is_error") ?? source.Flag("isError") ?? false) || source.Text("status") is "error";
        _results.Add(new ToolResult(call ?? "", result?.AsText() ?? "", isError));
    }

    private void Block(JsonElement block)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            Say(block.AsText());
            return;
        }

        // OpenInference puts every block below a name of its own.
        block = block.Field("message_content") ?? block;
        switch (block.Text("type"))
        {
            case "thinking" or "reasoning":
                Think(block.Text("thinking") ?? block.Text("content") ?? block.Text("reasoning") ?? block.Text("text"));
                break;
            case "redacted_thinking":
                break;
            case "tool_use" or "server_tool_use" or "mcp_tool_use" or "tool_call" or "tool-call":
                Call(block);
                break;
            case "tool_result" or "tool_call_response" or "tool-result":
                Return(block.Text("tool_use_id") ?? block.Text("id") ?? block.Text("toolCallId"), block);
                break;
            case null when block.Field("functionCall") is { } call:
                Call(call);
                break;
            case null when block.Field("functionResponse") is { } response:
                Return(response.Text("id"), response);
                break;
            case var type:
                Say(block.Text("text") ?? block.Text("content") ?? $"[{type ?? "block"}]");
                break;
        }
    }

    private void Say(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _text.Append(_text.Length == 0 ? "" : "\n").Append(text);
        }
    }

    private static JsonElement? First(JsonElement source, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (source.Field(name) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    private static JsonElement? Parsed(JsonElement? arguments) =>
        arguments is { ValueKind: JsonValueKind.String } text
        && Original.ParseLine(Encoding.UTF8.GetBytes(text.AsText() ?? "")) is { ValueKind: JsonValueKind.Object } parsed
            ? parsed
            : arguments;
}
