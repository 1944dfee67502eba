namespace Stopwise.Traces.Heads;

/// <summary>Grows one tree on the gradients of all rows, node by node.</summary>
internal sealed class TreeGrower(TreeBins bins, double[] gradient, double[] hessian, TreesOptions options)
{
    private readonly List<TreeNode> _nodes = [];
    private readonly int[] _rows = [.. Enumerable.Range(0, gradient.Length)];
    private readonly double[] _g = new double[256];
    private readonly double[] _h = new double[256];

    /// <summary>The tree; what it adds to each row is added to <paramref name="margin"/>.</summary>
    public TreeNode[] Grow(double[] margin)
    {
        Node(0, _rows.Length, 0, margin);
        return [.. _nodes];
    }

    private int Node(int from, int to, int depth, double[] margin)
    {
        double g = 0,
            h = 0;
        for (var i = from; i < to; i++)
        {
            g += gradient[_rows[i]];
            h += hessian[_rows[i]];
        }

        var at = _nodes.Count;
        _nodes.Add(default);
        if (depth < options.Depth && BestCut(from, to, g, h) is { } cut)
        {
            var middle = Partition(from, to, cut);
            var left = Node(from, middle, depth + 1, margin);
            var right = Node(middle, to, depth + 1, margin);
            _nodes[at] = new TreeNode(
                cut.Feature,
                bins.Cuts[cut.Feature][cut.Bin],
                cut.UnknownGoesLeft,
                left,
                right,
                0
            );
            return at;
        }

        var value = -options.Rate * g / (h + options.L2);
        _nodes[at] = new TreeNode(-1, 0, false, 0, 0, value);
        for (var i = from; i < to; i++)
        {
            margin[_rows[i]] += value;
        }

        return at;
    }

    private Cut? BestCut(int from, int to, double g, double h)
    {
        Cut? best = null;

        // A gain no larger than rounding is none.
        var bestGain = 1e-6;
        for (var feature = 0; feature < bins.Cuts.Length; feature++)
        {
            var cuts = bins.Cuts[feature].Length;
            if (cuts == 0)
            {
                continue;
            }

            Histogram(bins.Bins[feature], from, to, cuts + 2);
            var (unknownG, unknownH) = (_g[cuts + 1], _h[cuts + 1]);
            double leftG = 0,
                leftH = 0;
            for (var bin = 0; bin < cuts; bin++)
            {
                leftG += _g[bin];
                leftH += _h[bin];
                Try(feature, bin, false, leftG, leftH);
                if (unknownH > 0)
                {
                    Try(feature, bin, true, leftG + unknownG, leftH + unknownH);
                }
            }
        }

        return best;

        void Try(int feature, int bin, bool unknownLeft, double leftG, double leftH)
        {
            var (rightG, rightH) = (g - leftG, h - leftH);
            if (leftH < options.MinHessian || rightH < options.MinHessian)
            {
                return;
            }

            var gain = Score(leftG, leftH) + Score(rightG, rightH) - Score(g, h);
            if (gain > bestGain)
            {
                bestGain = gain;
                best = new Cut(feature, bin, unknownLeft);
            }
        }
    }

    private double Score(double g, double h) => g * g / (h + options.L2);

    private void Histogram(byte[] column, int from, int to, int size)
    {
        Array.Clear(_g, 0, size);
        Array.Clear(_h, 0, size);
        for (var i = from; i < to; i++)
        {
            var row = _rows[i];
            var bin = column[row];
            _g[bin] += gradient[row];
            _h[bin] += hessian[row];
        }
    }

    private int Partition(int from, int to, Cut cut)
    {
        var column = bins.Bins[cut.Feature];
        var unknown = bins.Cuts[cut.Feature].Length + 1;
        var (low, high) = (from, to - 1);
        while (low <= high)
        {
            var bin = column[_rows[low]];
            if (bin == unknown ? cut.UnknownGoesLeft : bin <= cut.Bin)
            {
                low++;
            }
            else
            {
                (_rows[low], _rows[high]) = (_rows[high], _rows[low]);
                high--;
            }
        }

        return low;
    }

    private readonly record struct Cut(int Feature, int Bin, bool UnknownGoesLeft);
}
