using System.Text;
using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>Makes steps of rows: a row that acts is one, results and replies belong to the step before them.</summary>
/// <remarks>
/// A result goes to the call whose id it names, else to the first call of the last step that has none yet, else to what came
/// back outside of any tool: nothing that is read is dropped. What comes before the first step is the prompt.
/// </remarks>
internal sealed class DeclaredSteps(FormatFile format)
{
    private const string Shell = "bash";

    private readonly List<Draft> _steps = [];
    private readonly Dictionary<string, (Draft Step, int Call)> _calls = new(StringComparer.Ordinal);
    private readonly StringBuilder _prompt = new();
    private long _systemCharacters;

    /// <summary>Rows seen, by the value that tells their kind; empty where nothing tells it.</summary>
    public Dictionary<string, int> Rows { get; } = new(StringComparer.Ordinal);

    public string? Prompt => _prompt.Length == 0 ? null : _prompt.ToString();

    public void Add(JsonElement row, Coverage? coverage)
    {
        var kinds = format.Kinds;
        var kind = kinds.By?.Text(row, coverage);
        var all = kinds.By is null;
        Rows[kind ?? ""] = Rows.GetValueOrDefault(kind ?? "") + 1;
        if (all || (kind is not null && kinds.Act.Contains(kind)))
        {
            Act(row, coverage);
        }

        var answered =
            (all ? format.Result.Text is not null : kind is not null && kinds.Result.Contains(kind))
            && Return(row, coverage);
        if (!answered && kind is not null && kinds.User.Contains(kind))
        {
            Reply(format.UserText!.Text(row, coverage));
        }

        if (kind is not null && kinds.System.Contains(kind))
        {
            var text = (format.UserText ?? format.Act.Message ?? format.Result.Text)?.Text(row, coverage);
            _systemCharacters += text?.Length ?? 0;
        }
    }

    public IReadOnlyList<Step> Build(string? prompt)
    {
        var steps = new List<Step>(_steps.Count);
        var before = Usage.None;
        foreach (var draft in _steps)
        {
            var usage = draft.Usage;
            if (format.Usage.Running && usage != Usage.Unknown)
            {
                (usage, before) = (Rise(usage, before), usage);
            }

            steps.Add(draft.ToStep(steps.Count, usage));
        }

        return TokenEstimate
            .Fill(steps, null, _systemCharacters + ((prompt ?? Prompt)?.Length ?? 0), _systemCharacters)
            .Steps;
    }

    /// <summary>A counter that starts anew has no rise: then the number itself is what was used.</summary>
    private static Usage Rise(Usage total, Usage before) =>
        total.InputTokens < before.InputTokens || total.OutputTokens < before.OutputTokens
            ? total
            : CumulativeUsage.Difference(total, before);

    private void Act(JsonElement row, Coverage? coverage)
    {
        var act = format.Act;
        var said = act.Message?.Text(row, coverage) ?? "";
        var thought = act.Thought?.Text(row, coverage);
        var calls = Calls(row, coverage);
        var usage = UsageOf(row, coverage);
        if (said.Length == 0 && string.IsNullOrEmpty(thought) && calls.Count == 0 && usage == Usage.Unknown)
        {
            return;
        }

        var turn = act.Turn?.Text(row, coverage);
        var draft = turn is not null && _steps.Count > 0 && _steps[^1].Turn == turn ? _steps[^1] : null;
        if (draft is null)
        {
            _steps.Add(draft = new Draft(turn));
        }

        draft.Agent ??= act.Agent?.Text(row, coverage);
        draft.At ??= act.At?.Time(row, coverage);
        draft.Say(said, thought);
        draft.Used(usage);
        foreach (var call in calls.Where(c => c.Id.Length == 0 || !draft.Calls.Exists(k => k.Id == c.Id)))
        {
            draft.Calls.Add(call);
            if (call.Id.Length > 0)
            {
                _calls[call.Id] = (draft, draft.Calls.Count - 1);
            }
        }
    }

    private List<ToolCall> Calls(JsonElement row, Coverage? coverage)
    {
        var calls = new List<ToolCall>();
        foreach (var element in format.Call.Each?.Elements(row, coverage: null) ?? [row])
        {
            if (CallOf(element, coverage) is { } call)
            {
                calls.Add(call);
            }
        }

        return calls;
    }

