using System.Globalization;

namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>Numbers of a report as a person reads them, units included. What is not known says so.</summary>
internal static class ReportNumbers
{
    public const string Unknown = "unknown";

    /// <summary>A difference of two shares in percentage points, always signed.</summary>
    public static string Points(double difference) =>
        (100 * difference).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    public static string Share(double? share) =>
        share is { } known ? (100 * known).ToString("0.0", CultureInfo.InvariantCulture) + " %" : Unknown;

    public static string Count(double? count) =>
        count is { } known ? known.ToString("N0", CultureInfo.InvariantCulture) : Unknown;

    public static string Usd(double? dollars) =>
        dollars is { } known
            ? "$" + known.ToString(Math.Abs(known) < 1 ? "0.0000" : "N2", CultureInfo.InvariantCulture)
            : Unknown;

    public static string Steps(double? steps) =>
        steps is { } known ? known.ToString("0.0", CultureInfo.InvariantCulture) + " steps" : Unknown;

    public static string Probability(double? p) =>
        p is not { } known ? Unknown
        : known < 0.0001 ? "< 0.0001"
        : known.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>The 90 % interval of a share, <c>[6.1, 30.9] %</c>; null where none was made.</summary>
    public static string? Interval(PolicyReport policy, string name) =>
        policy.Intervals.TryGetValue(name, out var ends) && ends.Length == 2
            ? string.Create(CultureInfo.InvariantCulture, $"[{100 * ends[0]:0.0}, {100 * ends[1]:0.0}] %")
            : null;
}
