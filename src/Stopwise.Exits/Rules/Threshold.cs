namespace Stopwise.Exits.Rules;

/// <summary>Fires when a column lies beyond a constant or a value of the unit; the last value serves all later units.</summary>
internal sealed class Threshold(int column, Direction direction, double[] values, Verdict verdict) : IExitRule
{
    public int MemorySlots => 0;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var value = probe.Signals[column];
        var limit = values[Math.Min(probe.Unit, values.Length - 1)];
        return direction.Crossed(value, limit) ? new(verdict, ReasonCode.Threshold, value) : Decision.Continue;
    }
}
