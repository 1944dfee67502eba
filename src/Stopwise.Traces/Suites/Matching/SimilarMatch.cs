using System.Globalization;

namespace Stopwise.Traces.Suites.Matching;

/// <summary>
/// Much the same words in much the same order: one minus the edit distance over words divided by the longer length.
/// </summary>
/// <remarks>Words are runs of letters and digits in lower case; what is between them does not count.</remarks>
internal sealed class SimilarMatch : Match
{
    /// <summary>Most words of either text: the comparison takes the product of both lengths.</summary>
    public const int MostWords = 5_000;

    private readonly string _name;
    private readonly string[] _wanted;
    private readonly double _least;

    /// <param name="name">How messages name the text.</param>
    /// <param name="wanted">The text to be like, with at most <see cref="MostWords"/> words.</param>
    /// <param name="least">The least similarity, from 0 to 1.</param>
    public SimilarMatch(string name, string wanted, double least) =>
        (_name, _wanted, _least) = (name, WordsOf(wanted), least);

    public override string Words => $"is similar to {_name}, at least {Clip.Number(_least)}";

    public static int CountWords(string text) => WordsOf(text).Length;

    public override bool Holds(SeenValue value) => Similarity(value.Text) >= _least;

    public override string Found(SeenValue value) =>
        Similarity(value.Text) is var similarity && similarity < 0
            ? string.Create(CultureInfo.InvariantCulture, $"more than {MostWords} words, too many to compare")
            : $"similarity {Clip.Number(Math.Floor(similarity * 1e4) / 1e4)}: {Clip.Of(value.Text)}";

    /// <summary>From 0 to 1; -1 where the text is too long to compare.</summary>
    public double Similarity(string text)
    {
        var words = WordsOf(text);
        var longer = Math.Max(words.Length, _wanted.Length);
        return longer == 0 ? 1
            : longer > MostWords ? -1
            : 1 - (EditDistance.Of<string>(words, _wanted) / (double)longer);
    }

    private static string[] WordsOf(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length; )
        {
            var start = at;
            while (at < text.Length && char.IsLetterOrDigit(text[at]))
            {
                at++;
            }

            if (at > start)
            {
                words.Add(text[start..at].ToLowerInvariant());
            }
            else
            {
                at++;
            }
        }

        return [.. words];
    }
}
