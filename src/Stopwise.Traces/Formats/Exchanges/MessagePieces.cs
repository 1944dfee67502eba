using System.Text;
using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Exchanges;

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
        var id = call.Text("call_id") ?? call.Text("id") ?? call.Text("toolCallId") ?? call.Text("toolUseId") ?? "";
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
            case null when (block.Field("functionCall") ?? block.Field("toolUse")) is { } call:
                Call(call);
                break;
            case null when block.Field("functionResponse") is { } response:
                Return(response.Text("id"), response);
                break;
            case null when block.Field("toolResult") is { } result:
                Return(result.Text("toolUseId"), result);
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
