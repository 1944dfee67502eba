using System.Text.Json;

namespace Stopwise.Traces.Transcripts.Responses;

/// <summary>Repairs the input of a response: each call is followed by one result, each piece of reasoning by what it led to.</summary>
internal sealed class ResponsesRepair
{
    // Calls that lie with the provider stand in front of all messages.
    private const int Stored = int.MinValue;

    private readonly RepairLog _log;
    private readonly TranscriptRules _rules;
    private readonly ResultMatching _matching = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly List<Item> _items = [];
    private readonly List<Named> _calls = [];

    private readonly HashSet<int> _placed = [];
    private readonly HashSet<string> _foreign = new(StringComparer.Ordinal);
    private readonly List<JsonElement> _output = [];
    private readonly List<JsonElement> _due = [];
    private readonly List<Item> _reasoning = [];
    private readonly Dictionary<int, Item> _early = [];
    private int _since;
    private int _stored;

    private ResponsesRepair(RepairLog log, TranscriptRules rules) => (_log, _rules) = (log, rules);

    public static IEnumerable<JsonElement> Repair(
        JsonElement input,
        TranscriptRules rules,
        RepairLog log,
        LastWord lastWord
    )
    {
        var repair = new ResponsesRepair(log, rules);
        repair.Read(input);
        repair.Rebuild();
        repair.End(input.GetArrayLength(), lastWord);
        return repair._output;
    }

    private void Read(JsonElement input)
    {
        foreach (var (kind, id) in ResponsesWire.OpenCalls(_rules))
        {
            Call(kind, id, Stored);
        }

        _stored = _calls.Count;

        var cleaning = new ResponsesCleaning(_log);
        var index = 0;
        foreach (var given in input.EnumerateArray())
        {
            var path = $"input[{index++}]";
            if (cleaning.Clean(given, path) is not { } json)
            {
                continue;
            }

            var type = ResponsesWire.Type(json)!;
            var item = new Item(json, type, path);
            if (CallKind.OfCall(json, type) is { } kind)
            {
                item = item with { Call = Call(kind, json.Filled(kind.IdField)!, index) };
            }
            else if (CallKind.OfOutput(json, type) is { } answered)
            {
                var key = answered.KeyOfOutput(json)!;
                item = item with { Result = _matching.Result(key) };
                _ids.Add(CallKind.IdOf(key));
            }

            _items.Add(item);
        }

        _matching.Settle();
    }

    private int Call(CallKind kind, string id, int group)
    {
        _ids.Add(id);
        _calls.Add(new Named(kind, id));
        return _matching.Call(kind.Key(id), group);
    }

    private void Rebuild()
    {
        for (var call = 0; call < _stored; call++)
        {
            _keys.Add(_calls[call].Kind.Key(_calls[call].Id));
            Answer(call, "input");
        }

        foreach (var item in _items)
        {
            if (item.Type == "reasoning")
            {
                _since = _reasoning.Count == 0 ? _output.Count : _since;
                _reasoning.Add(item);
            }
            else if (item.Call is { } call)
            {
                PlaceCall(item, call);
            }
            else if (item.Result is { } result)
            {
                PlaceResult(item, result);
            }
            else if (ResponsesWire.IsOfModel(item.Json, item.Type))
            {
                PlaceReasoning();
                _output.Add(item.Json);
            }
            else
            {
                DropReasoning();
                PlaceDue();
                _output.Add(item.Json);
            }
        }

        DropReasoning();
        PlaceDue();
    }

    private void PlaceCall(Item item, int call)
    {
        var (kind, id) = _calls[call];
        if (_matching.ResultOf(call) == ResultMatching.Nobody && kind.NotExecuted(id, "") is null)
        {
            _log.Removed(TranscriptRule.Unanswered, item.Path, item.Json);
            return;
        }

        PlaceReasoning();
        if (!_keys.Add(kind.Key(id)) && kind.IdField == "call_id")
        {
            var fresh = _log.Fresh(id, _ids);
            _log.Renamed(item.Path, id, fresh);
            _calls[call] = new Named(kind, fresh);
            item = item with { Json = item.Json.With(kind.IdField, fresh) };
        }

        _output.Add(item.Json);
        Answer(call, item.Path);
    }

