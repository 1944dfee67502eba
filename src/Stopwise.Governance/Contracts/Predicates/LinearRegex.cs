using System.Globalization;
using System.Text.RegularExpressions;

namespace Stopwise.Governance.Contracts.Predicates;

/// <summary>A regular expression that takes time linear in the text, whatever the text: no back-references, no look-around.</summary>
internal sealed partial class LinearRegex
{
    /// <summary>The longest expression, in characters.</summary>
    public const int MostCharacters = 1_000;

    /// <summary>The largest product of the counts in braces: counted parts are unrolled into states.</summary>
    public const int MostUnrolled = 1_000;

    private readonly Regex _regex;

    private LinearRegex(string text)
    {
        Text = text;
        _regex = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }

    public string Text { get; }

    /// <exception cref="ArgumentException">It is no expression, too large, or has no linear time.</exception>
    public static LinearRegex Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MostCharacters || Unrolled(text) > MostUnrolled)
        {
            throw new ArgumentException(
                $"The expression is too large: it takes up to {MostCharacters:n0} characters, and counts in braces whose product is at most {MostUnrolled:n0}."
            );
        }

        try
        {
            return new LinearRegex(text);
        }
        catch (RegexParseException e)
        {
            throw new ArgumentException(
                $"'{text}' is no regular expression: {e.Error} at character {e.Offset + 1}.",
                e
            );
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException(
                $"'{text}' looks around or refers back; such expressions can take forever and are not read.",
                e
            );
        }
    }

    public bool Matches(string text) => _regex.IsMatch(text);

    private static double Unrolled(string text) =>
        Counts()
            .Matches(text)
            .Aggregate(
                1.0,
                (product, m) => product * Math.Max(1, double.Parse(m.ValueSpan, CultureInfo.InvariantCulture))
            );

    [GeneratedRegex(@"(?<=\{(?:\d{1,9},)?)\d{1,9}(?=,?\})", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Counts();
}
