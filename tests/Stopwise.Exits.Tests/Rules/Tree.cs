using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Rules;

/// <summary>A tree as linked nodes: the plain form that the flat arrays of <see cref="TreesSpec"/> are checked against.</summary>
internal sealed record Tree(int Column, double Split, bool MissingLeft, Tree? Left, Tree? Right)
{
    private static readonly string[] Inputs = ["a", "b", "c"];

    public double Of(float[] x) =>
        Left is null || Right is null ? Split
        : float.IsNaN(x[Column]) ? (MissingLeft ? Left : Right).Of(x)
        : (x[Column] < Split ? Left : Right).Of(x);

    /// <summary>Splits at the values that <see cref="Arbitrary.Signals"/> draws, so that equality is common.</summary>
    public static Tree Grow(Random random, int depth)
    {
        var value = random.Next(-4, 5) / 4.0;
        return depth == 0 || random.Next(4) == 0
            ? new Tree(-1, value, false, null, null)
            : new Tree(random.Next(3), value, random.Next(2) == 0, Grow(random, depth - 1), Grow(random, depth - 1));
    }

    /// <summary>All trees in one set of arrays, each in preorder; fires always, so that its score can be read.</summary>
    public static TreesSpec Flatten(IEnumerable<Tree> trees)
    {
        var (roots, nodes, left, right) = (new List<int>(), new List<Tree>(), new List<int>(), new List<int>());
        foreach (var tree in trees)
        {
            roots.Add(nodes.Count);
            Add(tree);
        }

        return new TreesSpec
        {
            Inputs = Inputs,
            Roots = roots,
            Features = [.. nodes.Select(n => n.Column)],
            Thresholds = [.. nodes.Select(n => n.Left is null ? 0 : n.Split)],
            Left = left,
            Right = right,
            MissingLeft = [.. nodes.Select(n => n.MissingLeft)],
            Values = [.. nodes.Select(n => n.Left is null ? n.Split : 0)],
            Threshold = double.NegativeInfinity,
        };

        int Add(Tree node)
        {
            var number = nodes.Count;
            nodes.Add(node);
            left.Add(-1);
            right.Add(-1);
            if (node.Left is not null && node.Right is not null)
            {
                left[number] = Add(node.Left);
                right[number] = Add(node.Right);
            }

            return number;
        }
    }
}
