using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Recipes;

/// <summary>Fires when a sum of regression trees over several signals is strictly above a threshold.</summary>
/// <remarks>
/// <para>
/// The form of gradient-boosted trees (Friedman 2001, "Greedy function approximation"; XGBoost, arXiv 1603.02754). All trees lie
/// in one set of arrays, one entry per node: the nodes of a tree follow each other, a child has a larger number than its
/// parent, and a leaf has the feature -1. A value strictly below a node's threshold goes left, any other goes right, and one that is not
/// known (NaN) goes to the side that the node names. A trainer that sends equal values left, as LightGBM does, writes
/// <see cref="Math.BitIncrement(double)"/> of its threshold.
/// </para>
/// <para>Where none of the inputs is known the rule does not fire. Sums are taken in double precision, tree by tree in their order.</para>
/// </remarks>
public sealed record TreesSpec(Verdict Verdict = Verdict.ExitDone) : RuleSpec
{
    /// <summary>The most trees of one ensemble.</summary>
    public const int MostTrees = 10_000;

    /// <summary>The most nodes of all trees together.</summary>
    public const int MostNodes = 1_000_000;

    /// <summary>The input columns, at least one.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Per tree the number of its first node, ascending, the first one 0.</summary>
    public required IReadOnlyList<int> Roots { get; init; }

    /// <summary>Per node the position in <see cref="Inputs"/> that is compared; -1 for a leaf.</summary>
    public required IReadOnlyList<int> Features { get; init; }

    /// <summary>Per node what its input is compared with, in the unit of the input; 0 for a leaf.</summary>
    public required IReadOnlyList<double> Thresholds { get; init; }

    /// <summary>Per node the node for values strictly below its threshold; -1 for a leaf.</summary>
    public required IReadOnlyList<int> Left { get; init; }

    /// <summary>Per node the node for all other known values; -1 for a leaf.</summary>
    public required IReadOnlyList<int> Right { get; init; }

    /// <summary>Per node true where a value that is not known goes left.</summary>
    public required IReadOnlyList<bool> MissingLeft { get; init; }

    /// <summary>Per node what a leaf adds to the sum, learning rate included; 0 for a node that is not a leaf.</summary>
    public required IReadOnlyList<double> Values { get; init; }

    /// <summary>Where the sum starts (the base score, as a log-odds with <see cref="Logistic"/>). The default is 0.</summary>
    public double Bias { get; init; }

    /// <summary>True to compare the logistic function of the sum, a probability. The default is false: the sum itself.</summary>
    public bool Logistic { get; init; }

    /// <summary>What must be exceeded, a probability with <see cref="Logistic"/>; absent means free.</summary>
    public double? Threshold { get; init; }

    /// <summary>What it says when it fires. The default is exit-done.</summary>
    public Verdict Verdict { get; init; } = Verdict;

    internal override int FreeParameters => Threshold is null ? 1 : 0;

    internal override IEnumerable<string> Reads => Inputs;

    internal override IExitRule Build(SignalSchema schema)
    {
        var columns = schema.Columns(Inputs);
        return new TreeEnsemble(
            columns,
            TreeChecks.Nodes(this, columns),
            [.. Roots],
            Finite(Bias, "bias"),
            Logistic,
            SpecChecks.Number(Threshold, "trees", "threshold"),
            SpecChecks.Fires(Verdict, "trees")
        );
    }

    internal override RuleSpec WithFree(double value) => Threshold is null ? this with { Threshold = value } : this;

    private static double Finite(double value, string name) =>
        double.IsFinite(value)
            ? value
            : throw new StopwiseException($"Rule 'trees': '{name}' is {value}; it must be finite.");
}
