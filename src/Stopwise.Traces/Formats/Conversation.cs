using System.Text;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>
/// Builds steps from messages that arrive in pieces: one step for each tool call; what the model says before a call
/// belongs to it; a last message without a call is the closing one.
/// </summary>
/// <remarks>
/// Every sub-agent is a lane of its own, named by the call that started it; the main line has no name. A message may be
/// repeated row by row, with its usage each time: usage is kept by message and counted once.
/// </remarks>
internal sealed class Conversation
{
    private readonly List<Draft> _steps = [];
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Usage> _usage = new(StringComparer.Ordinal);
    private readonly HashSet<(string Message, string Call)> _calls = [];
    private readonly Dictionary<string, Draft> _byCall = new(StringComparer.Ordinal);
    private int _turns;

    /// <summary>Whether the model has not spoken yet.</summary>
    public bool IsEmpty => _lanes.Count == 0;

    /// <summary>A piece of text of the model.</summary>
    public void Say(string message, string? parent, string text, DateTimeOffset? at)
    {
        var lane = Enter(message, parent, at);
        if (lane.Step is { } step && step.Message == message)
        {
            Append(step.Text, text);
        }
        else
        {
            Append(lane.Text, text);
        }
    }

    /// <summary>A piece of the model's thinking; the same piece twice in a row counts once.</summary>
    public void Think(string message, string? parent, string thought, DateTimeOffset? at)
    {
        var lane = Enter(message, parent, at);
        if (lane.LastThought != thought)
        {
            Append(lane.Thought, thought);
            lane.LastThought = thought;
        }
    }

    /// <summary>A tool call; the same call of the same message again is a repeated row.</summary>
    public void Call(string message, string? parent, ToolCall call, DateTimeOffset? at)
    {
        var lane = Enter(message, parent, at);
        if (call.Id.Length > 0 && !_calls.Add((message, call.Id)))
        {
            return;
        }

        var same = lane.Step is { } last && last.Message == message;
        var step = new Draft(message, parent, same ? lane.Step!.Turn : _turns++, call) { At = at ?? lane.At };
        step.Take(lane);
        lane.Step = step;
        _steps.Add(step);
        if (call.Id.Length > 0)
        {
            _byCall[call.Id] = step;
        }
    }

    /// <summary>What a row says a message used; the largest numbers of its rows hold. All zeros say nothing.</summary>
    public void Used(string message, Usage usage)
    {
        if (usage is { InputTokens: null or 0, OutputTokens: null or 0 })
        {
            return;
        }

        var known = _usage.GetValueOrDefault(message);
        _usage[message] = new Usage(
            Max(known.InputTokens, usage.InputTokens),
            Max(known.OutputTokens, usage.OutputTokens),
            Max(known.CachedTokens, usage.CachedTokens),
            usage.CostUsd ?? known.CostUsd,
            Estimated: false
        );
    }

    /// <summary>The result of a call; a result for an unknown call is dropped.</summary>
    public void Return(string call, string result, bool isError, int? exitCode = null)
    {
        if (_byCall.TryGetValue(call, out var step) && step.Call.Result is null)
        {
            step.Call = step.Call with
            {
                Result = result,
                IsError = isError,
                ExitCode = exitCode ?? ShellExit.Of(step.Call, result, isError),
            };
        }
    }

    /// <summary>Something said to the main line in the middle of the run.</summary>
    public void Answer(string text)
    {
        if (_lanes.TryGetValue("", out var lane) && lane.Step is { } step)
        {
            Append(step.Reply, text);
        }
    }

    /// <summary>The call whose argument contains a text: how an unnamed sub-agent finds the call that started it.</summary>
    public string? CallWithPrompt(string prompt)
    {
        var found = _steps.FindLast(s => s.Call.Name is "Task" or "Agent" && s.Prompt == prompt);
        return found?.Call.Id;
    }

    /// <summary>The last call that starts sub-agents.</summary>
    public string? LastTask() => _steps.FindLast(s => s.Call.Name is "Task" or "Agent")?.Call.Id;