    /// <summary>Behind what the model says in one breath comes the result that was not there, or not behind its call.</summary>
    private void Answer(int call, string path)
    {
        var (kind, id) = _calls[call];
        _placed.Add(call);
        if (_early.Remove(call, out var result))
        {
            _log.Moved(TranscriptRule.ResultPlace, result.Path, $"the result of {id}, behind its call");
            _due.Add(Renamed(result, call));
        }
        else if (
            _matching.ResultOf(call) == ResultMatching.Nobody
            && kind.NotExecuted(id, _log.NotExecuted) is { } made
        )
        {
            _log.Added(TranscriptRule.Unanswered, path, $"a result of {id}");
            _due.Add(made);
        }
    }

    private void PlaceResult(Item item, int result)
    {
        var call = _matching.OwnerOf(result);
        if (call == ResultMatching.Nobody && !_rules.Continues)
        {
            _log.Removed(TranscriptRule.Orphan, item.Path, item.Json);
        }
        else if (call == ResultMatching.Answered || call == ResultMatching.Nobody && !_foreign.Add(KeyOf(item)))
        {
            _log.Removed(TranscriptRule.SecondResult, item.Path, item.Json);
        }
        else if (call >= 0 && !_placed.Contains(call))
        {
            _early[call] = item;
        }
        else
        {
            PlaceDue();
            _output.Add(call < 0 ? item.Json : Renamed(item, call));
        }
    }

    private static string KeyOf(Item result) => CallKind.OfOutput(result.Json, result.Type)!.KeyOfOutput(result.Json)!;

    private JsonElement Renamed(Item item, int call)
    {
        var (_, id) = _calls[call];
        var answered = CallKind.OfOutput(item.Json, item.Type)!;
        var given = CallKind.IdOf(answered.KeyOfOutput(item.Json)!);
        if (given == id)
        {
            return item.Json;
        }

        _log.Renamed(item.Path, given, id);
        return item.Json.With(answered.AnswerField, id);
    }

    private void PlaceReasoning()
    {
        foreach (var thought in _reasoning)
        {
            if (_output.Count > _since)
            {
                _log.Moved(TranscriptRule.DanglingReasoning, thought.Path, "reasoning, to what it led to");
            }
        }

        _output.AddRange(_reasoning.Select(r => r.Json));
        _reasoning.Clear();
    }

    private void DropReasoning()
    {
        foreach (var thought in _reasoning)
        {
            _log.Removed(TranscriptRule.DanglingReasoning, thought.Path, thought.Json);
        }

        _reasoning.Clear();
    }

    private void PlaceDue()
    {
        _output.AddRange(_due);
        _due.Clear();
    }

    private void End(int length, LastWord lastWord)
    {
        var role = lastWord == LastWord.ToReader ? "assistant" : "user";
        if (lastWord != LastWord.None && !(_output is [.., var last] && ResponsesWire.Says(last, role, _log.Sentence)))
        {
            _log.Added(null, $"input[{length}]", _log.Sentence);
            _output.Add(ResponsesWire.Message(role, WireJson.Text(_log.Sentence)));
        }
        else if (_output.Count == 0 && !_rules.Continues)
        {
            _log.Added(TranscriptRule.Empty, $"input[{length}]", RepairLog.NoBeginning);
            _output.Add(ResponsesWire.Message("user", WireJson.Text(RepairLog.NoBeginning)));
        }
    }

    /// <param name="Json">An item that is well-formed by itself.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="Path">Where it was.</param>
    private sealed record Item(JsonElement Json, string Type, string Path)
    {
        /// <summary>Its number among the calls.</summary>
        public int? Call { get; init; }

        /// <summary>Its number among the results.</summary>
        public int? Result { get; init; }
    }

    private sealed record Named(CallKind Kind, string Id);
}
