using System.Globalization;
using System.Text.RegularExpressions;

namespace Stopwise.Traces.Suites.Matching;

/// <summary>Reads regular expressions that take time linear in the text, whatever the text.</summary>
internal static class LinearPattern
{
    private const int MostCharacters = 1_000;

    // Counted parts are unrolled into states: (a{1000}){1000} is a million of them.
    private const double MostUnrolled = 1_000;

    /// <param name="text">As the user wrote it.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static Regex? Parse(string text, out string problem)
    {
        problem = "";
        if (text.Length > MostCharacters || Unrolled(text) > MostUnrolled)
        {
            problem =
                $"A pattern has at most {MostCharacters:n0} characters, and counts in braces whose product is at most {MostUnrolled:n0}.";
            return null;
        }

        try
        {
            return new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            problem = "Lookarounds, back references and atomic groups are not read: patterns run in linear time.";
        }
        catch (ArgumentException e)
        {
            problem = $"This is no regular expression: {e.Message.TrimEnd('.')}.";
        }

        return null;
    }

    private static double Unrolled(string text)
    {
        var product = 1.0;
        for (var open = text.IndexOf('{'); open >= 0; open = text.IndexOf('{', open + 1))
        {
            var close = text.IndexOf('}', open);
            if (close > open)
            {
                // {2,5} is five states and not ten.
                var counts = text[(open + 1)..close].Split(',');
                product *= counts.Max(c =>
                    double.TryParse(c, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 1 ? n : 1
                );
            }
        }

        return product;
    }
}
