using System.Globalization;
using System.Text;

namespace Stopwise.Cli;

/// <summary>Recorded text as data: nothing in it can move the cursor, set a colour, or hide what it says.</summary>
/// <remarks>What it returns is plain text; give it to Spectre as <c>Text</c>, or escape it before it becomes markup.</remarks>
internal static class Shown
{
    private const char Escape = '\u001b';
    private const char Bell = '\a';

    /// <summary>Text of several lines, its line ends and tabs kept.</summary>
    public static string Block(string text) => Strip(text, keepLines: true);

    /// <summary>Text on one line, blanks run together, cut with an ellipsis.</summary>
    public static string Line(string text, int most = int.MaxValue)
    {
        // The head is enough: a result may be megabytes long.
        var head = most < int.MaxValue / 16 && text.Length > most * 16 ? text[..(most * 16)] : text;
        var line = string.Join(' ', Strip(head, keepLines: false).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= most ? line : string.Concat(line.AsSpan(0, WholeCharacters(line, most - 1)), "…");
    }

    private static int WholeCharacters(string text, int length) =>
        length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;

    private static string Strip(string text, bool keepLines)
    {
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == Escape)
            {
                i = EndOfSequence(text, i);
            }
            else if (keepLines && c is '\n' or '\t')
            {
                kept.Append(c);
            }
            else if (char.IsWhiteSpace(c))
            {
                kept.Append(keepLines && c == '\r' ? "" : " ");
            }
            else if (IsVisible(c))
            {
                kept.Append(c);
            }
        }

        return kept.ToString();
    }

    // Format characters turn text around or hide it (bidirectional controls, zero widths); only the joiner has honest uses.
    private static bool IsVisible(char c) =>
        char.GetUnicodeCategory(c) switch
        {
            UnicodeCategory.Control => false,
            UnicodeCategory.Format => c == '\u200d',
            _ => true,
        };

    /// <summary>Index of the last character of the terminal sequence that begins at <paramref name="start"/>.</summary>
    private static int EndOfSequence(string text, int start)
    {
        var i = start + 1;
        if (i >= text.Length)
        {
            return start;
        }

        // CSI ends with a letter or sign; OSC, DCS, APC, PM and SOS end with a bell or with ESC \.
        if (text[i] == '[')
        {
            for (i++; i < text.Length && text[i] is >= ' ' and <= '?'; i++) { }
            return Math.Min(i, text.Length - 1);
        }

        if (text[i] is ']' or 'P' or '_' or '^' or 'X')
        {
            for (i++; i < text.Length && text[i] != Bell && text[i] != '\n'; i++)
            {
                if (text[i] == Escape)
                {
                    return i + 1 < text.Length && text[i + 1] == '\\' ? i + 1 : i - 1;
                }
            }

            return i < text.Length && text[i] == '\n' ? i - 1 : Math.Min(i, text.Length - 1);
        }

        for (; i < text.Length && text[i] is >= ' ' and <= '/'; i++) { }
        return Math.Min(i, text.Length - 1);
    }
}
