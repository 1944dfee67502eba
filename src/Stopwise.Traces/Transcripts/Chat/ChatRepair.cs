using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Chat;

/// <summary>Repairs the messages of a chat completion: directly behind each answer stand the results of its calls, one each.</summary>
internal sealed class ChatRepair
{
    private readonly RepairLog _log;
    private readonly ChatCleaning _cleaning;
    private readonly ResultMatching _matching = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly List<Said> _said = [];
    private readonly List<Result> _results = [];

    private ChatRepair(RepairLog log) => (_log, _cleaning) = (log, new ChatCleaning(log));

    public static IEnumerable<JsonElement> Repair(JsonElement messages, RepairLog log, LastWord lastWord)
    {
        var repair = new ChatRepair(log);
        repair.Read(messages);
        var output = repair.Rebuild();
        repair.End(output, messages.GetArrayLength(), lastWord);
        return output;
    }

    private void Read(JsonElement messages)
    {
        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            var path = $"messages[{index++}]";
            if (_cleaning.Clean(message, path) is not { } clean)
            {
                continue;
            }

            if (ChatWire.ResultKey(clean, out var key))
            {
                _matching.Result(key);
                _results.Add(new Result(clean, path, After: _said.Count - 1));
                Remember(key);
                continue;
            }

            var calls = new List<int>();
            foreach (var call in ChatWire.Calls(clean))
            {
                calls.Add(_matching.Call(call, _said.Count));
                Remember(call);
            }

            _said.Add(new Said(clean, path, calls));
        }

        _matching.Settle();
        DropResultsWithoutCall();
    }

    private void Remember(string? id)
    {
        if (id is not null)
        {
            _ids.Add(id);
        }
    }

    private void DropResultsWithoutCall()
    {
        for (var i = 0; i < _results.Count; i++)
        {
            var (json, path, _) = _results[i];
            switch (_matching.OwnerOf(i))
            {
                case ResultMatching.Nobody:
                    _log.Removed(TranscriptRule.Orphan, path, json);
                    break;
                case ResultMatching.Answered:
                    _log.Removed(TranscriptRule.SecondResult, path, json);
                    break;
            }
        }
    }

    private List<JsonElement> Rebuild()
    {
        var output = new List<JsonElement>();
        for (var place = 0; place < _said.Count; place++)
        {
            var said = _said[place];
            if (said.Calls.Count == 0)
            {
                output.Add(said.Json);
                continue;
            }

            var names = Names(said, out var message);
            output.Add(message);
            var found = said
                .Calls.Select((call, i) => (Result: _matching.ResultOf(call), Name: names[i]))
                .Where(r => r.Result != ResultMatching.Nobody)
                .OrderBy(r => _results[r.Result].After != place)
                .ThenBy(r => r.Result);
            output.AddRange(found.Select(r => Placed(r.Result, r.Name, place)));
            for (var i = 0; i < said.Calls.Count; i++)
            {
                if (_matching.ResultOf(said.Calls[i]) == ResultMatching.Nobody)
                {
                    _log.Added(TranscriptRule.Unanswered, said.Path, $"a result of {names[i].Id}");
                    output.Add(names[i].Result(_log.NotExecuted));
                }
            }
        }

        return output;
    }

    /// <summary>The calls of a message under ids that differ.</summary>
    private List<ChatCall> Names(Said said, out JsonElement message)
    {
        message = said.Json;
        var names = ChatCall.Of(message);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var isRenamed = false;
        for (var i = 0; i < names.Count; i++)
        {
            if (!names[i].IsLegacy && !seen.Add(names[i].Id))
            {
                var fresh = _log.Fresh(names[i].Id, _ids);
                _log.Renamed($"{said.Path}.tool_calls[{i}]", names[i].Id, fresh);
                names[i] = names[i] with { Id = fresh };
                isRenamed = true;
            }
        }

        if (isRenamed)
        {
            var calls = message.Items("tool_calls").Select((call, i) => call.With("id", names[i].Id));
            message = message.With("tool_calls", WireJson.List(calls));
        }

        return names;
    }

    private JsonElement Placed(int result, ChatCall call, int place)
    {
        var (json, path, after) = _results[result];
        if (after != place)
        {
            _log.Moved(TranscriptRule.ResultPlace, path, $"the result of {call.Id}, to its call");
        }

        if (call.IsLegacy || json.Filled("tool_call_id") is not { } id || id == call.Id)
        {
            return json;
        }

        _log.Renamed(path, id, call.Id);
        return json.With("tool_call_id", call.Id);
    }

    private void End(List<JsonElement> output, int length, LastWord lastWord)
    {
        var role = lastWord == LastWord.ToReader ? "assistant" : "user";
        if (lastWord != LastWord.None && !(output is [.., var last] && ChatWire.Says(last, role, _log.Sentence)))
        {
            _log.Added(null, $"messages[{length}]", _log.Sentence);
            output.Add(ChatWire.Message(role, _log.Sentence));
        }
        else if (output.Count == 0)
        {
            _log.Added(TranscriptRule.Empty, $"messages[{length}]", RepairLog.NoBeginning);
            output.Add(ChatWire.Message("user", RepairLog.NoBeginning));
        }
    }

    /// <param name="Json">A message that is no result.</param>
    /// <param name="Path">Where it was.</param>
    /// <param name="Calls">Its calls, as the matching numbers them.</param>
    private sealed record Said(JsonElement Json, string Path, List<int> Calls);

    /// <param name="Json">A message of a tool.</param>
    /// <param name="Path">Where it was.</param>
    /// <param name="After">The message before it that is no result; -1 where there is none.</param>
    private sealed record Result(JsonElement Json, string Path, int After);
}
