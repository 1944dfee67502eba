using System.Globalization;
using Spectre.Console;
using Stopwise.Cli.Commands;
using Stopwise.Traces.Formats.Declared;

namespace Stopwise.Cli;

/// <summary>A format and what it reads, as a person judges it.</summary>
internal static class FormatScreen
{
    private const int MostProblems = 5;
    private const int MostLeft = 5;

    public static void Write(IAnsiConsole console, FormatReport report, bool withText)
    {
        if (withText)
        {
            console.Write(new Text(Shown.Block(report.Yaml)));
            console.WriteLine();
        }

        var trial = report.Trial;
        Line(
            console,
            $"Read as {report.Name}: {Words.Plural(trial.Runs, "run")} with {Words.Plural(trial.Steps, "step")}."
        );
        console.Write(Numbers(trial));
        Rows(console, trial);
        if (trial.LeftOut.Count > 0)
        {
            Line(console, "Text that is not read, most of it first:");
            foreach (var left in trial.LeftOut.Take(MostLeft))
            {
                Line(console, $"  {Words.Count(left.Characters)} characters in {left.Path}");
            }
        }

        Samples(console, trial);
        Problems(console, trial);
        End(console, report);
    }

    public static void Write(IAnsiConsole console, string folder, IReadOnlyList<KeptFormat> kept)
    {
        if (kept.Count == 0)
        {
            Line(console, $"No format is kept in {folder}. One is kept by: stopwise format suggest FILE --keep NAME");
        }

        foreach (var format in kept)
        {
            Line(console, $"{format.Name}  {format.File}");
        }
    }

    private static Grid Numbers(FormatTrial trial)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 2, 0)).AddColumn();
        grid.AddRow("steps with an action", Share(trial.StepsWithAction));
        grid.AddRow(
            "actions with a result",
            trial.Actions == 0 ? Words.NotKnown : $"{Share(trial.ActionsWithResult)} of {Words.Count(trial.Actions)}"
        );
        grid.AddRow("steps with a reply", Share(trial.StepsWithReply));
        grid.AddRow("runs with a prompt", Words.Count(trial.Prompts));
        grid.AddRow(
            "outcomes",
            $"{Words.Count(trial.Solved)} solved, {Words.Count(trial.Failed)} failed, {Words.Count(trial.Runs - trial.Solved - trial.Failed)} unknown"
        );
        grid.AddRow("text covered", $"{Share(trial.Covered)} of {Words.Count(trial.Characters)} characters");
        return grid;
    }

    private static void Rows(IAnsiConsole console, FormatTrial trial)
    {
        if (trial.Rows is not ([] or [{ Kind: "" }]))
        {
            Line(
                console,
                "Rows: "
                    + string.Join(
                        ", ",
                        trial
                            .Rows.Take(12)
                            .Select(r => $"{Words.Count(r.Rows)} {(r.Kind.Length == 0 ? "without a kind" : r.Kind)}")
                    )
            );
        }
    }

    private static void Samples(IAnsiConsole console, FormatTrial trial)
    {
        if (trial.Samples.Count > 0)
        {
            Line(console, "The first steps:");
        }

        var grid = new Grid();
        grid.AddColumn(new GridColumn().NoWrap().Padding(2, 0, 2, 0)).AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach (var step in trial.Samples)
        {
            Row(grid, Words.Count(step.Index), "says", Short(step.Message.Length > 0 ? step.Message : step.Thought));
            foreach (var call in step.Calls.Take(3))
            {
                var exit = call.ExitCode is { } code ? $" (exit {code})" : "";
                Row(grid, "", "calls", $"{Shown.Line(call.Name, 30)} {Short(call.Command ?? call.Arguments)}");
                Row(grid, "", "result", $"{Short(call.Result)}{exit}{(call.IsError ? " (error)" : "")}");
            }

            if (step.Reply is { } reply)
            {
                Row(grid, "", "reply", Short(reply));
            }
        }

        console.Write(grid);
    }

    private static void Row(Grid grid, string index, string what, string text) =>
        grid.AddRow(new Text(index), new Text(what), new Text(text));

    private static void Problems(IAnsiConsole console, FormatTrial trial)
    {
        if (trial.ProblemCount == 0)
        {
            return;
        }

        Line(console, $"{Words.Plural(trial.ProblemCount, "thing")} could not be read:");
        foreach (var problem in trial.Problems.Take(MostProblems))
        {
            Line(console, $"  {problem.Path}{(problem.Line is { } line ? $":{line}" : "")}: {problem.Reason}");
        }
    }

    private static void End(IAnsiConsole console, FormatReport report)
    {
        if (!report.Good)
        {
            Line(
                console,
                report.Trial.Steps == 0
                    ? "No step is found: do not use it as it is."
                    : $"Less than {Share(FormatTrial.CoverageFloor)} of the text is read: look at what is left out before you use it."
            );
        }

        foreach (var file in report.Written)
        {
            Line(console, $"Wrote {file}");
        }

        if (report.Written.Count > 0)
        {
            var given = report.Kept ? "" : $" --format {report.Written[0]}";
            Line(console, $"Try it: stopwise import {report.File}{given}");
        }
    }

    private static string Short(string? text) => string.IsNullOrEmpty(text) ? Words.NotKnown : Shown.Line(text, 100);

    private static string Share(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    private static void Line(IAnsiConsole console, string text)
    {
        var indent = text.Length - text.TrimStart(' ').Length;
        console.WriteLine(new string(' ', indent) + Shown.Line(text));
    }
}
