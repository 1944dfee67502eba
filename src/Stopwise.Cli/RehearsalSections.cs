using System.Globalization;
using Spectre.Console;
using Stopwise.Traces.Rehearsal;

namespace Stopwise.Cli;

/// <summary>The parts of a rehearsal that only some runs have: exits of runs that are done, and several scopes.</summary>
internal static class RehearsalSections
{
    private static readonly Style Bold = new(decoration: Decoration.Bold);

    public static void WriteDone(IAnsiConsole console, DoneReport? done)
    {
        if (done is null)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine("Runs that are done and go on", Bold);
        console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Good runs make {done.LagStepsMedian:0} steps after their last useful change in the median, {RehearsalScreen.Share(done.LagStepsShare)} of all their steps. No done exit can save more than {RehearsalScreen.Share(done.Ceiling)} of the input tokens."
            )
        );
        if (!done.WorthIt)
        {
            console.WriteLine("That is too little for a done exit to pay; none is offered.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("Stop as soon as, since the last edit");
        foreach (
            var name in (ReadOnlySpan<string>)
                [
                    "In good runs",
                    "In failed runs",
                    "Good runs stopped",
                    "90 % interval",
                    "Tokens saved",
                    "A token cap saves",
                ]
        )
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var card in done.Cards)
        {
            table.AddRow(
                card.Words,
                RehearsalScreen.Share(card.FiresGood),
                RehearsalScreen.Share(card.FiresFailed),
                RehearsalScreen.Share(card.GoodRunsStopped),
                string.Create(CultureInfo.InvariantCulture, $"{100 * card.Low:0.0} to {100 * card.High:0.0} %"),
                RehearsalScreen.Share(card.InputTokensSaved),
                RehearsalScreen.Share(card.CapSaves)
            );
        }

        console.Write(table);
        console.WriteLine(
            "A sign that is as frequent in failed runs says that the agent feels done, not that it is right."
        );
    }

    public static void WriteScopes(IAnsiConsole console, RehearsalReport report)
    {
        if (report.Scopes.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine("Each scaffold and model by itself, token cap", Bold);
        var table = new Table().Border(TableBorder.Simple).AddColumn("Agent").AddColumn("Model");
        foreach (
            var name in (ReadOnlySpan<string>)
                [
                    "Runs",
                    "Solved",
                    "Own cap: good runs stopped",
                    "Tokens saved",
                    "Cap of the others: good runs stopped",
                    "Tokens saved",
                ]
        )
        {
            table.AddColumn(new TableColumn(name).RightAligned());
        }

        foreach (var scope in report.Scopes)
        {
            var own = scope.OwnUnitsMissing == 0;
            string[] cells =
            [
                scope.Agent,
                scope.Model ?? "not recorded",
                Words.Count(scope.Runs),
                Words.Count(scope.Solved),
                own
                    ? RehearsalScreen.Share(scope.Own.GoodRunsStopped)
                    : $"{Words.Plural(scope.OwnUnitsMissing, "task")} missing",
                own ? RehearsalScreen.Share(scope.Own.InputTokensSaved) : "-",
                scope.Foreign is { } foreign ? RehearsalScreen.Share(foreign.GoodRunsStopped) : "-",
                scope.Foreign is { } saving ? RehearsalScreen.Share(saving.InputTokensSaved) : "-",
            ];
            table.AddRow([.. cells.Select(cell => new Text(Shown.Line(cell)))]);
        }

        console.Write(table);
        console.WriteLine(
            Shown.Line(
                $"A cap learned elsewhere keeps no promise: where it stops more than {RehearsalScreen.Share(report.Promise.Alpha)} of good runs, the scope of the certificate is what protects them."
            )
        );
    }
}
