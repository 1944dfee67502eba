using System.Globalization;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli;

/// <summary>Numbers and verdicts in the words of the screens.</summary>
internal static class Words
{
    public const string NotKnown = "-";

    public static string Of(OutcomeState state) =>
        state switch
        {
            OutcomeState.Solved => "solved",
            OutcomeState.Failed => "failed",
            _ => "unknown",
        };

    /// <summary>The verdict, with a question mark where it is not trusted.</summary>
    public static string Short(Outcome outcome) =>
        Of(outcome.State) + (outcome.Trusted || outcome.State == OutcomeState.Unknown ? "" : "?");

    /// <summary>A count as a person reads it, <c>1,234,567</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Tokens to three digits, <c>1.23M</c>; a tilde says that they are an estimate.</summary>
    public static string Tokens(long? tokens, bool estimated) =>
        tokens is not { } known
            ? NotKnown
            : (estimated ? "~" : "")
                + known switch
                {
                    < 1_000 => known.ToString(CultureInfo.InvariantCulture),
                    < 999_500 => (known / 1_000.0).ToString("G3", CultureInfo.InvariantCulture) + "k",
                    _ => (known / 1_000_000.0).ToString("0.##", CultureInfo.InvariantCulture) + "M",
                };

    public static string Usd(decimal? cost) =>
        cost is { } known ? "$" + known.ToString(known < 1 ? "0.0000" : "N2", CultureInfo.InvariantCulture) : NotKnown;

    public static string Time(DateTimeOffset? at) =>
        at is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : NotKnown;

    /// <summary>The two largest units, <c>12 min 3 s</c>.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalDays >= 1 ? $"{(int)time.TotalDays} d {time.Hours} h"
        : time.TotalHours >= 1 ? $"{time.Hours} h {time.Minutes} min"
        : time.TotalMinutes >= 1 ? $"{time.Minutes} min {time.Seconds} s"
        : $"{time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s";

    public static string Plural(long count, string one, string? many = null) =>
        $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";
}
