using System.Text.Json;

namespace Stopwise.Traces.Transcripts.Anthropic;

/// <summary>
/// Repairs Anthropic's messages. The order of the work: clean each message, find the result of each call, let the roles take
/// turns, put the results in front of the next message, end with who may speak last.
/// </summary>
internal sealed class AnthropicRepair
{
    private readonly RepairLog _log;
    private readonly TranscriptRules _rules;
    private readonly ResultMatching _matching = new();
    private readonly Dictionary<int, string> _renamed = [];

    private AnthropicRepair(RepairLog log, TranscriptRules rules) => (_log, _rules) = (log, rules);

    public static IEnumerable<JsonElement> Repair(
        JsonElement messages,
        TranscriptRules rules,
        RepairLog log,
        LastWord lastWord
    )
    {
        var repair = new AnthropicRepair(log, rules);
        var drafts = repair.Read(messages);
        ServerCalls.DropStrayResults(drafts, log);
        repair.Match(drafts);
        drafts = new Turns(log, repair._matching).TakeTurns(drafts);
        drafts = repair.PlaceResults(drafts);
        drafts.ForEach(repair.ThinkFirst);
        repair.End(drafts, $"messages[{messages.GetArrayLength()}]", lastWord);
        ServerCalls.AnswerOpenCalls(drafts, log);
        return drafts.Select(d => d.Write());
    }

    private List<Draft> Read(JsonElement messages)
    {
        var cleaning = new AnthropicCleaning(_log);
        var drafts = new List<Draft>();
        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            if (cleaning.Clean(message, $"messages[{index++}]") is { Blocks.Count: > 0 } draft)
            {
                drafts.Add(draft);
            }
        }

