using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>Text of a run as a reason may show it: one short line, no control characters.</summary>
internal static class Quote
{
    private const int Longest = 81;

    /// <summary>The text in typographic quotes, white space folded, cut to 80 characters and an ellipsis.</summary>
    public static string Of(string? text) => $"“{Clip(text)}”";

    /// <summary>The same without quotes, for names of files and tools.</summary>
    public static string Clip(string? text) => PlainLine.Of(text, Longest);
}
