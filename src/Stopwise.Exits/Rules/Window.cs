namespace Stopwise.Exits.Rules;

/// <summary>Fires when a column lies inside a closed window, or strictly outside of it.</summary>
internal sealed class Window(int column, double low, double high, bool outside, Verdict verdict) : IExitRule
{
    public int MemorySlots => 0;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var value = probe.Signals[column];
        var fires = outside ? value < low || value > high : value >= low && value <= high;
        return fires ? new(verdict, ReasonCode.Window, value) : Decision.Continue;
    }
}