    private ToolCall? CallOf(JsonElement element, Coverage? coverage)
    {
        var fields = format.Call;
        var command = fields.Command?.Text(element, coverage);
        var tool = fields.Tool?.Text(element, coverage);
        if (string.IsNullOrEmpty(tool) && string.IsNullOrEmpty(command))
        {
            return null;
        }

        var call = ToolCalls.Create(
            fields.Id?.Text(element, coverage) ?? "",
            string.IsNullOrEmpty(tool) ? Shell : tool,
            Arguments(element, coverage)
        );
        var exit = fields.ExitCode?.ExitCode(element, coverage);
        return call with
        {
            Command = command ?? call.Command,
            Arguments = call.Arguments.Length == 0 ? command ?? "" : call.Arguments,
            Result = fields.Result?.Text(element, coverage),
            ExitCode = exit,
            IsError = fields.IsError?.Flag(element, coverage) ?? exit is not (null or 0),
        };
    }

    /// <summary>Arguments are often JSON inside a text.</summary>
    private JsonElement? Arguments(JsonElement element, Coverage? coverage)
    {
        var found = format.Call.Arguments?.Elements(element, coverage);
        if (found is not { Count: > 0 })
        {
            return null;
        }

        return
            found[0].ValueKind == JsonValueKind.String
            && found[0].AsText() is { } text
            && text.AsSpan().TrimStart().StartsWith('{')
            ? Original.ParseLine(Encoding.UTF8.GetBytes(text)) ?? found[0]
            : found[0];
    }

    private bool Return(JsonElement row, Coverage? coverage)
    {
        var fields = format.Result;
        var any = false;
        foreach (var element in fields.Each?.Elements(row, coverage: null) ?? [row])
        {
            if (fields.Text!.Text(element, coverage) is not { } text)
            {
                continue;
            }

            any = true;
            var exit = fields.ExitCode?.ExitCode(element, coverage);
            var isError = fields.IsError?.Flag(element, coverage) ?? exit is not (null or 0);
            Fill(fields.CallId?.Text(element, coverage), text, exit, isError);
        }

        return any;
    }

    private void Fill(string? id, string text, int? exit, bool isError)
    {
        var (step, at) =
            id is not null && _calls.TryGetValue(id, out var known) ? known
            : _steps.Count > 0 ? (_steps[^1], _steps[^1].Calls.FindIndex(c => c.Result is null))
            : (null, -1);
        if (step is null || at < 0)
        {
            Reply(text);
            return;
        }

        var call = step.Calls[at];
        step.Calls[at] = call with
        {
            Result = call.Result is { Length: > 0 } first ? $"{first}\n{text}" : text,
            ExitCode = exit ?? call.ExitCode,
            IsError = isError || call.IsError,
        };
    }

    private void Reply(string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            Append(_steps.Count == 0 ? _prompt : _steps[^1].Reply, text);
        }
    }

    private Usage UsageOf(JsonElement row, Coverage? coverage)
    {
        var fields = format.Usage;
        var (input, output) = (fields.Input?.Whole(row, coverage), fields.Output?.Whole(row, coverage));
        var (cached, cost) = (fields.Cached?.Whole(row, coverage), fields.Cost?.Money(row, coverage));
        // A call that was sent nothing and wrote nothing is one whose numbers were not kept.
        return (input ?? 0) + (output ?? 0) == 0 && cost is null or 0
            ? Usage.Unknown
            : new Usage(fields.CachedApart ? input + (cached ?? 0) : input, output, cached, cost, Estimated: false);
    }

    private static void Append(StringBuilder text, string more) =>
        text.Append(text.Length == 0 ? "" : "\n").Append(more);

    private sealed class Draft(string? turn)
    {
        private readonly StringBuilder _message = new();
        private readonly StringBuilder _thought = new();

        public string? Turn { get; } = turn;

        public string? Agent { get; set; }

        public DateTimeOffset? At { get; set; }

        public List<ToolCall> Calls { get; } = [];

        public StringBuilder Reply { get; } = new();

        public Usage Usage { get; private set; }

        public void Say(string message, string? thought)
        {
            if (message.Length > 0)
            {
                Append(_message, message);
            }

            if (!string.IsNullOrEmpty(thought))
            {
                Append(_thought, thought);
            }
        }

        /// <summary>Rows of one turn repeat its numbers, or tell them better and better.</summary>
        public void Used(Usage usage) =>
            Usage = new Usage(
                Max(Usage.InputTokens, usage.InputTokens),
                Max(Usage.OutputTokens, usage.OutputTokens),
                Max(Usage.CachedTokens, usage.CachedTokens),
                usage.CostUsd ?? Usage.CostUsd,
                Estimated: false
            );

        public Step ToStep(int index, Usage usage) =>
            new()
            {
                Index = index,
                Turn = index,
                Message = _message.ToString(),
                Thought = _thought.Length == 0 ? null : _thought.ToString(),
                Calls = Calls,
                Reply = Reply.Length == 0 ? null : Reply.ToString(),
                Usage = usage,
                At = At,
                Agent = Agent,
            };

        private static long? Max(long? a, long? b) => a is null || b > a ? b : a;
    }
}
