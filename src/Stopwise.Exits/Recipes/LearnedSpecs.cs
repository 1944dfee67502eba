using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Recipes;

/// <summary>Fires when a logistic function of several signals is strictly above a threshold.</summary>
/// <remarks>Any scaling of the inputs belongs into weights and bias, so that the file is the whole function.</remarks>
public sealed record LogisticSpec(Verdict Verdict = Verdict.ExitDone) : RuleSpec
{
    /// <summary>The input columns.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>One weight per input.</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>Added to the weighted sum.</summary>
    public double Bias { get; init; }

    /// <summary>The probability, 0 to 1, that must be exceeded; absent means free.</summary>
    public double? Threshold { get; init; }

    /// <summary>What it says when it fires. The default is exit-done.</summary>
    public Verdict Verdict { get; init; } = Verdict;

    internal override int FreeParameters => Threshold is null ? 1 : 0;

    internal override IEnumerable<string> Reads => Inputs;

    internal override IExitRule Build(SignalSchema schema) =>
        new Logistic(
            schema.Columns(Inputs),
            SpecChecks.Numbers(Weights, Inputs.Count, "logistic", "weights"),
            SpecChecks.Number(Bias, "logistic", "bias"),
            SpecChecks.Number(Threshold, "logistic", "threshold"),
            SpecChecks.Fires(Verdict, "logistic")
        );

    internal override RuleSpec WithFree(double value) => Threshold is null ? this with { Threshold = value } : this;
}

/// <summary>Fires when a network with one hidden layer and a logistic output is strictly above a threshold.</summary>
public sealed record MlpSpec(Verdict Verdict = Verdict.ExitDone) : RuleSpec
{
    /// <summary>The input columns.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>One row of weights per hidden unit, one weight per input in it.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Hidden { get; init; }

    /// <summary>One number per hidden unit.</summary>
    public required IReadOnlyList<double> HiddenBias { get; init; }

    /// <summary>The bend of the hidden layer. The default is relu.</summary>
    public Activation Activation { get; init; }

    /// <summary>One weight per hidden unit.</summary>
    public required IReadOnlyList<double> Output { get; init; }

    /// <summary>Added to the output before the logistic function.</summary>
    public double Bias { get; init; }

    /// <summary>The probability, 0 to 1, that must be exceeded; absent means free.</summary>
    public double? Threshold { get; init; }

    /// <summary>What it says when it fires. The default is exit-done.</summary>
    public Verdict Verdict { get; init; } = Verdict;

    internal override int FreeParameters => Threshold is null ? 1 : 0;

    internal override IEnumerable<string> Reads => Inputs;

    internal override IExitRule Build(SignalSchema schema) =>
        new TinyMlp(
            schema.Columns(Inputs),
            [.. Hidden.Select(row => SpecChecks.Numbers(row, Inputs.Count, "mlp", "hidden"))],
            SpecChecks.Numbers(HiddenBias, Hidden.Count, "mlp", "hiddenBias"),
            Activation,
            SpecChecks.Numbers(Output, Hidden.Count, "mlp", "output"),
            SpecChecks.Number(Bias, "mlp", "bias"),
            SpecChecks.Number(Threshold, "mlp", "threshold"),
            SpecChecks.Fires(Verdict, "mlp")
        );

    internal override RuleSpec WithFree(double value) => Threshold is null ? this with { Threshold = value } : this;
}

/// <summary>Takes the action of the largest utility; of equals the one listed first.</summary>
public sealed record UtilitySpec : RuleSpec
{
    /// <summary>At least two; going on is one of them, usually the first.</summary>
    public required IReadOnlyList<ActionSpec> Actions { get; init; }

    internal override int FreeParameters => 0;

    internal override IEnumerable<string> Reads => Actions.SelectMany(a => a.Inputs);

    internal override IExitRule Build(SignalSchema schema)
    {
        SpecChecks.AtLeast(Actions.Count, 2, "utility", "number of actions");
        return new BestUtility([.. Actions.Select(a => a.Build(schema))]);
    }

    internal override RuleSpec WithFree(double value) => this;
}

/// <summary>One choice of a <see cref="UtilitySpec"/>: <c>bias + perUnit[unit] + sum of weight x signal</c>.</summary>
public sealed record ActionSpec
{
    /// <summary>What is said when this action has the largest utility.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>A constant part. The default is 0.</summary>
    public double Bias { get; init; }

    /// <summary>A part per completed unit, from unit 0; the last one serves all later units.</summary>
    public IReadOnlyList<double> PerUnit
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>The columns that count.</summary>
    public IReadOnlyList<string> Inputs
    {
        get;
        init => field = value ?? [];
    } = [];

    /// <summary>One weight per input.</summary>
    public IReadOnlyList<double> Weights
    {
        get;
        init => field = value ?? [];
    } = [];

    internal BoundAction Build(SignalSchema schema) =>
        new(
            Verdict,
            SpecChecks.Number(Bias, "utility", "bias"),
            SpecChecks.Numbers(PerUnit, PerUnit.Count, "utility", "perUnit"),
            schema.Columns(Inputs),
            SpecChecks.Numbers(Weights, Inputs.Count, "utility", "weights")
        );
}
