namespace Stopwise.Exits.Rules;

/// <summary>A threshold that moves with progress.</summary>
internal sealed class Scheduled(int column, Direction direction, Schedule schedule, Verdict verdict) : IExitRule
{
    public int MemorySlots => 0;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var value = probe.Signals[column];
        return direction.Crossed(value, schedule.At(probe.Progress))
            ? new(verdict, ReasonCode.Schedule, value)
            : Decision.Continue;
    }
}

/// <summary>Fires once the completed units reach a depth that moves with progress, or with a column that holds a position.</summary>
internal sealed class DepthSchedule(int positionColumn, Schedule schedule, Verdict verdict) : IExitRule
{
    public int MemorySlots => 0;

    public Decision Step(in Probe probe, Span<float> memory)
    {
        var position = positionColumn < 0 ? probe.Progress : probe.Signals[positionColumn];
        return probe.Unit >= schedule.At(position) ? new(verdict, ReasonCode.Schedule, probe.Unit) : Decision.Continue;
    }
}
