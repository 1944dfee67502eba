using System.CommandLine;
using Spectre.Console;
using Stopwise.Exits;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise import</c>: takes recorded runs into the store.</summary>
internal static class ImportCommand
{
    // A screen shows the first ones; the JSON has all of them.
    private const int MostFailures = 20;
    private const int MostReasons = 3;

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

    private static readonly Option<string[]> Format = new("--format")
    {
        Description = "A format file for recordings that are not known; it goes before the built-in formats.",
        HelpName = "FILE",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<bool> Watch = new("--watch")
    {
        Description =
            "Keep following the paths: files that grow or come are read when they keep still. Ends with Ctrl+C.",
    };

    private static readonly Option<double?> UntilIdle = new("--until-idle")
    {
        Description = "With --watch: end when nothing has changed for so many seconds.",
        HelpName = "SECONDS",
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "import",
            "Takes recorded runs into the store; what it has already is left as it is.",
            Import,
            Paths,
            Labels,
            Format,
            Watch,
            UntilIdle
        );

    private static int Import(CommandCall call)
    {
        if (call.Get(UntilIdle) is { } idle && (!call.Get(Watch) || !(idle is > 0 and <= 1e6)))
        {
            throw new StopwiseException("--until-idle takes a number of seconds above 0 and goes with --watch.");
        }

        using var store = call.OpenStore();
        if (call.Get(Watch))
        {
            return Follow(call, store);
        }

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

    /// <summary>Ctrl+C is how a watch ends, so it is no failure.</summary>
    private static int Follow(CommandCall call, RunStore store)
    {
        var options = OptionsOf(call);
        var watch = new ImportWatch(store, call.Get(Paths)!, options, call.Around.Clock);
        TimeSpan? idle = call.Get(UntilIdle) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        call.Note(
            idle is null
                ? "Watching; Ctrl+C ends it."
                : $"Watching until nothing changes for {Words.Duration(idle.Value)}."
        );
        watch.FollowAsync(idle, change => Tell(call, change), call.Stop).GetAwaiter().GetResult();
        return watch.HasFailures ? ExitCodes.Findings : ExitCodes.Ok;
    }

    private static void Tell(CommandCall call, WatchedChange change)
    {
        if (call.Json)
        {
            call.WriteJson(change, CliJsonLine.Default.WatchedChange);
            return;
        }

        var steps = change.Steps is { } known ? $", {Words.Plural(known, "step")}" : "";
        var reason = change.Reason is { } why ? $": {why}" : "";
        call.Around.Output.WriteLine(Shown.Line($"{change.Change} {change.What}{steps}{reason}"));
    }

    private static ImportReport Read(CommandCall call, RunStore store, ProgressBar bar)
    {
        var options = OptionsOf(call) with { Progress = at => bar.Report(at.FilesDone, at.FilesTotal) };
        var counted = new Counted(runs => bar.Say($"Reading runs, {Words.Count(runs)} so far"));
        return RunImport.Into(store, RunReader.Read(call.Get(Paths)!, options), counted, call.Stop);
    }

    private static ImportOptions OptionsOf(CommandCall call) =>
        new()
        {
            Labels = call.Get(Labels),
            Formats = [.. (call.Get(Format) ?? []).Select(KeptFormats.Read)],
            KeptFormats = [.. KeptFormats.Load(call).Select(k => k.Format)],
        };

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

        WriteIgnored(console, report.Ignored);
        WriteFailures(console, report.Failed);
    }

    private static void WriteIgnored(IAnsiConsole console, IReadOnlyList<FileIgnored> ignored)
    {
        if (ignored.Count == 0)
        {
            return;
        }

        console.WriteLine($"{Words.Plural(ignored.Count, "file")} without a run left aside; --json lists them.");
        var reasons = ignored.CountBy(file => file.Reason, StringComparer.Ordinal).OrderByDescending(r => r.Value);
        foreach (var (reason, files) in reasons.Take(MostReasons))
        {
            console.WriteLine($"  {Words.Count(files)}: {Shown.Line(reason)}");
        }
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
            console.WriteLine("  " + Shown.Line($"{file.Path}{line}: {file.Reason}"), new Style(Color.Red));
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