        return drafts;
    }

    /// <summary>Numbers calls and results, gives ids that are taken or not allowed a new one, and leaves out stray results.</summary>
    private void Match(List<Draft> drafts)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var calls = new List<Block>();
        for (var group = 0; group < drafts.Count; group++)
        {
            var blocks = drafts[group].Blocks;
            for (var i = 0; i < blocks.Count; i++)
            {
                if (blocks[i].Type == "tool_use")
                {
                    var id = blocks[i].Json.Filled("id")!;
                    taken.Add(id);
                    blocks[i] = blocks[i] with { Call = _matching.Call(id, group) };
                    drafts[group].Calls = true;
                    calls.Add(blocks[i]);
                }
                else if (blocks[i].Type == "tool_result")
                {
                    var id = blocks[i].Json.Filled("tool_use_id")!;
                    taken.Add(id);
                    blocks[i] = blocks[i] with { Result = _matching.Result(id) };
                }
            }
        }

        _matching.Settle();
        drafts.ForEach(DropStrayResults);
        drafts.RemoveAll(d => d.Blocks.Count == 0);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var call in calls)
        {
            var id = call.Json.Filled("id")!;
            if (!seen.Add(id) || !Blocks.IsCallId(id))
            {
                _renamed[call.Call!.Value] = _log.Fresh(id, taken);
                _log.Renamed(call.Path, id, _renamed[call.Call.Value]);
            }
        }
    }

    private void DropStrayResults(Draft draft)
    {
        var stray = draft.Blocks.RemoveAll(block =>
        {
            if (block.Result is not { } result || _matching.OwnerOf(result) >= 0)
            {
                return false;
            }

            var isSecond = _matching.OwnerOf(result) == ResultMatching.Answered;
            _log.Removed(isSecond ? TranscriptRule.SecondResult : TranscriptRule.Orphan, block.Path, block.Json);
            return true;
        });
        draft.IsEdited |= stray > 0;
    }

    /// <summary>In front of the message behind an answer stand the results of its calls, all of them.</summary>
    private List<Draft> PlaceResults(List<Draft> drafts)
    {
        var placed = new List<Draft>();
        for (var i = 0; i < drafts.Count; i++)
        {
            var draft = drafts[i];
            placed.Add(draft);
            if (!draft.Calls)
            {
                continue;
            }

            var holder = i + 1 < drafts.Count && drafts[i + 1].IsUser ? drafts[++i] : new Draft("user", draft.Path);
            placed.Add(holder);
            Answer(draft, holder);
        }

        return placed;
    }

    private void Answer(Draft caller, Draft holder)
    {
        var results = holder.Blocks.Where(b => b.Result is not null).ToList();
        var others = holder.Blocks.Where(b => b.Result is null).ToList();
        var here = results.Select(r => _matching.OwnerOf(r.Result!.Value)).ToHashSet();
        foreach (var late in holder.Blocks.SkipWhile(b => b.Result is not null).Where(b => b.Result is not null))
        {
            _log.Moved(TranscriptRule.ResultPlace, late.Path, "a result, in front of what else is said");
            holder.IsEdited = true;
        }

        foreach (var call in caller.Blocks.Where(b => b.Call is not null && !here.Contains(b.Call.Value)))
        {
            // Results that stand elsewhere were put in by those who took the turns.
            var id = call.Json.Filled("id")!;
            _log.Added(TranscriptRule.Unanswered, call.Path, $"a result of {id}");
            results.Add(
                new Block(Blocks.NotExecuted(NameOf(call.Call!.Value, id), _log.NotExecuted), "tool_result", "")
            );
            holder.IsEdited = true;
        }

        holder.Blocks.Clear();
        holder.Blocks.AddRange(
            results.Select(r => Rename(r, r.Result is { } n ? _matching.OwnerOf(n) : null, "tool_use_id", holder))
        );
        holder.Blocks.AddRange(others);
        for (var i = 0; i < caller.Blocks.Count; i++)
        {
            caller.Blocks[i] = Rename(caller.Blocks[i], caller.Blocks[i].Call, "id", caller);
        }
    }

    private string NameOf(int call, string id) => _renamed.GetValueOrDefault(call, id);

    private Block Rename(Block block, int? call, string field, Draft draft)
    {
        if (call is not { } number || !_renamed.TryGetValue(number, out var name))
        {
            return block;
        }

        draft.IsEdited = true;
        if (block.Result is not null)
        {
            _log.Renamed(block.Path, block.Json.Filled(field)!, name);
        }

        return block with
        {
            Json = block.Json.With(field, name),
        };
    }

    private void ThinkFirst(Draft draft)
    {
        var first = draft.Blocks.FindIndex(b => Blocks.IsThought(b.Type));
        if (first <= 0 || !draft.Calls)
        {
            return;
        }

        var thoughts = draft.Blocks.Skip(first).TakeWhile(b => Blocks.IsThought(b.Type)).ToList();
        thoughts.ForEach(t =>
            _log.Moved(TranscriptRule.ReasoningFirst, t.Path, "a thought, in front of what it led to")
        );
        draft.Blocks.RemoveRange(first, thoughts.Count);
        draft.Blocks.InsertRange(0, thoughts);
        draft.IsEdited = true;
    }

    private void End(List<Draft> drafts, string path, LastWord lastWord)
    {
        var endsWithAssistant = drafts is [.., { IsUser: false }];
        if (lastWord != LastWord.None)
        {
            Say(drafts, path, lastWord == LastWord.ToReader ? "assistant" : "user", null);
        }
        else if (endsWithAssistant && _rules.EndsWithUser)
        {
            Say(drafts, path, "user", TranscriptRule.LastUser);
        }
        else if (endsWithAssistant)
        {
            TrimEnd(drafts[^1]);
        }

        if (drafts.Count == 0 || !drafts[0].IsUser)
        {
            var rule = drafts.Count == 0 ? TranscriptRule.Empty : TranscriptRule.FirstUser;
            _log.Added(rule, "messages[0]", RepairLog.NoBeginning);
            drafts.Insert(0, new Draft("user", path) { Blocks = [Said(RepairLog.NoBeginning, path)] });
        }
    }

    private void Say(List<Draft> drafts, string path, string role, TranscriptRule? rule)
    {
        if (drafts is not [.., var last] || last.Role != role)
        {
            drafts.Add(new Draft(role, path) { Blocks = [Said(_log.Sentence, path)] });
        }
        else if (last.Blocks[^1].Text == _log.Sentence)
        {
            return;
        }
        else
        {
            last.Blocks.Add(Said(_log.Sentence, path));
            last.IsEdited = true;
        }

        _log.Added(rule, path, _log.Sentence);
    }

    private static Block Said(string text, string path) => new(WireJson.Text(text), "text", path);

    private void TrimEnd(Draft last)
    {
        if (last.Blocks[^1] is not { Text: { } text } block || text.TrimEnd() == text)
        {
            return;
        }

        _log.Changed(TranscriptRule.TrailingSpace, block.Path, "white space at the end: cut off");
        var trimmed = text.TrimEnd();
        last.Blocks[^1] = block with
        {
            Json = block.IsBare ? WireJson.Text(trimmed) : block.Json.With("text", trimmed),
        };
        last.IsEdited = true;
    }
}
