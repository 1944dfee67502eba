namespace Stopwise.Traces.Transcripts.Anthropic;

/// <summary>
/// Lets user and assistant take turns, as the provider itself does with messages of one role in a row, and brings each result
/// to the turn behind its call.
/// </summary>
internal sealed class Turns(RepairLog log, ResultMatching matching)
{
    private readonly List<Draft> _turns = [];
    private readonly Dictionary<int, Draft> _callers = [];
    private readonly Dictionary<int, Block> _elsewhere = [];

    public List<Draft> TakeTurns(List<Draft> drafts)
    {
        foreach (var draft in drafts)
        {
            if (draft.IsUser)
            {
                User(draft);
            }
            else
            {
                Assistant(draft);
            }
        }

        EndThoughts();
        return BringResults();
    }

    private void Assistant(Draft draft)
    {
        Take(draft, block => block.Result is null);
        if (draft.Blocks.Count == 0)
        {
            return;
        }

        // Calls of one answer may come in messages of their own; with other words the next answer begins.
        if (_turns is [.., { Calls: true } caller] && draft.Blocks[0].Type != "tool_use")
        {
            EndThoughts();
            _turns.Add(new Draft("user", caller.Path));
        }

        var calls = draft.Blocks.Select(b => b.Call).OfType<int>().ToList();
        var turn = Join(draft);
        calls.ForEach(call => _callers[call] = turn);
    }

    private void User(Draft draft)
    {
        EndThoughts();
        var caller =
            _turns is [.., { IsUser: false } last] ? last
            : _turns is [.., { IsUser: false } before, _] ? before
            : null;
        Take(
            draft,
            block =>
                block.Result is not { } result
                || caller is not null && _callers.GetValueOrDefault(matching.OwnerOf(result)) == caller
        );
        if (draft.Blocks.Count > 0)
        {
            Join(draft);
        }
    }

    /// <summary>Keeps some blocks; the others are results that belong elsewhere.</summary>
    private void Take(Draft draft, Predicate<Block> stays)
    {
        foreach (var result in draft.Blocks.Where(b => !stays(b)))
        {
            log.Moved(TranscriptRule.ResultPlace, result.Path, "a result, to the message behind its call");
            _elsewhere[matching.OwnerOf(result.Result!.Value)] = result;
        }

        draft.IsEdited |= draft.Blocks.RemoveAll(b => !stays(b)) > 0;
    }

    /// <summary>Adds a message, or joins it to the last one where that is of the same role.</summary>
    private Draft Join(Draft draft)
    {
        if (_turns is not [.., var last] || last.Role != draft.Role)
        {
            _turns.Add(draft);
            return draft;
        }

        log.Merged(draft.Path, $"joined to {last.Path}");
        last.Blocks.AddRange(draft.Blocks);
        last.Calls |= draft.Calls;
        last.IsEdited = true;
        return last;
    }

    /// <summary>A turn of the assistant that is over does not end in thought: what the thought led to never came.</summary>
    private void EndThoughts()
    {
        if (_turns is not [.., { IsUser: false } last])
        {
            return;
        }

        while (last.Blocks is [.., var thought] && Blocks.IsThought(thought.Type))
        {
            log.Removed(TranscriptRule.DanglingReasoning, thought.Path, thought.Json);
            last.Blocks.RemoveAt(last.Blocks.Count - 1);
            last.IsEdited = true;
        }

        if (last.Blocks.Count == 0)
        {
            _turns.RemoveAt(_turns.Count - 1);
        }
    }

    private List<Draft> BringResults()
    {
        if (_elsewhere.Count == 0)
        {
            return _turns;
        }

        var turns = new List<Draft>();
        for (var i = 0; i < _turns.Count; i++)
        {
            turns.Add(_turns[i]);
            var brought = _turns[i]
                .Blocks.Where(b => b.Call is { } call && _elsewhere.ContainsKey(call))
                .Select(b => _elsewhere[b.Call!.Value])
                .ToList();
            if (brought.Count == 0)
            {
                continue;
            }

            var holder = i + 1 < _turns.Count && _turns[i + 1].IsUser ? _turns[++i] : new Draft("user", _turns[i].Path);
            var own = holder.Blocks.FindLastIndex(b => b.Result is not null) + 1;
            holder.Blocks.InsertRange(own, brought);
            holder.IsEdited = true;
            turns.Add(holder);
        }

        return turns;
    }
}
