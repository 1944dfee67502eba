using System.CommandLine;
using System.Text;
using Spectre.Console;
using Stopwise.Exits;
using Stopwise.Traces.Export;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise export</c>: writes stored runs for other tools.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> Format = new("--format")
    {
        Description = "What to write: jsonl (one file), atif (a folder, one file a run) or table (one Arrow file).",
        HelpName = "jsonl|atif|table",
        DefaultValueFactory = _ => "jsonl",
    };

    private static readonly Option<string?> Out = new("--out", "-o")
    {
        Description = "The file, or for atif the folder, to write. Without it jsonl goes to standard output.",
        HelpName = "FILE|DIR",
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "export",
            "Writes stored runs as JSON lines, as ATIF, or as a table for analysis.",
            Export,
            Format,
            Out,
            RunsCommand.Model,
            RunsCommand.Agent,
            RunsCommand.OnTask,
            RunsCommand.Verdict
        );

    private static int Export(CommandCall call)
    {
        var format = call.Get(Format)!;
        var path = call.Get(Out);
        if (format is not ("jsonl" or "atif" or "table"))
        {
            throw new StopwiseException($"--format is {format}: say jsonl, atif or table.");
        }

        if (path is null && (format != "jsonl" || call.Json))
        {
            throw new StopwiseException(
                format == "jsonl"
                    ? "--json needs --out: both would be written to one place."
                    : $"--format {format} needs --out."
            );
        }

        var filter = RunsCommand.Narrowed(call);
        using var store = call.ExistingStore();
        var total = store.Count(filter);
        if (total == 0)
        {
            call.Note("No run is like that: nothing was written.");
            return ExitCodes.Findings;
        }

        var report = call.WithProgress(
            "Writing runs",
            bar => Write(format, path, new Source(call, store, filter, total, bar))
        );
        if (call.Json)
        {
            call.WriteJson(report, CliJson.Default.ExportReport);
        }
        else if (path is not null)
        {
            var files = report.Files == 1 ? "" : $" in {Words.Plural(report.Files, "file")}";
            call.Console.WriteLine(
                Shown.Line(
                    $"Wrote {Words.Plural(report.Runs, "run")} with {Words.Plural(report.Steps, "step")} to {path}{files}."
                )
            );
        }

        return ExitCodes.Ok;
    }

    private static ExportReport Write(string format, string? path, Source source)
    {
        var files = 1;
        switch (format)
        {
            case "jsonl" when path is null:
                source.ToOutput();
                break;
            case "jsonl":
                WholeFile.WriteBytes(path, file => source.Each(run => JsonLinesExport.Write(run, file)));
                break;
            case "table":
                var table = RunTable.Build(source.Runs(), KinView.None);
                WholeFile.WriteBytes(path!, file => ExitTableExport.Write(table, file));
                break;
            default:
                files = Documents(path!, source);
                break;
        }

        return new ExportReport(format, path, source.Count, source.Steps, files);
    }

    private static int Documents(string folder, Source source)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopwiseException($"{folder} cannot be made: {e.Message}", e);
        }

        source.Each(run =>
            WholeFile.WriteBytes(Path.Combine(folder, AtifExport.FileNameOf(run)), file => AtifExport.Write(run, file))
        );
        return source.Count;
    }

    /// <summary>The runs to write, counted as they go by.</summary>
    private sealed class Source(CommandCall call, RunStore store, RunFilter filter, int total, ProgressBar bar)
    {
        public int Count { get; private set; }

        public long Steps { get; private set; }

        public IEnumerable<Run> Runs()
        {
            foreach (var run in store.LoadAll(filter))
            {
                call.Stop.ThrowIfCancellationRequested();
                yield return run;
                Steps += run.Steps.Count;
                bar.Report(++Count, total);
            }
        }

        public void Each(Action<Run> write)
        {
            foreach (var run in Runs())
            {
                write(run);
            }
        }

        public void ToOutput() =>
            Each(run =>
            {
                using var lines = new MemoryStream();
                JsonLinesExport.Write(run, lines);
                call.Around.Output.Write(Encoding.UTF8.GetString(lines.GetBuffer().AsSpan(0, (int)lines.Length)));
            });
    }
}

/// <summary>What an export wrote.</summary>
internal sealed record ExportReport(string Format, string? Out, int Runs, long Steps, int Files);
