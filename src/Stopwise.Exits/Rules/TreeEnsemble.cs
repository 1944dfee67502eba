namespace Stopwise.Exits.Rules;

/// <summary>One node of a tree, bound to a column of the host. A leaf has <see cref="Leaf"/> as column and its value as split.</summary>
/// <param name="Column">The column that is compared, or <see cref="Leaf"/>.</param>
/// <param name="Split">What the column is compared with; the value of a leaf.</param>
/// <param name="Left">The node for values strictly below the split.</param>
/// <param name="Right">The node for all other values.</param>
/// <param name="Missing">Left or right, for a value that is not known.</param>
internal readonly record struct TreeNode(int Column, double Split, int Left, int Right, int Missing)
{
    public const int Leaf = -1;
}

/// <summary>Sum of regression trees over several columns; fires when it, or its logistic function, is strictly above a threshold.</summary>
/// <remarks>
/// Trees send an unknown value to a side of its own, so one unknown column does not silence them. Where no column is known
/// nothing can be said and nothing fires.
/// </remarks>
internal sealed class TreeEnsemble(
    int[] columns,
    TreeNode[] nodes,
    int[] roots,
    double bias,
    bool logistic,
    double threshold,
    Verdict verdict
) : IExitRule
{
    public int MemorySlots => 0;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        if (!AnyKnown(probe.Signals))
        {
            return Decision.Continue;
        }

        var sum = bias;
        foreach (var root in roots)
        {
            sum += Value(root, probe.Signals);
        }

        var score = logistic ? Logistic.Sigmoid(sum) : sum;
        return score > threshold ? new(verdict, ReasonCode.Learned, (float)score) : Decision.Continue;
    }

    private double Value(int root, ReadOnlySpan<float> signals)
    {
        ref readonly var node = ref nodes[root];
        while (node.Column != TreeNode.Leaf)
        {
            var value = signals[node.Column];
            var next =
                float.IsNaN(value) ? node.Missing
                : value < node.Split ? node.Left
                : node.Right;
            node = ref nodes[next];
        }

        return node.Split;
    }

    private bool AnyKnown(ReadOnlySpan<float> signals)
    {
        foreach (var column in columns)
        {
            if (!float.IsNaN(signals[column]))
            {
                return true;
            }
        }

        return false;
    }
}
