using System.Text;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Exchanges;

/// <summary>Makes the steps of a run out of its model calls: a step is one call with its tool calls and their results.</summary>
/// <remarks>
/// Calls and tool runs are added in the order of time. Results come from a tool's own record or from the messages that the next
/// call sends, whichever is told first. A failed call that is tried again with the same messages is no step.
/// </remarks>
internal sealed class CallSequence
{
    private readonly List<Draft> _steps = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (Draft Step, int Index)> _calls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Draft> _lanes = new(StringComparer.Ordinal);
    private long _systemCharacters;

    /// <summary>What the main line was asked first.</summary>
    public string? Prompt { get; private set; }

    public bool IsEmpty => _steps.Count == 0;

    /// <summary>Takes a call; one that was taken before is left out.</summary>
    public void Add(ModelCall call)
    {
        if (!_ids.Add(call.Id))
        {
            return;
        }

        var lane = call.ParentCallId ?? "";
        if (_lanes.TryGetValue(lane, out var last))
        {
            Answer(last, call);
            if (last.Call is { Failed: true, IsEmpty: true } failed && failed.SentTheSameAs(call))
            {
                _steps.Remove(last);
            }
        }
        else if (lane.Length == 0)
        {
            Begin(call);
        }

        var step = new Draft(call);
        step.Say(call.Answer);
        _steps.Add(step);
        _lanes[lane] = step;
        for (var i = 0; i < step.Tools.Count; i++)
        {
            Know(step, i);
        }
    }

    /// <summary>Takes a tool's own record.</summary>
    /// <returns>The id of its call; null where no model call precedes it.</returns>
    public string? Ran(ToolCall tool, string? lane)
    {
        if (tool.Id.Length > 0 && _calls.TryGetValue(tool.Id, out var known))
        {
            Fill(known.Step, known.Index, tool);
            return tool.Id;
        }

        if (!_lanes.TryGetValue(lane ?? "", out var step) && !_lanes.TryGetValue("", out step))
        {
            return null;
        }

        var open = step.Open(tool.Name, tool.Arguments);
        if (open < 0)
        {
            open = step.Tools.Count;
            step.Tools.Add(tool with { Result = null });
        }

        if (step.Tools[open].Id.Length == 0)
        {
            step.Tools[open] = step.Tools[open] with { Id = tool.Id };
        }

        Know(step, open);
        Fill(step, open, tool);
        return step.Tools[open].Id;
    }

    /// <summary>Takes what was said after the last call of the main line, for sources that keep the whole conversation.</summary>
    public void End(IReadOnlyList<ChatMessage> said)
    {
        if (_lanes.TryGetValue("", out var last))
        {
            Answer(last, new ModelCall { Id = "", Sent = said });
        }
    }

    /// <summary>The call that asks for what a sub-agent was told, or the last one that starts sub-agents.</summary>
    public string? CallThatAsks(string prompt)
    {
        var asked = prompt.Trim();
        foreach (var step in Enumerable.Reverse(_steps))
        {
            foreach (var tool in step.Tools.Where(t => asked.Length >= 8 && t.Id.Length > 0))
            {
                if (
                    Original.ParseLine(Encoding.UTF8.GetBytes(tool.Arguments))
                        is { ValueKind: System.Text.Json.JsonValueKind.Object } o
                    && o.EnumerateObject().Any(p => p.Value.AsText()?.Trim() == asked)
                )
                {
                    return tool.Id;
                }
            }
        }

        return null;
    }

    public IReadOnlyList<Step> Build()
    {
        var steps = _steps.Select((s, i) => s.ToStep(i)).ToList();
        return TokenEstimate.Fill(steps, null, _systemCharacters + (Prompt?.Length ?? 0), _systemCharacters).Steps;
    }

    private void Begin(ModelCall call)
    {
        _systemCharacters = call.Sent.Where(m => m.Role == ChatRole.System).Sum(m => (long)m.Text.Length);
        Prompt = call.Sent.FirstOrDefault(m => m.Role == ChatRole.User && m.Text.Length > 0)?.Text;
    }

    /// <summary>What the next call of a lane tells of the one before: its answer, if unrecorded, results, and replies.</summary>
    private void Answer(Draft last, ModelCall next)
    {
        var sent = next.Sent;
        if (
            last.Call.Answer is null
            && sent.Count > last.Call.Sent.Count
            && sent[last.Call.Sent.Count] is { Role: ChatRole.Model } said
        )
        {
            last.Say(said);
            for (var i = 0; i < last.Tools.Count; i++)
            {
                Know(last, i);
            }
        }

        foreach (var result in sent.SelectMany(m => m.Results).Where(r => r.CallId.Length > 0))
        {
            if (_calls.TryGetValue(result.CallId, out var known))
            {
                Fill(known.Step, known.Index, result.Text, result.IsError);
            }
        }

        if (next.SentTheSameAs(last.Call) || ReferenceEquals(last.Call, next))
        {
            return;
        }

        for (var i = LastOfModel(sent) + 1; i < sent.Count; i++)
        {
            foreach (var result in sent[i].Results.Where(r => r.CallId.Length == 0))
            {
                Fill(last, last.Tools.FindIndex(t => t.Result is null), result.Text, result.IsError);
            }

            if (sent[i].Role == ChatRole.User && sent[i].Text.Length > 0 && sent[i].Text != Prompt)
            {
                last.Reply(sent[i].Text);
            }
        }
    }

    private static int LastOfModel(IReadOnlyList<ChatMessage> messages)
    {
        var i = messages.Count - 1;
        while (i >= 0 && messages[i].Role != ChatRole.Model)
        {
            i--;
        }

        return i;
    }

    private void Know(Draft step, int index)
    {
        if (step.Tools[index].Id.Length > 0)
        {
            _calls.TryAdd(step.Tools[index].Id, (step, index));
        }
    }

    private static void Fill(Draft step, int index, ToolCall tool)
    {
        if (tool.Result is { } result)
        {
            Fill(step, index, result, tool.IsError);
        }
    }

    private static void Fill(Draft step, int index, string result, bool isError)
    {
        if (index >= 0 && step.Tools[index] is { Result: null } call)
        {
            step.Tools[index] = call with
            {
                Result = result,
                IsError = isError,
                ExitCode = ShellExit.Of(call, result, isError),
            };
        }
    }

    private sealed class Draft(ModelCall call)
    {
        private readonly StringBuilder _reply = new();
        private ChatMessage? _said;

        public ModelCall Call { get; } = call;

        public List<ToolCall> Tools { get; } = [];

        public void Say(ChatMessage? message)
        {
            _said ??= message;
            Tools.AddRange(message?.Calls ?? []);
        }

        /// <summary>Index of a call of this tool without a result: one with the same arguments first; -1 where there is none.</summary>
        public int Open(string name, string arguments)
        {
            var same = Tools.FindIndex(t => t.Result is null && t.Name == name && t.Arguments == arguments);
            return same >= 0 ? same : Tools.FindIndex(t => t.Result is null && t.Name == name);
        }

        public void Reply(string text) => _reply.Append(_reply.Length == 0 ? "" : "\n").Append(text);

        public Step ToStep(int index) =>
            new()
            {
                Index = index,
                Turn = index,
                Message = _said?.Text ?? "",
                Thought = _said?.Thought,
                Calls = Tools,
                Reply = _reply.Length == 0 ? null : _reply.ToString(),
                Usage = Call.Usage,
                At = Call.EndedAt ?? Call.StartedAt,
                ParentCallId = Call.ParentCallId,
            };
    }
}
