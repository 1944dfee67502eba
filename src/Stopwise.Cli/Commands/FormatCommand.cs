using System.CommandLine;
using Spectre.Console;
using Stopwise.Exits;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Formats.Declared;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise format</c>: describes recordings of a format that is not built in.</summary>
internal static class FormatCommand
{
    private static readonly Argument<string> Recording = new("FILE")
    {
        Description = "A recording: JSON, lines of JSON, or a table with a header line.",
    };

    private static readonly Argument<string> Declared = new("FORMAT")
    {
        Description = "A format file, or the name of a kept one.",
    };

    private static readonly Option<string?> Keep = new("--keep")
    {
        Description = "Keep the format under this name; stopwise import then reads files of this shape.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Out = new("--out", "-o")
    {
        Description = "Write the format file here.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> Anyway = new("--anyway")
    {
        Description = "Suggest a format even for a file that can be read already.",
    };

    public static Command Create(CommandFactory factory)
    {
        var command = new Command(
            "format",
            "Describes recordings that stopwise does not know, so that it can read them."
        );
        command.Subcommands.Add(
            factory.Create(
                "suggest",
                "Proposes a format file from the shape of a recording, and shows what it would read.",
                Suggest,
                [Recording, Keep, Out, Anyway, .. ModelAsked.Options]
            )
        );
        command.Subcommands.Add(
            factory.Create("check", "Shows what a format file reads of a recording.", Check, Declared, Recording)
        );
        command.Subcommands.Add(factory.Create("list", "Lists the formats that you keep.", List));
        return command;
    }

    private static int Suggest(CommandCall call)
    {
        var file = Existing(call.Get(Recording)!);
        using var model = ModelAsked.Of(call);
        if (!call.Get(Anyway) && KnownAs(call, file) is { } known)
        {
            return Known(call, file, known);
        }

        var name = call.Get(Keep) ?? FormatSuggestion.NameFor(file);
        var (best, byModel) = model is null ? (FormatSuggestion.Of(file, name), false) : Ask(call, model, file, name);
        if (best is null)
        {
            throw new StopwiseException(
                $"Nothing in {file} looks like the steps of a run: write a format file by hand (docs/reference/format-file.md)."
            );
        }

        var written = Write(call, best.Format);
        var report = new FormatReport(file, best.Format.Name, best.Trial.IsGood, best.Format.Text, best.Trial)
        {
            Written = written,
            Kept = call.Has(Keep),
            Author = byModel ? call.Get(ModelAsked.ModelOption) : null,
            InputTokens = model?.InputTokens,
            OutputTokens = model?.OutputTokens,
            CostUsd = model?.CostUsd,
        };
        return Show(call, report, withText: written.Count == 0);
    }

    private static (FormatSuggestion?, bool) Ask(CommandCall call, ModelEndpoint model, string file, string name)
    {
        try
        {
            var authored = FormatAuthor.WriteAsync(model, file, name, call.Note, call.Stop).GetAwaiter().GetResult();
            if (!authored.ByModel)
            {
                call.Note("What the model wrote reads less than what the shape alone suggests; that is shown.");
            }

            return (authored.Best, authored.ByModel);
        }
        finally
        {
            call.Note(model.CostLine());
        }
    }

    private static int Check(CommandCall call)
    {
        var file = Existing(call.Get(Recording)!);
        var format = FormatOf(call, call.Get(Declared)!);
        var trial = FormatTrial.Of(format, file);
        return Show(call, new FormatReport(file, format.Name, trial.IsGood, format.Text, trial), withText: false);
    }

    private static int List(CommandCall call)
    {
        var kept = KeptFormats.Load(call).Select(k => new KeptFormat(k.Format.Name, k.File)).ToList();
        if (call.Json)
        {
            call.WriteJson(new KeptFormatList(KeptFormats.FolderOf(call), kept), CliJson.Default.KeptFormatList);
        }
        else
        {
            FormatScreen.Write(call.Console, KeptFormats.FolderOf(call), kept);
        }

        return ExitCodes.Ok;
    }

    /// <summary>A path, else the name of a kept format.</summary>
    private static FormatFile FormatOf(CommandCall call, string named) =>
        File.Exists(named)
            ? KeptFormats.Read(named)
            : KeptFormats.Load(call).FirstOrDefault(k => k.Format.Name == named).Format
                ?? throw new StopwiseException(
                    $"{named} is neither a file nor the name of a kept format; stopwise format list has those."
                );

    private static string Existing(string file) =>
        File.Exists(file) ? file : throw new StopwiseException($"There is no file {file}.");

    /// <summary>The format as which a file is read already; null where it is not.</summary>
    private static string? KnownAs(CommandCall call, string file)
    {
        var options = new ImportOptions { KeptFormats = [.. KeptFormats.Load(call).Select(k => k.Format)] };
        return RunReader.Read([file], options).OfType<RunFound>().FirstOrDefault()?.Run.Format;
    }

    private static int Known(CommandCall call, string file, string format)
    {
        if (call.Json)
        {
            call.WriteJson(new KnownFile(file, format), CliJson.Default.KnownFile);
        }
        else
        {
            call.Console.WriteLine(Shown.Line($"{file} is read already, as {format}: stopwise import {file}"));
            call.Console.WriteLine("To suggest another format all the same: --anyway.");
        }

        return ExitCodes.Ok;
    }

    private static List<string> Write(CommandCall call, FormatFile format)
    {
        var written = new List<string>();
        if (call.Get(Out) is { } path)
        {
            WholeFile.Write(path, to => to.Write(format.Text));
            written.Add(path);
        }

        if (call.Get(Keep) is not null)
        {
            written.Add(KeptFormats.Keep(call, format));
        }

        return written;
    }

    private static int Show(CommandCall call, FormatReport report, bool withText)
    {
        if (call.Json)
        {
            call.WriteJson(report, CliJson.Default.FormatReport);
        }
        else
        {
            FormatScreen.Write(call.Console, report, withText);
        }

        return report.Good && report.Trial.ProblemCount == 0 ? ExitCodes.Ok : ExitCodes.Findings;
    }
}

/// <summary>What <c>format suggest</c> and <c>format check</c> write.</summary>
internal sealed record FormatReport(string File, string Name, bool Good, string Yaml, FormatTrial Trial)
{
    /// <summary>Files that were written.</summary>
    public IReadOnlyList<string> Written { get; init; } = [];

    /// <summary>Whether the format is kept for the next import.</summary>
    public bool Kept { get; init; }

    /// <summary>The model that wrote the format; null where the shape alone suggests it.</summary>
    public string? Author { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public decimal? CostUsd { get; init; }
}

/// <summary>A file that can be read already.</summary>
internal sealed record KnownFile(string File, string ReadAs);

/// <summary>A format that the user keeps.</summary>
internal sealed record KeptFormat(string Name, string File);

/// <summary>What <c>format list</c> writes.</summary>
internal sealed record KeptFormatList(string Folder, IReadOnlyList<KeptFormat> Formats);
