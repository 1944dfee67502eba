using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Recipes;

/// <summary>Proves that the arrays of a <see cref="TreesSpec"/> are trees, so that a walk always ends at a leaf.</summary>
/// <remarks>
/// A child has a larger number than its parent, so there is no cycle; every node but a root has exactly one parent, which
/// lies in the same tree.
/// </remarks>
internal static class TreeChecks
{
    public static TreeNode[] Nodes(TreesSpec spec, int[] columns)
    {
        var count = spec.Features.Count;
        SpecChecks.AtLeast(columns.Length, 1, "trees", "number of inputs");
        AtMost(spec.Roots.Count, TreesSpec.MostTrees, "trees");
        AtMost(count, TreesSpec.MostNodes, "nodes");
        Length(spec.Thresholds.Count, count, "thresholds");
        Length(spec.Left.Count, count, "left");
        Length(spec.Right.Count, count, "right");
        Length(spec.MissingLeft.Count, count, "missingLeft");
        Length(spec.Values.Count, count, "values");
        var ends = Ends(spec.Roots, count);
        var nodes = new TreeNode[count];
        var hasParent = new bool[count];
        for (var tree = 0; tree < ends.Length; tree++)
        {
            var root = spec.Roots[tree];
            hasParent[root] = true;
            for (var node = root; node < ends[tree]; node++)
            {
                // Parents come first, so whoever has none by now will have none.
                Demand(hasParent[node], node, "no other node leads to it");
                nodes[node] = Node(spec, columns, node, ends[tree], hasParent);
            }
        }

        return nodes;
    }

    private static TreeNode Node(TreesSpec spec, int[] columns, int node, int end, bool[] hasParent)
    {
        var feature = spec.Features[node];
        if (feature == TreeNode.Leaf)
        {
            Demand(double.IsFinite(spec.Values[node]), node, $"its value is {spec.Values[node]}, which is not finite");
            return new TreeNode(TreeNode.Leaf, spec.Values[node], 0, 0, 0);
        }

        var inRange = feature >= 0 && feature < columns.Length;
        Demand(inRange, node, $"its feature is {feature}; there are {columns.Length} inputs, and -1 is a leaf");
        Demand(!double.IsNaN(spec.Thresholds[node]), node, "its threshold is not a number");
        var (left, right) = (spec.Left[node], spec.Right[node]);
        Child(left);
        Child(right);
        var missing = spec.MissingLeft[node] ? left : right;
        return new TreeNode(columns[feature], spec.Thresholds[node], left, right, missing);

        void Child(int child)
        {
            Demand(
                child > node && child < end,
                node,
                $"its child {child} does not lie between {node + 1} and {end - 1}"
            );
            Demand(!hasParent[child], node, $"its child {child} already belongs to another node");
            hasParent[child] = true;
        }
    }

    /// <summary>Per tree the node after its last.</summary>
    private static int[] Ends(IReadOnlyList<int> roots, int nodes)
    {
        var ends = new int[roots.Count];
        for (var tree = 0; tree < ends.Length; tree++)
        {
            ends[tree] = tree + 1 < ends.Length ? roots[tree + 1] : nodes;
            var start = tree == 0 ? 0 : ends[tree - 1];
            if (roots[tree] != start || ends[tree] <= start || ends[tree] > nodes)
            {
                throw new StopwiseException(
                    $"Rule 'trees': root {roots[tree]} of tree {tree} does not fit; "
                        + $"roots ascend from 0 and lie below the {nodes} nodes."
                );
            }
        }

        return ends.Length > 0 || nodes == 0
            ? ends
            : throw new StopwiseException($"Rule 'trees': there are {nodes} nodes but no root.");
    }

    private static void AtMost(int count, int most, string what)
    {
        if (count > most)
        {
            throw new StopwiseException($"Rule 'trees': there are {count} {what}; at most {most} are read.");
        }
    }

    private static void Length(int count, int nodes, string name)
    {
        if (count != nodes)
        {
            throw new StopwiseException(
                $"Rule 'trees': '{name}' has {count} entries, 'features' has {nodes}; one per node is needed."
            );
        }
    }

    private static void Demand(bool holds, int node, string trouble)
    {
        if (!holds)
        {
            throw new StopwiseException($"Rule 'trees': node {node} is not part of a tree: {trouble}.");
        }
    }
}
