namespace Stopwise.Exits.Rules;

/// <summary>One summand of <see cref="AdditiveScore"/>, bound to a column.</summary>
internal readonly record struct BoundTerm(int Column, double Weight, Scale Scale);

/// <summary>Weighted sum of scaled columns; fires when it is strictly above a threshold. One unknown column and nothing fires.</summary>
internal sealed class AdditiveScore(BoundTerm[] terms, double bias, double threshold, Verdict verdict) : IExitRule
{
    public int MemorySlots => 0;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var sum = bias;
        foreach (var term in terms)
        {
            double value = probe.Signals[term.Column];
            sum += term.Weight * (term.Scale == Scale.Identity ? value : Math.Log(1 + value));
        }

        return sum > threshold ? new(verdict, ReasonCode.Learned, (float)sum) : Decision.Continue;
    }
}
