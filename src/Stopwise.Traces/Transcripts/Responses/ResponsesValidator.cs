using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Responses;

/// <summary>Refuses what the input of a response is refused for.</summary>
internal sealed class ResponsesValidator(TranscriptRules rules, FaultList faults)
{
    private readonly Dictionary<string, (CallKind Kind, string Path)> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _calls = new(StringComparer.Ordinal);
    private readonly HashSet<string> _answered = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private (string Id, string Path)? _thought;

    public void Check(JsonElement input)
    {
        foreach (var (kind, id) in ResponsesWire.OpenCalls(rules))
        {
            _open[kind.Key(id)] = (kind, "input");
            _calls.Add(kind.Key(id));
        }

        var index = 0;
        if (input.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in input.EnumerateArray())
            {
                Item(item, $"input[{index++}]");
            }

            if (index == 0 && !rules.Continues)
            {
                faults.Add(TranscriptRule.Empty, "input", "Missing required parameter: 'input'.");
            }
        }

        Dangling();
        foreach (var (key, (kind, path)) in _open)
        {
            faults.Add(TranscriptRule.Unanswered, path, $"No tool output found for {kind.Words} {CallKind.IdOf(key)}.");
        }
    }

    private void Item(JsonElement item, string path)
    {
        if (ResponsesWire.Type(item) is not { } type)
        {
            faults.Add(TranscriptRule.Shape, path, $"Missing required parameter: '{path}.type'.");
            Dangling();
            return;
        }

        if (ResponsesWire.ItemId(item, type) is { } id && !_ids.Add(id))
        {
            faults.Add(
                TranscriptRule.ItemId,
                path,
                $"Duplicate item found with id {id}. Remove duplicate items from your input and try again."
            );
        }

        if (type == "reasoning")
        {
            Reasoning(item, path);
            return;
        }

        if (ResponsesWire.IsOfModel(item, type))
        {
            _thought = null;
        }
        else
        {
            Dangling();
        }

        if (type == "message")
        {
            Message(item, path);
        }
        else if (CallKind.OfCall(item, type) is { } call)
        {
            Call(item, call, path);
        }
        else if (CallKind.OfOutput(item, type) is { } answered)
        {
            Output(item, answered, path);
        }
    }

    private void Reasoning(JsonElement item, string path)
    {
        _thought ??= (item.Filled("id") ?? "", path);
        if (item.Field("summary") is not { ValueKind: JsonValueKind.Array })
        {
            faults.Add(TranscriptRule.Shape, path, $"Missing required parameter: '{path}.summary'.");
        }
    }

    private void Dangling()
    {
        if (_thought is var (id, path))
        {
            faults.Add(
                TranscriptRule.DanglingReasoning,
                path,
                $"Item '{id}' of type 'reasoning' was provided without its required following item."
            );
        }

        _thought = null;
    }

    private void Message(JsonElement item, string path)
    {
        if (!ResponsesWire.IsRole(item.Filled("role")))
        {
            faults.Add(
                TranscriptRule.Shape,
                path,
                $"Invalid value: '{item.Filled("role")}'. Supported values are: 'assistant', 'system', 'developer', and 'user'."
            );
        }

        var content = item.Field("content");
        if (content.IsText())
        {
            return;
        }

        if (content is not { ValueKind: JsonValueKind.Array } parts)
        {
            faults.Add(TranscriptRule.Content, $"{path}.content", $"Missing required parameter: '{path}.content'.");
            return;
        }

        var index = 0;
        foreach (var part in parts.EnumerateArray())
        {
            var at = $"{path}.content[{index++}]";
            if (!ResponsesWire.IsPart(part))
            {
                faults.Add(TranscriptRule.Content, at, $"Missing required parameter: '{at}.type'.");
            }
        }
    }

    private void Call(JsonElement item, CallKind kind, string path)
    {
        if (kind.KeyOfCall(item) is not { } key)
        {
            faults.Add(TranscriptRule.CallShape, path, $"Missing required parameter: '{path}.{kind.IdField}'.");
            return;
        }

        if (_calls.Add(key))
        {
            _open[key] = (kind, path);
        }
        else
        {
            faults.Add(TranscriptRule.CallId, path, $"Duplicate value for '{kind.IdField}': '{CallKind.IdOf(key)}'.");
        }

        if (_answered.Contains(key) && rules.Continues)
        {
            faults.Add(
                TranscriptRule.ResultPlace,
                path,
                $"No tool call found for {kind.Words} output with call_id {CallKind.IdOf(key)}: it comes later."
            );
        }

        if (kind.Arguments is not { } field)
        {
            return;
        }

        if (item.Filled("name") is null)
        {
            faults.Add(TranscriptRule.CallShape, path, $"Missing required parameter: '{path}.name'.");
        }

        if (!item.Field(field).IsText())
        {
            faults.Add(TranscriptRule.CallShape, path, $"Invalid type for '{path}.{field}': expected a string.");
        }
    }

    private void Output(JsonElement item, CallKind kind, string path)
    {
        if (!kind.IsWhole(item))
        {
            faults.Add(TranscriptRule.ResultShape, path, $"Missing required parameter: '{path}.output'.");
        }

        var key = kind.KeyOfOutput(item);
        if (key is not null && _open.Remove(key))
        {
            _answered.Add(key);
        }
        else if (key is not null && _answered.Contains(key))
        {
            faults.Add(
                TranscriptRule.SecondResult,
                path,
                $"Duplicate output for {kind.Words} with call_id {CallKind.IdOf(key)}."
            );
        }
        else if (key is not null && rules.Continues)
        {
            _answered.Add(key);
        }
        else
        {
            var id = key is null ? "null" : CallKind.IdOf(key);
            faults.Add(TranscriptRule.Orphan, path, $"No tool call found for {kind.Words} output with call_id {id}.");
        }
    }
}
