namespace Stopwise.Traces.Onset.Rules;

/// <summary>Text of a run as a reason may show it: one short line, no control characters.</summary>
internal static class Quote
{
    private const int Longest = 80;

    /// <summary>The text in typographic quotes, white space folded, cut to 80 characters.</summary>
    public static string Of(string? text) => $"“{Clip(text)}”";

    /// <summary>The same without quotes, for names of files and tools.</summary>
    public static string Clip(string? text)
    {
        var line = new System.Text.StringBuilder(Longest + 1);
        var trimmed = text.AsSpan().Trim();
        for (var i = 0; i < trimmed.Length; i++)
        {
            var c = trimmed[i];
            var folded = char.IsControl(c) || char.IsWhiteSpace(c) || IsHidden(c) || IsHalf(trimmed, i) ? ' ' : c;
            if (folded == ' ' && (line.Length == 0 || line[^1] == ' '))
            {
                continue;
            }

            if (line.Length == Longest)
            {
                return CutPair(line).Append('…').ToString();
            }

            line.Append(folded);
        }

        return line.ToString().TrimEnd();
    }

    /// <summary>Characters that a terminal or a page obeys without showing them, e.g. marks that turn the reading direction.</summary>
    private static bool IsHidden(char c) =>
        char.GetUnicodeCategory(c)
            is System.Globalization.UnicodeCategory.Format
                or System.Globalization.UnicodeCategory.LineSeparator
                or System.Globalization.UnicodeCategory.ParagraphSeparator;

    /// <summary>Half of a surrogate pair without the other half.</summary>
    private static bool IsHalf(ReadOnlySpan<char> text, int at) =>
        char.IsHighSurrogate(text[at])
            ? at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])
            : char.IsLowSurrogate(text[at]) && (at == 0 || !char.IsHighSurrogate(text[at - 1]));

    private static System.Text.StringBuilder CutPair(System.Text.StringBuilder line) =>
        char.IsHighSurrogate(line[^1]) ? line.Remove(line.Length - 1, 1) : line;
}
