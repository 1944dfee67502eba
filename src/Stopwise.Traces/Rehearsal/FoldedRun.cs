using Stopwise.Exits.Tables;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal;

/// <summary>One run after its signals were folded; the texts are gone, so thousands fit in memory.</summary>
internal sealed class FoldedRun
{
    private readonly float[] _signals;
    private readonly double[] _costs;
    private readonly double[] _totals;
    private readonly int _rows;
    private readonly int _stepsNeeded;
    private readonly DateTimeOffset? _started;
    private readonly string _trial;

    private FoldedRun(Run run, float[] signals, double[] costs, double[] totals, int rows, int stepsNeeded, bool acted)
    {
        _signals = signals;
        _costs = costs;
        _totals = totals;
        _rows = rows;
        _stepsNeeded = stepsNeeded;
        _started = run.StartedAt;
        _trial = run.Trial ?? "";
        Id = run.Id;
        TaskKey = run.TaskId ?? $"run:{run.Id}";
        KinKey = $"{TaskKey}\n{run.Model}\n{run.Agent}";
        var estimated = run.Steps.Any(s => s.Usage.Estimated);
        Facts = new RunFacts(run.Id, run.TaskId, run.Agent, run.Model, run.Outcome.Good, !acted, estimated);
    }

    public string Id { get; }

    public string TaskKey { get; }

    public string KinKey { get; }

    public RunFacts Facts { get; }

    /// <summary>Folds a run.</summary>
    public static FoldedRun Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var calls = run.CallCount;
        var width = SignalFold.Schema.Width;
        var signals = new float[calls * width];
        var costs = new double[calls * 4];
        var readings = new List<StepReading>(run.Steps.Count);
        var fold = new SignalFold(KinPrior.Unseen);
        for (var row = 0; row < calls; row++)
        {
            fold.Values.CopyTo(signals.AsSpan(row * width));
            WriteCosts(costs.AsSpan(row * 4, 4), fold, row);
            if (row < run.Steps.Count)
            {
                fold.Add(run.Steps[row]);
                readings.Add(fold.LastReading!);
            }
        }

        var acted = run.Steps.Any(s => s.Calls.Count > 0);
        var totals = new double[4];
        if (run.Closing is not null)
        {
            fold.Add(run.Closing);
        }

        WriteCosts(totals, fold, calls);
        if (double.IsNaN(totals[RunTable.MoneyCost]) && run.StatedCostUsd is { } stated)
        {
            totals[RunTable.MoneyCost] = (double)stated;
        }

        return new FoldedRun(run, signals, costs, totals, calls, UsefulChange.StepsNeeded(run, readings), acted);
    }

    /// <summary>Began before the other one: by start time where both have one, else by trial number.</summary>
    public bool IsBefore(FoldedRun other) =>
        _started is { } mine && other._started is { } theirs ? mine < theirs : CompareTrials(_trial, other._trial) < 0;

    /// <summary>Writes the rows; the kin columns are the same in all of them.</summary>
    public void AddTo(ExitTableBuilder builder, KinPrior kin, int group)
    {
        var width = SignalFold.Schema.Width;
        Span<bool> harms = [false, true];
        for (var row = 0; row < _rows; row++)
        {
            var signals = _signals.AsSpan(row * width, width);
            signals[(int)Column.KinRuns] = kin.IsKnown ? kin.Runs : float.NaN;
            signals[(int)Column.KinSolved] = kin.IsKnown ? kin.Solved : float.NaN;
            harms[0] = row < _stepsNeeded;
            builder.AddRow(signals, _costs.AsSpan(row * 4, 4), harms);
        }

        builder.EndRun(new ExitTableRun(Id, group, Facts.Good, _totals));
    }

    private static int CompareTrials(string a, string b) =>
        int.TryParse(a, System.Globalization.CultureInfo.InvariantCulture, out var x)
        && int.TryParse(b, System.Globalization.CultureInfo.InvariantCulture, out var y)
            ? x.CompareTo(y)
            : string.CompareOrdinal(a, b);

    private static void WriteCosts(Span<double> costs, SignalFold fold, int units)
    {
        costs[RunTable.StepsCost] = units;
        costs[RunTable.InputTokensCost] = fold.InputTokens;
        costs[RunTable.OutputTokensCost] = fold.OutputTokens;
        costs[RunTable.MoneyCost] = fold.CostUsd;
    }
}
