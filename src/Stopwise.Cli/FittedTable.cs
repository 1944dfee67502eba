using Spectre.Console;

namespace Stopwise.Cli;

/// <summary>A table that leaves out its least important columns on a narrow screen rather than break numbers apart.</summary>
internal sealed class FittedTable(params IReadOnlyList<FittedColumn> columns)
{
    private const int NarrowestText = 16;
    private const int WidestText = 60;
    private readonly List<string[]> _rows = [];

    /// <param name="cells">One a column, in order.</param>
    public void Add(params IEnumerable<string> cells) =>
        _rows.Add([.. cells.Select(cell => Shown.Line(cell, WidestText))]);

    public void Write(IAnsiConsole console)
    {
        var widths = columns
            .Select((column, i) => _rows.Select(r => r[i].Length).Append(column.Title.Length).Max())
            .ToArray();
        var shown = Enumerable.Range(0, columns.Count).ToList();
        while (
            Least(shown) > console.Profile.Width
            && shown.Where(i => columns[i].Rank > 0).ToList() is { Count: > 0 } rest
        )
        {
            shown.Remove(rest.MaxBy(i => columns[i].Rank));
        }

        var table = new Table().Border(TableBorder.Simple);
        foreach (var i in shown)
        {
            var column = new TableColumn(new Text(columns[i].Title)).NoWrap();
            table.AddColumn(columns[i].IsText ? column : column.RightAligned());
        }

        // What is left over goes to the texts, from left to right.
        var spare = console.Profile.Width - Least(shown);
        foreach (var i in shown.Where(i => columns[i].IsText))
        {
            var given = Math.Clamp(widths[i] - NarrowestText, 0, Math.Max(0, spare));
            spare -= given;
            widths[i] = Math.Min(widths[i], NarrowestText + given);
        }

        foreach (var row in _rows)
        {
            table.AddRow(shown.Select(i => new Text(Shown.Line(row[i], Math.Max(1, widths[i])))));
        }

        console.WriteLine();
        console.Write(table);
        if (shown.Count < columns.Count)
        {
            var missing = Enumerable.Range(0, columns.Count).Except(shown).Select(i => columns[i].Title);
            console.WriteLine(
                $"Left out on this narrow screen: {string.Join(", ", missing)}.",
                new Style(decoration: Decoration.Dim)
            );
        }

        // A blank on either side of each column and one between two; the edges take as much.
        int Least(List<int> of) =>
            of.Sum(i => 3 + (columns[i].IsText ? Math.Min(widths[i], NarrowestText) : widths[i])) + 2;
    }
}

/// <summary>A column.</summary>
/// <param name="Title">Its head.</param>
/// <param name="Rank">0 for a column that is always shown; else the highest number is left out first.</param>
/// <param name="IsText">True for words, which may be cut; false for numbers, which may not.</param>
internal sealed record FittedColumn(string Title, int Rank = 0, bool IsText = false);
