namespace Stopwise.Traces.Transcripts.Anthropic;

/// <summary>
/// Calls of tools that the provider runs. Their results stand in the assistant's messages: in the same one, or behind results
/// of the caller's own tools where both were called at once.
/// </summary>
internal static class ServerCalls
{
    /// <summary>Leaves out results without an open call, and a call whose id was there before.</summary>
    public static void DropStrayResults(List<Draft> drafts, RepairLog log)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var draft in drafts)
        {
            if (EndsTurn(draft))
            {
                open.Clear();
                continue;
            }

            var stray = draft.Blocks.RemoveAll(block =>
            {
                var isCall = Blocks.IsServerCall(block.Type);
                if (!isCall && !Blocks.IsServerResult(block.Type))
                {
                    return false;
                }

                var id = block.Json.Filled(isCall ? "id" : "tool_use_id")!;
                if (isCall ? seen.Add(id) && open.Add(id) : open.Remove(id))
                {
                    return false;
                }

                log.Removed(Rule(isCall, seen.Contains(id)), block.Path, block.Json);
                return true;
            });
            draft.IsEdited |= stray > 0;
        }

        drafts.RemoveAll(d => d.Blocks.Count == 0);
    }

    /// <summary>Gives a result to each call that the provider will not carry out any more.</summary>
    public static void AnswerOpenCalls(List<Draft> drafts, RepairLog log)
    {
        var open = new Dictionary<string, (Draft Draft, Block Call)>(StringComparer.Ordinal);
        var over = new List<(Draft Draft, Block Call)>();
        foreach (var draft in drafts)
        {
            if (EndsTurn(draft))
            {
                over.AddRange(open.Values);
                open.Clear();
                continue;
            }

            foreach (var block in draft.Blocks)
            {
                if (Blocks.IsServerCall(block.Type))
                {
                    open[block.Json.Filled("id")!] = (draft, block);
                }
                else if (Blocks.IsServerResult(block.Type))
                {
                    open.Remove(block.Json.Filled("tool_use_id")!);
                }
            }
        }

        // The provider goes on with its own tools once it has the results of the caller's.
        var waiting = drafts is [.., { Calls: true } caller, { IsUser: true }] ? caller : null;
        over.AddRange(open.Values.Where(o => o.Draft != waiting));
        foreach (var calls in over.GroupBy(o => o.Draft))
        {
            Answer(calls.Key, [.. calls.Select(c => c.Call)], log);
        }
    }

    /// <summary>True for a message in which the user says more than results.</summary>
    private static bool EndsTurn(Draft draft) => draft.IsUser && draft.Blocks.Exists(b => b.Type != "tool_result");

    private static TranscriptRule Rule(bool isCall, bool isKnown) =>
        isCall ? TranscriptRule.CallId
        : isKnown ? TranscriptRule.SecondResult
        : TranscriptRule.Orphan;

    private static void Answer(Draft draft, HashSet<Block> open, RepairLog log)
    {
        var blocks = draft.Blocks.ToList();
        draft.Blocks.Clear();
        foreach (var block in blocks)
        {
            draft.Blocks.Add(block);
            if (open.Contains(block))
            {
                log.Added(TranscriptRule.ServerCall, block.Path, $"a result of {block.Json.Filled("id")}");
                var made = Blocks.ServerUnavailable(block.Json, log.NotExecuted);
                draft.Blocks.Add(new Block(made, made.Filled("type")!, block.Path));
            }
        }

        draft.IsEdited = true;
    }
}
