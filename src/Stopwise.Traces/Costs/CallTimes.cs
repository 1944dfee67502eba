using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Costs;

/// <summary>The wall time of a run, and of each call in it.</summary>
/// <remarks>
/// A recording says when the model answered. A call lasts from the answer before it to its own, so that the tools of a
/// step count with the call that reads their results; the first one begins with the run and the last one lasts to its end.
/// The calls thus share the whole wall time, and none of it twice.
/// </remarks>
internal static class CallTimes
{
    /// <summary>Seconds of the run; null where start or end is not recorded.</summary>
    public static decimal? Whole(Run run)
    {
        var (from, to) = Ends(run);
        return from is { } start && to is { } end && end >= start ? Seconds(end - start) : null;
    }

    /// <summary>Seconds of each call; null where a time is missing or runs backwards.</summary>
    public static decimal?[] Of(Run run)
    {
        var times = new decimal?[run.CallCount];
        var (before, end) = Ends(run);
        for (var i = 0; i < times.Length; i++)
        {
            var own = i < run.Steps.Count ? run.Steps[i].At : run.Closing!.At;
            var until = i == times.Length - 1 ? end : own;
            times[i] = before is { } from && until is { } to && to >= from ? Seconds(to - from) : null;
            before = own;
        }

        return times;
    }

    private static (DateTimeOffset? Start, DateTimeOffset? End) Ends(Run run)
    {
        if (run.CallCount == 0)
        {
            return (run.StartedAt, run.EndedAt);
        }

        var last = run.Closing ?? run.Steps[^1];
        return (run.StartedAt ?? (run.Steps.Count > 0 ? run.Steps[0].At : last.At), run.EndedAt ?? last.At);
    }

    private static decimal Seconds(TimeSpan time) => (decimal)time.Ticks / TimeSpan.TicksPerSecond;
}
