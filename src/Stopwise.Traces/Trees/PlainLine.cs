using System.Globalization;
using System.Text;

namespace Stopwise.Traces.Trees;

/// <summary>Text of a run on one line: nothing in it can break the line, move a cursor or turn the text around.</summary>
internal static class PlainLine
{
    private const char Escape = '\u001b';

    /// <param name="text">Anything, of any length: only as much is read as can be shown.</param>
    /// <param name="most">Most characters of the result; what is longer is cut with an ellipsis.</param>
    public static string Of(string? text, int most)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var line = new StringBuilder(Math.Min(text.Length, most + 1));
        var read = Math.Min(text.Length, most * 16L);
        for (var i = 0; i < read && line.Length <= most; i++)
        {
            var c = text[i];
            if (c == Escape)
            {
                i = EndOfSequence(text, i);
            }
            else if (IsBlank(c))
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (!char.IsSurrogate(c))
            {
                line.Append(c);
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                line.Append(c).Append(text[++i]);
            }
        }

        var plain = line.ToString().TrimEnd();
        return plain.Length <= most && read == text.Length ? plain : Cut(plain, most);
    }

    private static string Cut(string line, int most)
    {
        var end = Math.Min(line.Length, most - 1);
        return string.Concat(line.AsSpan(0, end > 0 && char.IsHighSurrogate(line[end - 1]) ? end - 1 : end), "…");
    }

    private static bool IsBlank(char c) =>
        char.IsWhiteSpace(c)
        || char.GetUnicodeCategory(c)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    /// <summary>Index of the last character of the colour or cursor sequence that begins here; of others only the escape goes.</summary>
    private static int EndOfSequence(string text, int start)
    {
        var i = start + 1;
        if (i >= text.Length || text[i] != '[')
        {
            return start;
        }

        for (i++; i < text.Length && text[i] is >= ' ' and <= '?'; i++) { }
        return Math.Min(i, text.Length - 1);
    }
}
