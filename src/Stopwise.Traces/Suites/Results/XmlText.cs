using System.Globalization;
using System.Text;
using System.Xml;

namespace Stopwise.Traces.Suites.Results;

/// <summary>Recorded text in reports: what XML cannot hold and what hides or turns text around becomes a visible mark.</summary>
internal static class XmlText
{
    private const char Mark = '\ufffd';

    public static XmlWriterSettings Settings { get; } =
        new()
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            NewLineChars = "\n",
            CloseOutput = false,
        };

    public static string Of(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                plain.Append(text[i]).Append(text[++i]);
            }
            else
            {
                plain.Append(IsPlain(text[i]) ? text[i] : Mark);
            }
        }

        return plain.ToString();
    }

    /// <summary>What was expected and what was found, expectation by expectation.</summary>
    public static string Of(string file, IReadOnlyList<Unmet> unmet)
    {
        var text = new StringBuilder();
        foreach (var one in unmet)
        {
            text.Append(text.Length == 0 ? "" : "\n")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"{file}:{one.Line}: expected {one.Expected}\nfound {one.Found}\n"
                );
        }

        return Of(text.ToString());
    }

    private static bool IsPlain(char c) =>
        XmlConvert.IsXmlChar(c)
        && (
            c is '\n' or '\t' or '\u200d'
            || char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format)
        );
}