    public (List<Step> Steps, Step? Closing) Build()
    {
        foreach (var (name, lane) in _lanes.Where(l => l.Key.Length > 0 && l.Value.Messages.Count > 0))
        {
            // A sub-agent's report comes back as its call's result: only what it cost is still to be counted.
            var step = lane.Step ?? _byCall.GetValueOrDefault(name);
            step?.Messages.AddRange(lane.Messages);
            lane.Messages.Clear();
        }

        var steps = new List<Step>(_steps.Count);
        foreach (var draft in _steps)
        {
            steps.Add(draft.ToStep(steps.Count, Sum(draft.Messages)));
        }

        return (steps, Closing());
    }

    private Step? Closing() =>
        _lanes.TryGetValue("", out var main)
        && (main.Text.Length + main.Thought.Length > 0 || main.Messages.Exists(_usage.ContainsKey))
            ? new Step
            {
                Index = _steps.Count,
                Turn = _turns,
                Message = main.Text.ToString(),
                Thought = main.Thought.Length == 0 ? null : main.Thought.ToString(),
                Usage = Sum(main.Messages),
                At = main.At,
            }
            : null;

    private Usage Sum(List<string> messages)
    {
        var known = messages.Where(_usage.ContainsKey).Select(m => _usage[m]).ToList();
        return known.Count == 0
            ? Usage.Unknown
            : new Usage(
                known.Sum(u => u.InputTokens),
                known.Sum(u => u.OutputTokens),
                known.Exists(u => u.CachedTokens is not null) ? known.Sum(u => u.CachedTokens) : null,
                known.Exists(u => u.CostUsd is not null) ? known.Sum(u => u.CostUsd) : null,
                Estimated: false
            );
    }

    private Lane Enter(string message, string? parent, DateTimeOffset? at)
    {
        var name = parent ?? "";
        if (!_lanes.TryGetValue(name, out var lane))
        {
            _lanes[name] = lane = new Lane();
        }

        lane.At = at ?? lane.At;
        if (lane.Step?.Message != message && !lane.Messages.Contains(message))
        {
            lane.Messages.Add(message);
        }

        return lane;
    }

    private static long? Max(long? a, long? b) => a is null || b > a ? b : a;

    private static void Append(StringBuilder text, string more) =>
        text.Append(text.Length == 0 || more.Length == 0 ? "" : "\n").Append(more);

    private sealed class Lane
    {
        public StringBuilder Text { get; } = new();

        public StringBuilder Thought { get; } = new();

        public string? LastThought { get; set; }

        /// <summary>Messages that no step has taken yet.</summary>
        public List<string> Messages { get; } = [];

        public Draft? Step { get; set; }

        public DateTimeOffset? At { get; set; }
    }

    private sealed class Draft(string message, string? parent, int turn, ToolCall call)
    {
        private string? _thought;

        public string Message { get; } = message;

        public int Turn { get; } = turn;

        public ToolCall Call { get; set; } = call;

        public DateTimeOffset? At { get; init; }

        public StringBuilder Text { get; } = new();

        public StringBuilder Reply { get; } = new();

        public List<string> Messages { get; } = [];

        public string? Prompt { get; } =
            call.Name is "Task" or "Agent"
                ? Original.ParseLine(Encoding.UTF8.GetBytes(call.Arguments)).Text("prompt")
                : null;

        public void Take(Lane lane)
        {
            Text.Append(lane.Text);
            _thought = lane.Thought.Length == 0 ? null : lane.Thought.ToString();
            Messages.AddRange(lane.Messages);
            lane.Text.Clear();
            lane.Thought.Clear();
            lane.Messages.Clear();
        }

        public Step ToStep(int index, Usage usage) =>
            new()
            {
                Index = index,
                Turn = Turn,
                Message = Text.ToString(),
                Thought = _thought,
                Calls = [Call],
                Reply = Reply.Length == 0 ? null : Reply.ToString(),
                Usage = usage,
                At = At,
                ParentCallId = parent,
            };
    }
}
