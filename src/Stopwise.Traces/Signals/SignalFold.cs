using Stopwise.Exits;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Signals;

/// <summary>Turns a run into signals, step by step, from the prefix alone: the same code live and in a rehearsal.</summary>
/// <remarks>State is constant in size but for the set of scratch files. Columns are only ever added at the end. One fold serves one run.</remarks>
public sealed class SignalFold
{
    private const int RecentWindow = 5;
    private readonly StepReader _reader = new();
    private readonly StuckRules _stuck = new();
    private readonly Novelty _novelty = new();
    private readonly double[] _contexts = new double[RecentWindow];
    private readonly float[] _values = new float[Schema.Width];
    private DateTimeOffset? _first;
    private double _context;
    private double _input;
    private double _output;
    private decimal? _cost = 0;
    private uint _recentErrors;

    /// <summary>Starts a run.</summary>
    /// <param name="kin">What is known of earlier runs of the same task.</param>
    public SignalFold(KinPrior kin)
    {
        At(Column.KinRuns) = kin.IsKnown ? kin.Runs : float.NaN;
        At(Column.KinSolved) = kin.IsKnown ? kin.Solved : float.NaN;
        At(Column.Seconds) = float.NaN;
        At(Column.FailingTests) = float.NaN;
        At(Column.Novelty) = 1;
        At(Column.Verified) = float.NaN;
    }

    /// <summary>The columns of every agent run.</summary>
    public static SignalSchema Schema { get; } = new(1, Enum.GetValues<Column>().Select(ColumnNames.Of));

    /// <summary>What the last step did; null before the first.</summary>
    internal StepReading? LastReading { get; private set; }

    /// <summary>The signals as of now, in schema order.</summary>
    public ReadOnlySpan<float> Values => _values;

    internal double InputTokens => _input;

    internal double OutputTokens => _output;

    internal double CostUsd => _cost is { } cost ? (double)cost : double.NaN;

    private ref float At(Column column) => ref _values[(int)column];

    /// <summary>Adds one completed step with the results of its calls.</summary>
    public void Add(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var reading = LastReading = _reader.Read(step);
        AddUsage(step);
        At(Column.Steps) += 1;
        At(Column.ToolCalls) += step.Calls.Count;
        _recentErrors = ((_recentErrors << 1) | (reading.IsError ? 1u : 0u)) & ((1u << RecentWindow) - 1);
        At(Column.RecentErrors) = uint.PopCount(_recentErrors);
        AddEvidence(reading);
        _novelty.Add(step);
        At(Column.Novelty) = _novelty.Share;
        At(Column.RepeatedActions) = _novelty.RepeatedActions;
        At(Column.Stuck) = _stuck.Add(step) ? 1 : 0;
        if (step.At is { } at)
        {
            _first ??= at;
            At(Column.Seconds) = (float)Math.Max(0, (at - _first.Value).TotalSeconds);
        }
    }

    /// <summary>Notes what a check of the workspace said about the state after the last step; a later edit forgets it.</summary>
    public void Verify(bool passed) => At(Column.Verified) = passed ? 1 : 0;

    private void AddUsage(Step step)
    {
        var results = 0;
        foreach (var call in step.Calls)
        {
            results += call.Result?.Length ?? 0;
        }

        results += step.Reply?.Length ?? 0;
        var usage = step.Usage;
        if (usage.InputTokens is null)
        {
            _input = _context = double.NaN;
        }
        else if (usage.InputTokens > 0)
        {
            _context = (usage.InputTokens ?? 0) + (usage.OutputTokens ?? 0);
        }

        _context += results / 4.0;
        _input += usage.InputTokens ?? double.NaN;
        _output += usage.OutputTokens ?? double.NaN;
        _cost += usage.CostUsd;
        At(Column.InputTokens) = (float)_input;
        At(Column.OutputTokens) = (float)_output;
        At(Column.ContextTokens) = (float)_context;
        At(Column.ContextGrowth) = (float)Growth();
        At(Column.CostUsd) = (float)CostUsd;
    }

