using System.Globalization;

namespace Stopwise.Traces.Costs;

/// <summary>CPU time of the processes that this one started and that have ended, with all that they started themselves.</summary>
public static class ChildCpuTime
{
    // Linux shows these numbers in hundredths of a second on every processor.
    private const double TicksPerSecond = 100;
    private const int UserTicks = 13;
    private const int SystemTicks = 14;

    /// <summary>Seconds so far; null where the system does not show them.</summary>
    /// <param name="root">The folder that stands for <c>/</c>.</param>
    public static double? Seconds(string root = "/")
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        var line = TextFile.TryRead(Path.Combine(root, "proc/self/stat"));
        if (line is null)
        {
            return null;
        }

        // The second field is the program's name in parentheses and may hold anything, blanks and parentheses too.
        var fields = line[(line.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            fields.Length > SystemTicks
            && Ticks(fields[UserTicks]) is { } user
            && Ticks(fields[SystemTicks]) is { } system
            ? (user + system) / TicksPerSecond
            : null;
    }

    private static long? Ticks(string field) =>
        long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) ? ticks : null;
}
