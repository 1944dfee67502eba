using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Recipes;

/// <summary>Fires when a signal is strictly above, or below, a value.</summary>
public sealed record ThresholdSpec(Verdict Verdict = Verdict.ExitDone) : RuleSpec
{
    /// <summary>The column that is compared.</summary>
    public required string Signal { get; init; }

    /// <summary>The side on which it fires. The default is above.</summary>
    public Direction Direction { get; init; }

    /// <summary>One value for all units, in the unit of the signal; absent means free, unless <see cref="PerUnit"/> is given.</summary>
    public double? Value { get; init; }

    /// <summary>A value per completed unit, from unit 0; the last one serves all later units.</summary>
    public IReadOnlyList<double>? PerUnit { get; init; }

    /// <summary>What it says when it fires. The default is exit-done.</summary>
    public Verdict Verdict { get; init; } = Verdict;

    internal override int FreeParameters => Value is null && PerUnit is null ? 1 : 0;

    internal override IEnumerable<string> Reads => [Signal];

    internal override IExitRule Build(SignalSchema schema)
    {
        if (Value is not null && PerUnit is not null)
        {
            throw new StopwiseException("Rule 'threshold': give 'value' or 'perUnit', not both.");
        }

        var values = PerUnit is null
            ? [SpecChecks.Number(Value, "threshold", "value")]
            : SpecChecks.Numbers(PerUnit, Math.Max(1, PerUnit.Count), "threshold", "perUnit");
        return new Threshold(schema.Column(Signal), Direction, values, SpecChecks.Fires(Verdict, "threshold"));
    }

    internal override RuleSpec WithFree(double value) => FreeParameters == 1 ? this with { Value = value } : this;
}

/// <summary>Fires when a signal lies inside a closed window, or strictly outside of it.</summary>
/// <remarks>Inside with escalate is the rule of window-based cascades: only doubtful answers go on.</remarks>
public sealed record WindowSpec(Verdict Verdict = Verdict.Escalate) : RuleSpec
{
    /// <summary>The column that is compared.</summary>
    public required string Signal { get; init; }

    /// <summary>Lower edge, in the unit of the signal.</summary>
    public required double Low { get; init; }

    /// <summary>Upper edge, not below the lower one.</summary>
    public required double High { get; init; }

    /// <summary>True to fire outside. The default is inside, edges included.</summary>
    public bool Outside { get; init; }

    /// <summary>What it says when it fires. The default is escalate.</summary>
    public Verdict Verdict { get; init; } = Verdict;

    internal override int FreeParameters => 0;

    internal override IEnumerable<string> Reads => [Signal];

    internal override IExitRule Build(SignalSchema schema)
    {
        var low = SpecChecks.Number(Low, "window", "low");
        var high = SpecChecks.Number(High, "window", "high");
        if (low > high)
        {
            throw new StopwiseException($"Rule 'window': 'low' {low} is above 'high' {high}.");
        }

        return new Window(schema.Column(Signal), low, high, Outside, SpecChecks.Fires(Verdict, "window"));
    }

    internal override RuleSpec WithFree(double value) => this;
}

/// <summary>Fires when a signal crosses a threshold that moves with progress (SchED, arXiv 2512.02892).</summary>
public sealed record ScheduleSpec(double Steepness = 8, Verdict Verdict = Verdict.ExitDone) : RuleSpec
{
    /// <summary>The column that is compared.</summary>
    public required string Signal { get; init; }

    /// <summary>The side on which it fires. The default is above.</summary>
    public Direction Direction { get; init; }

    /// <summary>The threshold at progress 0.</summary>
    public required double From { get; init; }

    /// <summary>The threshold at progress 1.</summary>
    public required double To { get; init; }

    /// <summary>How it moves. The default is linear.</summary>
    public Curve Curve { get; init; }

    /// <summary>The <c>k</c> of exponential and sigmoid, above 0. The default is 8.</summary>
    public double Steepness { get; init; } = Steepness;

    /// <summary>What it says when it fires. The default is exit-done.</summary>
    public Verdict Verdict { get; init; } = Verdict;

    internal override int FreeParameters => 0;

    internal override IEnumerable<string> Reads => [Signal];

