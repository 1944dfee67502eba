using System.Globalization;
using Spectre.Console;
using Stopwise.Traces.Onset;

namespace Stopwise.Cli;

/// <summary>Diagnoses of many runs on the screen: where to look in each failed run, and which faults recur.</summary>
internal static class OnsetOverviewScreen
{
    private const int MostRuns = 30;

    public static void Write(IAnsiConsole console, OnsetOverview overview)
    {
        if (overview.Runs.Count > 0)
        {
            WriteRuns(console, overview.Runs);
        }

        if (overview.Rules.Count > 0)
        {
            WriteRules(console, overview.Rules);
        }

        console.WriteLine(
            $"{Words.Count(overview.Failed)} failed and {Words.Plural(overview.Solved, "solved run")}, {Words.Count(overview.Unknown)} without a trusted outcome."
        );
    }

    private static void WriteRuns(IAnsiConsole console, IReadOnlyList<OnsetLine> runs)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("Failed run", "Agent");
        table.AddColumn(new TableColumn("Look first at step").RightAligned().NoWrap());
        table.AddColumn(new TableColumn("of").RightAligned().NoWrap());
        table.AddColumn("Because of");
        foreach (var run in runs.Take(MostRuns))
        {
            table.AddRow(
                new Text(Shown.Line(run.Run)),
                new Text(Shown.Line(run.Agent)),
                new Text(Words.Count(run.Step)),
                new Text(Words.Count(run.Steps)),
                new Text(BecauseOf(run))
            );
        }

        console.Write(table);
        if (runs.Count > MostRuns)
        {
            console.WriteLine($"{Words.Count(runs.Count - MostRuns)} more; --json has all.");
        }
    }

    private static string BecauseOf(OnsetLine run) =>
        run.Rules.Count > 0 ? string.Join(", ", run.Rules)
        : run.Layer == OnsetLayer.Learned ? "learned order"
        : "time order";

    private static void WriteRules(IAnsiConsole console, IReadOnlyList<RuleShare> rules)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("Fault", "MAST");
        foreach (var share in (ReadOnlySpan<string>)["Failed runs", "Solved runs"])
        {
            table.AddColumn(new TableColumn(share).RightAligned().NoWrap());
        }

        foreach (var rule in rules)
        {
            table.AddRow(
                new Text(rule.Rule),
                new Text(rule.Mast ?? "-"),
                new Text(Share(rule.FailedRuns, rule.FailedShare)),
                new Text(Share(rule.SolvedRuns, rule.SolvedShare))
            );
        }

        console.Write(table);
    }

    private static string Share(int runs, double? share) =>
        share is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"{runs} ({100 * known:0} %)")
            : Words.Count(runs);
}
