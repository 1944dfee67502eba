using System.Buffers;
using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats.Exchanges;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.RequestLogs;

/// <summary>Puts a streamed answer together: the events of chat completions, Responses and Anthropic messages.</summary>
internal sealed class ServerEvents
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _thought = new();
    private readonly SortedDictionary<long, CallDraft> _calls = [];
    private readonly List<JsonElement> _items = [];
    private readonly Dictionary<string, JsonElement> _usage = new(StringComparer.Ordinal);
    private string? _id;
    private string? _model;
    private DateTimeOffset? _at;
    private bool _failed;
    private JsonElement? _whole;

    /// <summary>The body of an event stream; null where the text is none.</summary>
    public static ResponseBody? Read(string body)
    {
        if (!body.StartsWith("data:", StringComparison.Ordinal) && !body.StartsWith("event:", StringComparison.Ordinal))
        {
            return null;
        }

        return Read(Events(body));
    }

    /// <summary>The events of a stream as values; null where they are none.</summary>
    public static ResponseBody? Read(IEnumerable<JsonElement> events)
    {
        var stream = new ServerEvents();
        var known = events.Count(stream.Take);
        return known == 0 ? null : stream.ToBody();
    }

    private static IEnumerable<JsonElement> Events(string body)
    {
        foreach (var line in body.Split('\n'))
        {
            if (
                line.StartsWith("data:", StringComparison.Ordinal)
                && Original.ParseLine(Encoding.UTF8.GetBytes(line[5..].Trim()))
                    is { ValueKind: JsonValueKind.Object } data
            )
            {
                yield return data;
            }
        }
    }

    private bool Take(JsonElement data)
    {
        if (data.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        switch (data.Text("type"))
        {
            case "message_start" when data.Field("message") is { } message:
                Head(message);
                return true;
            case "content_block_start" when data.Field("content_block") is { } block:
                Block(data.Whole("index") ?? 0, block);
                return true;
            case "content_block_delta" when data.Field("delta") is { } delta:
                _text.Append(delta.Text("text"));
                _thought.Append(delta.Text("thinking"));
                Arguments(data.Whole("index") ?? 0, delta.Text("partial_json"));
                return true;
            case "message_delta" or "message_stop" or "content_block_stop" or "ping":
                Count(data.Field("usage"));
                return true;
            case "response.completed" or "response.incomplete" or "response.failed":
                _whole = data.Field("response");
                return true;
            case "response.output_item.done" when data.Field("item") is { } item:
                _items.Add(item);
                return true;
            case "error":
                return _failed = true;
            case { } other when other.StartsWith("response.", StringComparison.Ordinal):
                return true;
        }

        return Chunk(data);
    }

    private bool Chunk(JsonElement chunk)
    {
        if (chunk.Field("choices") is not { ValueKind: JsonValueKind.Array } choices)
        {
            return false;
        }

        Head(chunk);
        foreach (
            var delta in choices.EnumerateArray().Where(c => (c.Whole("index") ?? 0) == 0).Select(c => c.Field("delta"))
        )
        {
            _text.Append(delta.Text("content"));
            _thought.Append(delta.Text("reasoning_content") ?? delta.Text("reasoning"));
            foreach (var call in delta?.Items("tool_calls") ?? [])
            {
                var draft = At(call.Whole("index") ?? _calls.Count);
                draft.Id ??= call.Text("id");
                draft.Name ??= call.Field("function").Text("name");
                draft.Arguments.Append(call.Field("function").Text("arguments"));
            }
        }

        return true;
    }

    private void Head(JsonElement message)
    {
        _id ??= message.Text("id");
        _model ??= message.Text("model");
        _at ??= message.Time("created");
        Count(message.Field("usage"));
    }

    private void Block(long index, JsonElement block)
    {
        if (block.Text("type") is "tool_use" or "server_tool_use")
        {
            var draft = At(index);
            (draft.Id, draft.Name) = (block.Text("id"), block.Text("name"));
        }
        else if (_text.Length > 0 && block.Text("type") == "text")
        {
            _text.Append('\n');
        }
    }

    private void Arguments(long index, string? more)
    {
        if (more is not null)
        {
            At(index).Arguments.Append(more);
        }
    }

    private void Count(JsonElement? usage)
    {
        // Later events repeat the numbers as they are by then; what they leave out stays.
        foreach (
            var number in usage is { ValueKind: JsonValueKind.Object } numbers ? numbers.EnumerateObject() : default
        )
        {
            if (number.Value.ValueKind != JsonValueKind.Null)
            {
                _usage[number.Name] = number.Value;
            }
        }
    }

    private CallDraft At(long index)
    {
        if (!_calls.TryGetValue(index, out var draft))
        {
            _calls[index] = draft = new CallDraft();
        }

        return draft;
    }

    private ResponseBody ToBody()
    {
        if (_whole is { } whole)
        {
            return ResponseBody.Read(whole);
        }

        var answer =
            _items.Count > 0
                ? _items.SelectMany(i => MessageShapes.ReadAll(i, ChatRole.Model)).Aggregate((a, b) => a.With(b))
                : new ChatMessage(ChatRole.Model)
                {
                    Text = _text.ToString(),
                    Thought = _thought.Length == 0 ? null : _thought.ToString(),
                    Calls = [.. _calls.Values.Select(c => c.ToCall())],
                };
        return new ResponseBody
        {
            Id = _id,
            Model = _model,
            Answer = answer,
            Usage = UsageShapes.Read(UsageElement()),
            At = _at,
            Failed = _failed,
        };
    }

    private JsonElement? UsageElement()
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in _usage)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        return Original.ParseLine(json.WrittenMemory);
    }

    private sealed class CallDraft
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();

        public ToolCall ToCall()
        {
            var text = Arguments.Length == 0 ? "{}" : Arguments.ToString();
            return Original.ParseLine(Encoding.UTF8.GetBytes(text)) is { ValueKind: JsonValueKind.Object } parsed
                ? ToolCalls.Create(Id ?? "", Name ?? "", parsed)
                : ToolCalls.Create(Id ?? "", Name ?? "", null) with
                {
                    Arguments = text,
                };
        }
    }
}
