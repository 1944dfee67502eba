using System.Globalization;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Suites;

/// <summary>The part of a text that a message shows, as one plain line.</summary>
internal static class Clip
{
    private const int Most = 160;

    /// <summary>The beginning of a text in quotes.</summary>
    public static string Of(string text, int most = Most) =>
        text.Length == 0 ? "nothing" : $"\"{PlainLine.Of(text, most)}\"";

    /// <summary>What stands around a position, marked where something is left out.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="at">A position in it, at most its length.</param>
    public static string Around(string text, int at)
    {
        var start = Math.Max(0, at - 30);
        var end = Math.Min(text.Length, at + 50);
        start += start > 0 && char.IsLowSurrogate(text[start]) ? 1 : 0;
        end -= end < text.Length && end > start && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
        var shown = PlainLine.Of(text[start..end], Most);
        return $"\"{(start > 0 ? "…" : "")}{shown}{(end < text.Length ? "…" : "")}\"";
    }

    public static string Number(double number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
