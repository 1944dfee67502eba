using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Onset.Talk;

/// <summary>A token of a run with the words around it: enough to find it again by eye.</summary>
/// <param name="Text">The token as it is compared: lower case, numbers without commas.</param>
/// <param name="Around">The token as written with a few words of its line on either side, clean and cut to 120 characters.</param>
internal readonly record struct Quote(string Text, string Around)
{
    private const int Side = 24;
    private const int Longest = 120;

    public static Quote Of(string text, ClaimToken token)
    {
        var line = text.AsSpan();
        var from = Math.Max(0, token.Start - Side);
        var to = Math.Min(line.Length, token.Start + token.Length + Side);
        from = line[from..token.Start].LastIndexOf('\n') is >= 0 and var before ? from + before + 1 : from;
        to = line[token.Start..to].IndexOf('\n') is >= 0 and var after ? token.Start + after : to;

        // Whole words only: a cut word reads as another one.
        from += from > 0 && IsInWord(line, from) ? WordEnd(line[from..token.Start]) : 0;
        to -= to < line.Length && IsInWord(line, to) ? WordStart(line[(token.Start + token.Length)..to]) : 0;
        return new Quote(token.Text, PlainLine.Of(line[from..to].ToString(), Longest));
    }

    private static bool IsInWord(ReadOnlySpan<char> text, int at) =>
        !char.IsWhiteSpace(text[at]) && !char.IsWhiteSpace(text[at - 1]);

    private static int WordEnd(ReadOnlySpan<char> text) =>
        text.IndexOf(' ') is >= 0 and var space ? space : text.Length;

    private static int WordStart(ReadOnlySpan<char> text) =>
        text.LastIndexOf(' ') is >= 0 and var space ? text.Length - space : text.Length;
}
