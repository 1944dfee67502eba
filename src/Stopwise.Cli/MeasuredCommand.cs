using System.ComponentModel;
using System.Diagnostics;
using Stopwise.Exits;
using Stopwise.Traces.Costs;

namespace Stopwise.Cli;

/// <summary>A command that was run to see what it takes.</summary>
/// <param name="Command">The command with its arguments.</param>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Energy">What it took.</param>
internal sealed record MeasuredCommand(IReadOnlyList<string> Command, int ExitCode, MeasuredEnergy Energy)
{
    private static readonly TimeSpan IdleWatch = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenSamples = TimeSpan.FromSeconds(10);

    /// <summary>Runs it to its end. What it writes goes to standard error, so that the result stays alone on the output.</summary>
    /// <exception cref="StopwiseException">It cannot be started.</exception>
    public static MeasuredCommand Run(
        IReadOnlyList<string> command,
        double? watts,
        Surroundings around,
        CancellationToken stop
    )
    {
        var clock = around.Clock;
        var meter = EnergyMeter.TryOpen();
        var idle = meter is null ? 0 : IdleWatts(meter, clock, stop);
        var joulesBefore = meter?.Joules ?? 0;
        var cpuBefore = ChildCpuTime.Seconds();
        var began = clock.GetTimestamp();
        var (exit, counted) = RunToEnd(command, meter, around, stop);
        var seconds = clock.GetElapsedTime(began).TotalSeconds;
        var cpu = ChildCpuTime.Seconds() - cpuBefore;
        return new MeasuredCommand(
            command,
            exit,
            meter is not null && counted
                ? MeasuredEnergy.Measured(seconds, cpu, meter.Joules - joulesBefore, idle)
                : MeasuredEnergy.Estimated(seconds, cpu, watts)
        );
    }

    private static double IdleWatts(EnergyMeter meter, TimeProvider clock, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        meter.Sample();
        var before = meter.Joules;
        stop.WaitHandle.WaitOne(IdleWatch);
        stop.ThrowIfCancellationRequested();
        meter.Sample();
        return (meter.Joules - before) / clock.GetElapsedTime(began).TotalSeconds;
    }

    private static (int Exit, bool Counted) RunToEnd(
        IReadOnlyList<string> command,
        EnergyMeter? meter,
        Surroundings around,
        CancellationToken stop
    )
    {
        using var process = Start(command);
        using var ended = stop.Register(() => process.Kill(entireProcessTree: true));
        var output = Copy(process.StandardOutput, around.Error);
        var counted = true;
        while (!process.WaitForExit(BetweenSamples))
        {
            counted &= meter?.Sample() ?? true;
        }

        output.GetAwaiter().GetResult();
        counted &= meter?.Sample() ?? true;
        stop.ThrowIfCancellationRequested();
        return (process.ExitCode, counted);
    }

    private static Process Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new StopwiseException($"{command[0]} cannot be started: {e.Message}", e);
        }
    }

    private static async Task Copy(StreamReader from, TextWriter to)
    {
        var some = new char[4096];
        while (await from.ReadAsync(some) is > 0 and var read)
        {
            await to.WriteAsync(some.AsMemory(0, read));
        }
    }
}
