using Stopwise.Exits;
using Stopwise.Exits.Recipes;

namespace Stopwise.Traces.Heads;

/// <summary>How trees are boosted. The defaults suit a few hundred runs.</summary>
internal sealed record TreesOptions
{
    public int Trees { get; init; } = 100;

    /// <summary>Splits on the way to a leaf.</summary>
    public int Depth { get; init; } = 3;

    /// <summary>Share of each tree's correction that is taken.</summary>
    public double Rate { get; init; } = 0.06;

    /// <summary>L2 penalty on leaf values.</summary>
    public double L2 { get; init; } = 10;

    /// <summary>Least sum of second derivatives in a leaf. With weights that add up to 1 a run, 2 means eight runs or more.</summary>
    public double MinHessian { get; init; } = 2;

    /// <summary>Most different cuts tried a feature.</summary>
    public int Bins { get; init; } = 64;
}

/// <summary>Gradient-boosted regression trees with a logistic link (Friedman 2001; second-order gain after Chen and Guestrin 2016, section 2.2).</summary>
/// <remarks>Cuts are midpoints between neighbouring quantiles; a row whose feature is unknown goes to the side where that costs least.</remarks>
internal sealed class TreesHead : Head
{
    private readonly double _base;
    private readonly TreeNode[][] _trees;

    private TreesHead(double start, TreeNode[][] trees)
    {
        _base = start;
        _trees = trees;
    }

    /// <summary>Log-odds before the first tree.</summary>
    public double Base => _base;

    /// <summary>The trees, each with its root first.</summary>
    public IReadOnlyList<TreeNode[]> Trees => _trees;

    /// <summary>Boosts trees on weighted log-loss; the same rows give the same trees.</summary>
    /// <exception cref="StopwiseException">There are no rows.</exception>
    public static TreesHead Fit(HeadRows rows, TreesOptions options)
    {
        if (rows.Count == 0)
        {
            throw new StopwiseException("A head cannot be trained on no rows.");
        }

        var bins = new TreeBins(rows.Columns, options.Bins);
        double positive = 0,
            all = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            positive += (double)rows.Weight[row] * rows.Target[row];
            all += rows.Weight[row];
        }

        var share = Math.Clamp(positive / all, 1e-3, 1 - 1e-3);
        var start = Math.Log(share / (1 - share));
        var margin = new double[rows.Count];
        Array.Fill(margin, start);
        var (gradient, hessian) = (new double[rows.Count], new double[rows.Count]);
        var trees = new TreeNode[options.Trees][];
        for (var tree = 0; tree < trees.Length; tree++)
        {
            for (var row = 0; row < rows.Count; row++)
            {
                var p = Sigmoid(margin[row]);
                gradient[row] = rows.Weight[row] * (p - rows.Target[row]);
                hessian[row] = rows.Weight[row] * Math.Max(p * (1 - p), 1e-16);
            }

            trees[tree] = new TreeGrower(bins, gradient, hessian, options).Grow(margin);
        }

        return new TreesHead(start, trees);
    }

    /// <inheritdoc/>
    public override double LogOddsOf(ReadOnlySpan<float> features)
    {
        var sum = _base;
        foreach (var tree in _trees)
        {
            sum += Leaf(tree, features);
        }

        return sum;
    }

    /// <inheritdoc/>
    protected override RuleSpec WrittenAt(double tokenWeight, double threshold, Verdict verdict)
    {
        if (tokenWeight != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(tokenWeight), tokenWeight, "Trees carry no linear term.");
        }

        var roots = new List<int>();
        var nodes = new List<TreeNode>();
        foreach (var tree in _trees)
        {
            var root = nodes.Count;
            roots.Add(root);
            nodes.AddRange(
                tree.Select(n => n.Feature < 0 ? n : n with { Left = n.Left + root, Right = n.Right + root })
            );
        }

        return new TreesSpec
        {
            Inputs = [.. Enumerable.Range(0, HeadFeatures.Width).Select(i => HeadFeatures.Of(i).Signal)],
            Roots = roots,
            Features = [.. nodes.Select(n => n.Feature)],
            Thresholds = [.. nodes.Select(n => n.Feature < 0 ? 0 : HeadFeatures.Unscaled(n.Feature, n.Cut))],
            Left = [.. nodes.Select(n => n.Feature < 0 ? -1 : n.Left)],
            Right = [.. nodes.Select(n => n.Feature < 0 ? -1 : n.Right)],
            MissingLeft = [.. nodes.Select(n => n.UnknownGoesLeft)],
            Values = [.. nodes.Select(n => n.Value)],
            Bias = _base,
            Threshold = threshold,
            Verdict = verdict,
        };
    }

    private static double Leaf(TreeNode[] tree, ReadOnlySpan<float> features)
    {
        var at = 0;
        while (tree[at].Feature >= 0)
        {
            ref readonly var node = ref tree[at];
            var value = features[node.Feature];
            at =
                float.IsNaN(value) ? (node.UnknownGoesLeft ? node.Left : node.Right)
                : value < node.Cut ? node.Left
                : node.Right;
        }

        return tree[at].Value;
    }
}

/// <summary>A node of a tree: a cut, or a leaf with a value.</summary>
/// <param name="Feature">The feature that is cut; -1 in a leaf.</param>
/// <param name="Cut">Rows below it go left.</param>
/// <param name="UnknownGoesLeft">Where rows go whose feature is not known.</param>
/// <param name="Left">Position of the left child.</param>
/// <param name="Right">Position of the right child.</param>
/// <param name="Value">What a leaf adds to the log-odds.</param>
internal readonly record struct TreeNode(
    int Feature,
    float Cut,
    bool UnknownGoesLeft,
    int Left,
    int Right,
    double Value
);
