using System.Globalization;
using System.Text;

namespace Stopwise.Benchmarks.Accuracy;

/// <summary>A page of tables that grows line by line.</summary>
internal sealed class MarkdownPage
{
    private readonly StringBuilder _text = new();

    public void Line(string text = "") => _text.Append(text).Append('\n');

    public void Heading(string text)
    {
        Line(text);
        Line();
    }

    /// <summary>A table with a bold caption; rows that are asked for one by one.</summary>
    public void Table(string caption, string[] columns, IEnumerable<string[]> rows)
    {
        Heading($"**{caption}**");
        Line($"| {string.Join(" | ", columns)} |");
        Line($"|{string.Concat(columns.Select(_ => "---|"))}");
        foreach (var row in rows)
        {
            Line($"| {string.Join(" | ", row)} |");
        }

        Line();
    }

    public static string Percent(double? share) => Number(share * 100, "0.0");

    /// <summary>A difference in percentage points, signed.</summary>
    public static string Points(double? difference) => Number(difference * 100, "+0.0;-0.0;0.0");

    public static string Number(double? value, string format) =>
        value is { } v && !double.IsNaN(v) ? v.ToString(format, CultureInfo.InvariantCulture) : "-";

    public override string ToString() => _text.ToString();
}
