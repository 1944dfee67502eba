namespace Stopwise.Exits.Calibration;

/// <summary>Tests several hypotheses under one delta; what a rejected one had to spend goes on to others along a graph.</summary>
/// <remarks>
/// <para>
/// The sequentially rejective procedure of Bretz, Maurer, Brannath and Posch (2009), "A graphical approach to sequentially
/// rejective multiple test procedures", algorithm 1. With valid p-values, dependent in any way, the chance that any rejected
/// hypothesis is true is at most delta. The rejected set does not depend on the order of the steps.
/// </para>
/// <para>
/// Weights and transitions must be fixed without the losses that the p-values come from. Holm, Bonferroni and the fixed
/// sequence are graphs: <see cref="Complete"/>, <see cref="Unconnected"/>, <see cref="Chain"/>. For the settings of two
/// thresholds, <see cref="Grid"/>.
/// </para>
/// </remarks>
public sealed class RejectionGraph
{
    // Sums of shares such as 1/3 + 1/3 + 1/3 may miss 1 by rounding.
    private const double Rounding = 1e-9;

    private readonly double[] _weights;
    private readonly double[,] _transitions;

    /// <summary>Fixes the graph.</summary>
    /// <param name="weights">Per hypothesis its share of delta at the start, at least 0; together at most 1.</param>
    /// <param name="transitions">
    /// [i, j] is the share of what i has that goes to j once i is rejected: at least 0, 0 on the diagonal, each row together
    /// at most 1.
    /// </param>
    /// <exception cref="ArgumentException">The sizes differ, or a number is out of range.</exception>
    public RejectionGraph(ReadOnlySpan<double> weights, double[,] transitions)
    {
        ArgumentNullException.ThrowIfNull(transitions);
        var count = weights.Length;
        if (transitions.GetLength(0) != count || transitions.GetLength(1) != count)
        {
            throw new ArgumentException(
                $"{count} hypotheses need {count} x {count} transitions; these are "
                    + $"{transitions.GetLength(0)} x {transitions.GetLength(1)}.",
                nameof(transitions)
            );
        }

        _weights = weights.ToArray();
        _transitions = (double[,])transitions.Clone();
        Shares(_weights, nameof(weights));
        for (var i = 0; i < count; i++)
        {
            if (_transitions[i, i] != 0.0)
            {
                throw new ArgumentException($"Hypothesis {i} leads to itself.", nameof(transitions));
            }

            Shares([.. Enumerable.Range(0, count).Select(j => _transitions[i, j])], $"{nameof(transitions)}[{i}]");
        }
    }

    /// <summary>Hypotheses.</summary>
    public int Count => _weights.Length;

    /// <summary>All of delta at the first hypothesis, then on to the next: the fixed sequence.</summary>
    /// <param name="count">Hypotheses, at least 1.</param>
    public static RejectionGraph Chain(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var weights = new double[count];
        weights[0] = 1.0;
        return new(weights, Filled(count, (i, j) => j == i + 1 ? 1.0 : 0.0));
    }

    /// <summary>Equal shares, and what becomes free goes to all others alike: the procedure of Holm (1979).</summary>
    /// <inheritdoc cref="Chain" path="/param"/>
    public static RejectionGraph Complete(int count) =>
        new(Equal(count), Filled(count, (i, j) => i == j ? 0.0 : 1.0 / (count - 1)));

    /// <summary>Equal shares that are never passed on: Bonferroni.</summary>
    /// <inheritdoc cref="Chain" path="/param"/>
    public static RejectionGraph Unconnected(int count) => new(Equal(count), new double[count, count]);

    /// <summary>
    /// The settings of two thresholds, row by row, the most cautious first: delta starts there and goes, half and half, to the next
    /// less cautious setting of either threshold.
    /// </summary>
    /// <param name="rows">Values of the first threshold, at least 1.</param>
    /// <param name="columns">Values of the second; hypothesis r x columns + c is the setting (r, c). At least 1.</param>
    public static RejectionGraph Grid(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        var weights = new double[rows * columns];
        weights[0] = 1.0;
        return new(weights, Filled(weights.Length, Share));

        double Share(int from, int to)
        {
            var (down, right) = (from / columns < rows - 1, from % columns < columns - 1);
            var leads = (down && to == from + columns) || (right && to == from + 1);
            return !leads ? 0.0
                : down && right ? 0.5
                : 1.0;
        }
    }

    /// <summary>The rejected positions, in ascending order.</summary>
    /// <param name="pValues">One p-value per hypothesis.</param>
    /// <param name="delta">The total chance of a wrong rejection, strictly between 0 and 1.</param>
    /// <exception cref="ArgumentException">The number of p-values is not <see cref="Count"/>, or one is out of range.</exception>
    public IReadOnlyList<int> Reject(ReadOnlySpan<double> pValues, double delta)
    {
        Require.Inside(delta);
        Require.Probabilities(pValues, nameof(pValues));
        if (pValues.Length != Count)
        {
            throw new ArgumentException(
                $"The graph has {Count} hypotheses; {pValues.Length} p-values are given.",
                nameof(pValues)
            );
        }

        var open = Enumerable.Range(0, Count).ToList();
        var rejected = new SortedSet<int>();
        var (weights, transitions) = ((double[])_weights.Clone(), (double[,])_transitions.Clone());
        for (var next = Next(pValues); next >= 0; next = Next(pValues))
        {
            open.Remove(next);
            rejected.Add(next);
            (weights, transitions) = Without(next, open, weights, transitions);
        }

        return [.. rejected];

        int Next(ReadOnlySpan<double> p)
        {
            foreach (var i in open)
            {
                // Without a share nothing may be rejected, not even at p = 0.
                if (weights[i] > 0.0 && p[i] <= weights[i] * delta)
                {
                    return i;
                }
            }

            return -1;
        }
    }

    /// <summary>The graph of the hypotheses that are left when one is taken out: its share and its ways are passed on.</summary>
    private static (double[] Weights, double[,] Transitions) Without(
        int gone,
        List<int> open,
        double[] weights,
        double[,] transitions
    )
    {
        var (newWeights, newTransitions) = (new double[weights.Length], new double[weights.Length, weights.Length]);
        foreach (var i in open)
        {
            newWeights[i] = weights[i] + (weights[gone] * transitions[gone, i]);
            var loop = transitions[i, gone] * transitions[gone, i];
            foreach (var j in open)
            {
                if (j != i && loop < 1.0)
                {
                    var way = transitions[i, j] + (transitions[i, gone] * transitions[gone, j]);
                    newTransitions[i, j] = way / (1.0 - loop);
                }
            }
        }

        return (newWeights, newTransitions);
    }

    private static double[] Equal(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var weights = new double[count];
        Array.Fill(weights, 1.0 / count);
        return weights;
    }

    private static double[,] Filled(int count, Func<int, int, double> share)
    {
        var transitions = new double[count, count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                transitions[i, j] = share(i, j);
            }
        }

        return transitions;
    }

    private static void Shares(double[] shares, string name)
    {
        Require.Probabilities(shares, name);
        if (shares.Sum() > 1.0 + Rounding)
        {
            throw new ArgumentException($"{name} sum to {shares.Sum()}; together they are at most 1.", name);
        }
    }
}
