namespace Stopwise.Exits.Rules;

/// <summary>Fires when a running sum is above a quantile. A unit whose value is not known adds nothing and does not fire.</summary>
internal sealed class Cumulative(int column, Accumulation kind, double quantile, Verdict verdict) : IExitRule
{
    public int MemorySlots => 1;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var value = probe.Signals[column];
        if (float.IsNaN(value))
        {
            return Decision.Continue;
        }

        ref var sum = ref memory[0];
        sum = kind == Accumulation.Sum ? sum + value : sum + (Math.Clamp(value, 0f, 1f) * (1f - sum));
        return sum > quantile ? new(verdict, ReasonCode.Cumulative, sum) : Decision.Continue;
    }
}