    /// <summary>Thousand tokens a step by which the conversation grew over the last steps.</summary>
    private double Growth()
    {
        var step = (int)At(Column.Steps);
        var back = Math.Min(RecentWindow, step + 1);
        var before = step < RecentWindow ? 0 : _contexts[step % RecentWindow];
        _contexts[step % RecentWindow] = _context;
        return (_context - before) / 1000 / back;
    }

    private void AddEvidence(StepReading reading)
    {
        if (reading.Edits)
        {
            At(Column.Edits) += 1;
            At(Column.Quiet) = 0;
            At(Column.ChecksPassed) = 0;
            At(Column.ChecksFailed) = 0;
            At(Column.Declared) = 0;
            At(Column.CleanedUp) = 0;
            At(Column.LookedAtDiff) = 0;
            At(Column.Verified) = float.NaN;
        }
        else
        {
            At(Column.Quiet) += 1;
        }

        At(Column.Changes) += reading.Changes ? 1 : 0;
        At(Column.Declared) += reading.Declares ? 1 : 0;
        At(Column.CleanedUp) += reading.CleansUp ? 1 : 0;
        At(Column.LookedAtDiff) += reading.LooksAtDiff ? 1 : 0;
        if (reading.IsCheck)
        {
            At(reading.CheckPassed ? Column.ChecksPassed : Column.ChecksFailed) += 1;
        }

        if (reading.FailingTests is { } failing)
        {
            At(Column.FailingTests) = failing;
        }
    }
}

/// <summary>Columns of <see cref="SignalFold.Schema"/>, in order; their numbers are part of the schema.</summary>
internal enum Column
{
    Steps = 0,
    InputTokens = 1,
    ContextTokens = 2,
    OutputTokens = 3,
    CostUsd = 4,
    Seconds = 5,
    ToolCalls = 6,
    RecentErrors = 7,
    Changes = 8,
    Edits = 9,
    Quiet = 10,
    ChecksPassed = 11,
    ChecksFailed = 12,
    FailingTests = 13,
    Stuck = 14,
    KinRuns = 15,
    KinSolved = 16,
    ContextGrowth = 17,
    Novelty = 18,
    RepeatedActions = 19,
    Declared = 20,
    CleanedUp = 21,
    LookedAtDiff = 22,
    Verified = 23,
}

/// <summary>The names under which recipes and policies refer to the columns.</summary>
internal static class ColumnNames
{
    public static string Of(Column column) =>
        column switch
        {
            Column.Steps => "steps",
            Column.InputTokens => "input_tokens",
            Column.ContextTokens => "context_tokens",
            Column.OutputTokens => "output_tokens",
            Column.CostUsd => "cost_usd",
            Column.Seconds => "seconds",
            Column.ToolCalls => "tool_calls",
            Column.RecentErrors => "errors_recent",
            Column.Changes => "changes",
            Column.Edits => "edits",
            Column.Quiet => "quiet",
            Column.ChecksPassed => "checks_passed_since_edit",
            Column.ChecksFailed => "failing_checks_since_edit",
            Column.FailingTests => "failing_tests",
            Column.Stuck => "stuck",
            Column.KinRuns => "kin_runs",
            Column.KinSolved => "kin_solved",
            Column.ContextGrowth => "context_growth",
            Column.Novelty => "novelty",
            Column.RepeatedActions => "repeated_actions",
            Column.Declared => "declared_since_edit",
            Column.CleanedUp => "cleanups_since_edit",
            Column.LookedAtDiff => "diff_looks_since_edit",
            Column.Verified => "verified",
            _ => throw new ArgumentOutOfRangeException(nameof(column)),
        };
}

/// <summary>What earlier runs of the same task by the same model and scaffold came to.</summary>
/// <param name="Runs">Kin runs with a trusted outcome.</param>
/// <param name="Solved">How many of them solved the task.</param>
/// <param name="IsKnown">False where the task is treated as never seen.</param>
public readonly record struct KinPrior(int Runs, int Solved, bool IsKnown)
{
    /// <summary>A task never seen before.</summary>
    public static KinPrior Unseen { get; }
}
