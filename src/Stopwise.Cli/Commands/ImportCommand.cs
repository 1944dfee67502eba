using System.CommandLine;
using Spectre.Console;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise import</c>: takes recorded runs into the store.</summary>
internal static class ImportCommand
{
    // A screen shows the first ones; the JSON has all of them.
    private const int MostFailures = 20;

    private static readonly Argument<string[]> Paths = new("PATH")
    {
        Description = "Files, folders and tar, tar.gz or zip archives with recorded runs.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string?> Labels = new("--labels")
    {
        Description = "A CSV or JSONL file that says which runs were solved; it overrides what the recordings say.",
        HelpName = "FILE",
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "import",
            "Takes recorded runs into the store; what it has already is left as it is.",
            Import,
            Paths,
            Labels
        );

    private static int Import(CommandCall call)
    {
        using var store = call.OpenStore();
        var report = call.WithProgress("Reading runs", bar => Read(call, store, bar));
        if (call.Json)
        {
            call.WriteJson(report, CliJson.Default.ImportReport);
        }
        else
        {
            Write(call.Console, report);
        }

        return report.Failed.Count == 0 ? ExitCodes.Ok : ExitCodes.Findings;
    }

    private static ImportReport Read(CommandCall call, RunStore store, ProgressBar bar)
    {
        var options = new ImportOptions
        {
            Labels = call.Get(Labels),
            Progress = at => bar.Report(at.FilesDone, at.FilesTotal),
        };
        var counted = new Counted(runs => bar.Say($"Reading runs, {Words.Count(runs)} so far"));
        return RunImport.Into(store, RunReader.Read(call.Get(Paths)!, options), counted, call.Stop);
    }

    private static void Write(IAnsiConsole console, ImportReport report)
    {
        var updated = report.Updated == 0 ? "" : $" ({Words.Count(report.Updated)} of them updated)";
        console.WriteLine(
            $"Imported {Words.Plural(report.Imported, "run")}{updated}; {Words.Count(report.Duplicates)} were there already."
        );
        if (report.Runs > 0)
        {
            console.Write(FormatsOf(report));
        }

        if (report.SecretsMasked > 0)
        {
            console.WriteLine($"{Words.Plural(report.SecretsMasked, "secret")} masked.");
        }

        if (report.EstimatedRuns > 0)
        {
            console.WriteLine($"Token numbers of {Words.Plural(report.EstimatedRuns, "run")} are estimates.");
        }

        if (report.Ignored.Count > 0)
        {
            console.WriteLine(
                $"{Words.Plural(report.Ignored.Count, "file")} without a run left aside; --json lists them."
            );
        }

        WriteFailures(console, report.Failed);
    }

    private static Grid FormatsOf(ImportReport report)
    {
        var grid = new Grid();
        grid.AddColumn(new GridColumn().RightAligned().NoWrap().Padding(2, 0, 2, 0)).AddColumn();
        foreach (var (format, runs) in report.ByFormat)
        {
            grid.AddRow(new Text(Words.Count(runs)), new Text($"{Shown.Line(format)} {(runs == 1 ? "run" : "runs")}"));
        }

        return grid.AddRow(new Text(Words.Count(report.Steps)), new Text(report.Steps == 1 ? "step" : "steps"));
    }

    private static void WriteFailures(IAnsiConsole console, IReadOnlyList<FileFailed> failed)
    {
        if (failed.Count == 0)
        {
            return;
        }

        console.WriteLine($"{Words.Plural(failed.Count, "file")} could not be read:");
        foreach (var file in failed.Take(MostFailures))
        {
            var line = file.Line is { } number ? $":{number}" : "";
            console.WriteLine(Shown.Line($"  {file.Path}{line}: {file.Reason}"), new Style(Color.Red));
        }

        if (failed.Count > MostFailures)
        {
            console.WriteLine($"  and {Words.Count(failed.Count - MostFailures)} more; --json lists them.");
        }
    }

    private sealed class Counted(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