    internal override IExitRule Build(SignalSchema schema) =>
        new Scheduled(
            schema.Column(Signal),
            Direction,
            Schedule.Checked("schedule", Curve, From, To, Steepness),
            SpecChecks.Fires(Verdict, "schedule")
        );

    internal override RuleSpec WithFree(double value) => this;
}

/// <summary>Fires once the completed units reach a number that moves with progress or position; reads no confidence.</summary>
/// <remarks>
/// With <see cref="Position"/> it is the depth schedule of SkipDecode (arXiv 2307.02628); with the host's own progress
/// and equal ends it is a static depth, the baseline of every adaptive rule.
/// </remarks>
public sealed record DepthSpec(double Steepness = 8, Verdict Verdict = Verdict.ExitDone) : RuleSpec
{
    /// <summary>Units at position 0.</summary>
    public required double From { get; init; }

    /// <summary>Units at position 1.</summary>
    public required double To { get; init; }

    /// <summary>How it moves. The default is linear.</summary>
    public Curve Curve { get; init; }

    /// <summary>The <c>k</c> of exponential and sigmoid, above 0. The default is 8.</summary>
    public double Steepness { get; init; } = Steepness;

    /// <summary>A column that holds a position from 0 to 1 in an outer loop; absent means the host's own progress.</summary>
    public string? Position { get; init; }

    /// <summary>What it says when it fires. The default is exit-done.</summary>
    public Verdict Verdict { get; init; } = Verdict;

    internal override int FreeParameters => 0;

    internal override IEnumerable<string> Reads => Position is null ? [] : [Position];

    internal override IExitRule Build(SignalSchema schema) =>
        new DepthSchedule(
            Position is null ? -1 : schema.Column(Position),
            Schedule.Checked("depth", Curve, From, To, Steepness),
            SpecChecks.Fires(Verdict, "depth")
        );

    internal override RuleSpec WithFree(double value) => this;
}

/// <summary>Fires when a running sum of a signal is strictly above a quantile.</summary>
public sealed record CumulativeSpec(Verdict Verdict = Verdict.ExitDone) : RuleSpec
{
    /// <summary>The column that is added up.</summary>
    public required string Signal { get; init; }

    /// <summary>Plain sum, or probability of having halted. The default is sum.</summary>
    public Accumulation Accumulation { get; init; }

    /// <summary>What the sum must exceed; absent means free.</summary>
    public double? Quantile { get; init; }

    /// <summary>What it says when it fires. The default is exit-done.</summary>
    public Verdict Verdict { get; init; } = Verdict;

    internal override int FreeParameters => Quantile is null ? 1 : 0;

    internal override IEnumerable<string> Reads => [Signal];

    internal override IExitRule Build(SignalSchema schema) =>
        new Cumulative(
            schema.Column(Signal),
            Accumulation,
            SpecChecks.Number(Quantile, "cumulative", "quantile"),
            SpecChecks.Fires(Verdict, "cumulative")
        );

    internal override RuleSpec WithFree(double value) => Quantile is null ? this with { Quantile = value } : this;
}

/// <summary>Fires when something spent is strictly above a cap.</summary>
public sealed record BudgetSpec(Verdict Verdict = Verdict.WrapUp) : RuleSpec
{
    /// <summary>The column that holds what is spent; absent means the cost of the probe, in the host's unit.</summary>
    public string? Signal { get; init; }

    /// <summary>The most that may be spent, in the unit of the column; absent means free.</summary>
    public double? Cap { get; init; }

    /// <summary>What it says when it fires. The default is wrap-up: hand in, then stop.</summary>
    public Verdict Verdict { get; init; } = Verdict;

    internal override int FreeParameters => Cap is null ? 1 : 0;

    internal override IEnumerable<string> Reads => Signal is null ? [] : [Signal];

    internal override IExitRule Build(SignalSchema schema) =>
        new BudgetCap(
            Signal is null ? BudgetCap.CostColumn : schema.Column(Signal),
            SpecChecks.Number(Cap, "budget", "cap"),
            SpecChecks.Fires(Verdict, "budget")
        );

    internal override RuleSpec WithFree(double value) => Cap is null ? this with { Cap = value } : this;
}
