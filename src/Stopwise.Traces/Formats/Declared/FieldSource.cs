using System.Globalization;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>Where a field of a step or run comes from: places tried in order, and what is cut out of the text found there.</summary>
internal sealed class FieldSource
{
    private const string Fence = "```";

    /// <summary>Places in the order in which they are tried; the first that holds something is taken.</summary>
    public IReadOnlyList<JsonPath> Paths { get; init; } = [];

    /// <summary>A text that is the same for all; null where paths are read.</summary>
    public string? Constant { get; init; }

    /// <summary>Takes what stands in fenced blocks of the text, the fences left out.</summary>
    public bool InFence { get; init; }

    /// <summary>Takes what stands between two marks of the text.</summary>
    public (string Open, string Close)? Between { get; init; }

    /// <summary>Turns a truth value around: the field says <c>ok</c> where <c>error</c> is asked for.</summary>
    public bool Negated { get; init; }

    /// <summary>The elements of the first place that holds any, noted as read.</summary>
    public IReadOnlyList<JsonElement> Elements(JsonElement row, Coverage? coverage)
    {
        foreach (var path in Paths)
        {
            List<JsonElement> found = [.. path.Select(row)];
            if (found.Count > 0)
            {
                found.ForEach(f => coverage?.Add(f));
                return found;
            }
        }

        return [];
    }

    public string? Text(JsonElement row, Coverage? coverage)
    {
        if (Constant is not null)
        {
            return Constant;
        }

        var found = Elements(row, coverage);
        var text =
            found.Count == 0 ? null
            : found.Count == 1 ? found[0].AsText()
            : string.Join('\n', found.Select(f => f.AsText()).Where(t => !string.IsNullOrEmpty(t)));
        return text is null ? null
            : InFence ? Fenced(text)
            : Between is { } marks ? Cut(text, marks)
            : text;
    }

    public double? Number(JsonElement row, Coverage? coverage) =>
        double.TryParse(Text(row, coverage), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && Math.Abs(number) < 1e18
            ? number
            : null;

    public long? Whole(JsonElement row, Coverage? coverage) =>
        Number(row, coverage) is >= 0 and var number ? (long)number : null;

    public decimal? Money(JsonElement row, Coverage? coverage) =>
        decimal.TryParse(Text(row, coverage), NumberStyles.Float, CultureInfo.InvariantCulture, out var money)
        && Math.Abs(money) < 1e15m
            ? money
            : null;

    public int? ExitCode(JsonElement row, Coverage? coverage) =>
        Number(row, coverage) is >= int.MinValue and <= int.MaxValue and var code ? (int)code : null;

    public DateTimeOffset? Time(JsonElement row, Coverage? coverage) =>
        Number(row, coverage) is { } seconds
            // Past the year 2286 a number of seconds is one of milliseconds.
            ? JsonReading.FromUnix(seconds > 1e10 ? seconds / 1000 : seconds)
            : JsonReading.TimeOf(Text(row, coverage));

    /// <summary>Whether it speaks of an error: true, a number other than 0, or any word that is not one of success.</summary>
    public bool? Flag(JsonElement row, Coverage? coverage)
    {
        var word = Text(row, coverage)?.Trim().ToLowerInvariant();
        return string.IsNullOrEmpty(word) ? null
            : double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number != 0 != Negated
            : Negated ? word is "false" or "no" or "error" or "failed" or "failure"
            : word is not ("false" or "no" or "none" or "ok" or "success" or "succeeded" or "passed" or "done");
    }

    private static string? Fenced(string text)
    {
        var parts = new List<string>();
        for (var at = 0; ; )
        {
            var open = text.IndexOf(Fence, at, StringComparison.Ordinal);
            var start = open < 0 ? -1 : text.IndexOf('\n', open);
            var close = start < 0 ? -1 : text.IndexOf("\n" + Fence, start, StringComparison.Ordinal);
            if (close < 0)
            {
                return parts.Count == 0 ? null : string.Join('\n', parts);
            }

            parts.Add(close > start ? text[(start + 1)..close] : "");
            at = close + 1 + Fence.Length;
        }
    }

    private static string? Cut(string text, (string Open, string Close) marks)
    {
        var open = text.IndexOf(marks.Open, StringComparison.Ordinal);
        var start = open + marks.Open.Length;
        var close = open < 0 ? -1 : text.IndexOf(marks.Close, start, StringComparison.Ordinal);
        return close < 0 ? null : text[start..close].Trim();
    }
}
