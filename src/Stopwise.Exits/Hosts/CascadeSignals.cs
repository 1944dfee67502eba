namespace Stopwise.Exits.Hosts;

/// <summary>The columns that a cascade's gate sees: three views of one distribution.</summary>
public static class CascadeSignals
{
    /// <summary><c>max_prob</c>, <c>margin</c> (first minus second probability) and <c>entropy</c> (nats).</summary>
    public static SignalSchema Schema { get; } = new(1, "max_prob", "margin", "entropy");

    /// <summary>Computes the columns in one pass.</summary>
    /// <param name="probabilities">At least one; they sum to 1.</param>
    /// <param name="signals">Three slots.</param>
    public static void Write(ReadOnlySpan<float> probabilities, Span<float> signals)
    {
        var (first, second, entropy) = (0f, 0f, 0.0);
        foreach (var p in probabilities)
        {
            if (p > first)
            {
                (first, second) = (p, first);
            }
            else if (p > second)
            {
                second = p;
            }

            entropy -= p > 0 ? p * Math.Log(p) : 0;
        }

        signals[0] = first;
        signals[1] = first - second;
        signals[2] = (float)entropy;
    }
}
