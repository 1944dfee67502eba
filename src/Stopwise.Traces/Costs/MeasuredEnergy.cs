namespace Stopwise.Traces.Costs;

/// <summary>What a command took on this machine.</summary>
public sealed record MeasuredEnergy
{
    /// <summary>Wall time in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>CPU time in seconds of the command and all that it started; null where the system does not show it.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Joules of the command: measured and freed of the idle draw, or estimated; null where neither can be had.</summary>
    public double? Joules { get; init; }

    /// <summary><c>measured</c>, <c>estimated</c> or <c>unknown</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Joules of the whole machine while the command ran; null where not measured.</summary>
    public double? MachineJoules { get; init; }

    /// <summary>Watts of the machine just before; null where not measured.</summary>
    public double? IdleWatts { get; init; }

    /// <summary>Watts of a busy processor core as the user gave them; null where joules are not estimated.</summary>
    public double? WattsGiven { get; init; }

    /// <summary>Joules by the counters: what the machine drew, without what it would have drawn idle.</summary>
    public static MeasuredEnergy Measured(double seconds, double? cpuSeconds, double joules, double idleWatts) =>
        new()
        {
            Seconds = seconds,
            CpuSeconds = cpuSeconds,
            Kind = "measured",
            MachineJoules = joules,
            IdleWatts = idleWatts,
            // A machine that was busier before than during the command leaves nothing to the command, not less.
            Joules = Math.Max(0, joules - (idleWatts * seconds)),
        };

    /// <summary>Joules by CPU time and a power that the user gives; unknown without either.</summary>
    public static MeasuredEnergy Estimated(double seconds, double? cpuSeconds, double? watts) =>
        new()
        {
            Seconds = seconds,
            CpuSeconds = cpuSeconds,
            Kind = cpuSeconds * watts is null ? "unknown" : "estimated",
            WattsGiven = watts,
            Joules = cpuSeconds * watts,
        };
}
