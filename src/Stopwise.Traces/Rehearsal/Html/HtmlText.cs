using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Stopwise.Traces.Rehearsal.Html;

/// <summary>Writes markup whose holes are always data: literal parts go out as they are, every value is encoded.</summary>
internal sealed class HtmlText(TextWriter to)
{
    /// <summary>Writes literal markup with encoded values.</summary>
    [SuppressMessage(
        "Performance",
        "CA1822",
        Justification = "The compiler writes through the instance while it builds the argument."
    )]
    public void Write([InterpolatedStringHandlerArgument("")] Markup markup) => _ = markup;

    /// <summary>Writes literal markup with encoded values, and a line feed.</summary>
    public void Line([InterpolatedStringHandlerArgument("")] Markup markup)
    {
        _ = markup;
        to.Write('\n');
    }

    /// <summary>Writes markup that this program wrote; never anything that came from a file.</summary>
    public void Fixed(string markup) => to.Write(markup);

    private void Literal(string markup) => to.Write(markup);

    private void Value(string? text)
    {
        foreach (var c in text ?? "")
        {
            to.Write(
                c switch
                {
                    '<' => "&lt;",
                    '>' => "&gt;",
                    '&' => "&amp;",
                    '"' => "&quot;",
                    '\'' => "&#39;",
                    _ => Plain(c),
                }
            );
        }
    }

    // Control and format characters can hide text or turn it around, and some are not allowed in a page at all.
    private static string Plain(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format && c != '\n'
            ? "\ufffd"
            : c.ToString();

    /// <summary>The interpolated string: its literals are markup, its holes are data.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Markup(int literalLength, int formattedCount, HtmlText page)
    {
        private readonly HtmlText _page = page;

        /// <summary>Length that the compiler foresees; not needed, because nothing is buffered.</summary>
        public int Expected { get; } = literalLength + formattedCount;

        /// <summary>Markup.</summary>
        public void AppendLiteral(string markup) => _page.Literal(markup);

        /// <summary>Data.</summary>
        public void AppendFormatted(string? text) => _page.Value(text);

        /// <summary>A count.</summary>
        public void AppendFormatted(int count) => _page.Literal(count.ToString(CultureInfo.InvariantCulture));

        /// <summary>A coordinate, to a tenth.</summary>
        public void AppendFormatted(double place) => _page.Literal(place.ToString("0.#", CultureInfo.InvariantCulture));
    }
}
