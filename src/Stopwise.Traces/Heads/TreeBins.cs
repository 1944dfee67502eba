namespace Stopwise.Traces.Heads;

/// <summary>Features as small numbers: which of a feature's cuts a value lies between. The last bin holds what is unknown.</summary>
internal sealed class TreeBins
{
    public TreeBins(float[][] columns, int most)
    {
        Cuts = [.. columns.Select(column => CutsOf(column, most))];
        Bins = new byte[columns.Length][];
        for (var i = 0; i < columns.Length; i++)
        {
            var (cuts, bins) = (Cuts[i], new byte[columns[i].Length]);
            for (var row = 0; row < bins.Length; row++)
            {
                var value = columns[i][row];
                bins[row] = (byte)(float.IsNaN(value) ? cuts.Length + 1 : Below(cuts, value));
            }

            Bins[i] = bins;
        }
    }

    /// <summary>Cuts in rising order, [feature][cut]: bin k holds the values from cut k - 1 up to, not including, cut k.</summary>
    public float[][] Cuts { get; }

    /// <summary>[feature][row].</summary>
    public byte[][] Bins { get; }

    private static int Below(float[] cuts, float value)
    {
        var at = Array.BinarySearch(cuts, value);
        return at >= 0 ? at + 1 : ~at;
    }

    private static float[] CutsOf(float[] column, int most)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, 250);
        var values = Array.FindAll(column, v => !float.IsNaN(v));
        Array.Sort(values);
        var distinct = values.Distinct().ToArray();
        if (distinct.Length <= most + 1)
        {
            return [.. distinct.Skip(1).Select((v, i) => Middle(distinct[i], v))];
        }

        var cuts = new SortedSet<float>();
        for (var k = 1; k <= most; k++)
        {
            var at = (int)((long)k * values.Length / (most + 1));
            var next = Array.BinarySearch(distinct, values[at]);
            if (next > 0)
            {
                cuts.Add(Middle(distinct[next - 1], distinct[next]));
            }
        }

        return [.. cuts];
    }

    /// <summary>Between two neighbours, never equal to the lower one, so that it goes left.</summary>
    private static float Middle(float low, float high)
    {
        var middle = low + ((high - low) / 2);
        return middle > low ? middle : high;
    }
}
