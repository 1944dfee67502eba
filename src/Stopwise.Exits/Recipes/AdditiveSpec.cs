using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Recipes;

/// <summary>Fires when a weighted sum of signals, each as it is or as a logarithm, is strictly above a threshold.</summary>
/// <remarks>
/// The hand-readable middle between a cap on one signal and a learned function, e.g. <c>ln(1 + context) + 0.3 errors</c>.
/// The score itself may fall along a run. The stop is its first crossing all the same, so a higher threshold never stops
/// earlier, which is what calibration relies on.
/// </remarks>
public sealed record AdditiveSpec(Verdict Verdict = Verdict.WrapUp) : RuleSpec
{
    /// <summary>The summands, at least one.</summary>
    public required IReadOnlyList<TermSpec> Terms { get; init; }

    /// <summary>Added to the sum. The default is 0.</summary>
    public double Bias { get; init; }

    /// <summary>What the sum must exceed; absent means free.</summary>
    public double? Threshold { get; init; }

    /// <summary>What it says when it fires. The default is wrap-up: hand in, then stop.</summary>
    public Verdict Verdict { get; init; } = Verdict;

    internal override int FreeParameters => Threshold is null ? 1 : 0;

    internal override IEnumerable<string> Reads => Terms.Select(t => t.Signal);

    internal override IExitRule Build(SignalSchema schema)
    {
        SpecChecks.AtLeast(Terms.Count, 1, "additive", "number of terms");
        return new AdditiveScore(
            [.. Terms.Select(t => t.Build(schema))],
            SpecChecks.Number(Bias, "additive", "bias"),
            SpecChecks.Number(Threshold, "additive", "threshold"),
            SpecChecks.Fires(Verdict, "additive")
        );
    }

    internal override RuleSpec WithFree(double value) => Threshold is null ? this with { Threshold = value } : this;
}

/// <summary>One summand of an <see cref="AdditiveSpec"/>.</summary>
public sealed record TermSpec
{
    /// <summary>The column.</summary>
    public required string Signal { get; init; }

    /// <summary>What it is multiplied with, after its scale.</summary>
    public required double Weight { get; init; }

    /// <summary>How it is read. The default is identity: as it is.</summary>
    public Scale Scale { get; init; }

    internal BoundTerm Build(SignalSchema schema) =>
        new(schema.Column(Signal), SpecChecks.Number(Weight, "additive", "weight"), Scale);
}
