using System.CommandLine;
using Stopwise.Exits;
using Stopwise.Traces.Replay;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise cassette</c>: writes the recorded answers of a run, to be replayed.</summary>
internal static class CassetteCommand
{
    private static readonly Argument<string> Name = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last.",
    };

    private static readonly Option<string> Out = new("--out", "-o")
    {
        Description = "The file to write, usually NAME.cassette.jsonl.",
        HelpName = "FILE",
        Required = true,
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Write over a file that is there." };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "cassette",
            "Writes the recorded model and tool answers of a run, for stopwise replay and for tests.",
            Write,
            Name,
            Out,
            Force
        );

    private static int Write(CommandCall call)
    {
        var path = call.Get(Out)!;
        if (File.Exists(path) && !call.Get(Force))
        {
            throw new StopwiseException($"{path} is there already: name another file, or say --force.");
        }

        using var store = call.ExistingStore();
        var id = store.Resolve(call.Get(Name)!);
        var cassette = Cassette.Of(store.Load(id)!, store.Originals(id));
        WholeFile.WriteBytes(path, cassette.Write);
        var written = new CassetteWritten(
            id,
            path,
            cassette.Entries.Count(e => e.Kind == CallKind.Model),
            cassette.Entries.Count(e => e.Kind == CallKind.Tool),
            cassette.Entries.Any(e => e.Kind == CallKind.Model && e.Form != CallForm.Conversation)
        );
        if (call.Json)
        {
            call.WriteJson(written, CliJson.Default.CassetteWritten);
            return ExitCodes.Ok;
        }

        call.Around.Output.WriteLine(
            Shown.Line(
                $"Wrote {Words.Plural(written.ModelCalls, "model call")} and {Words.Plural(written.ToolCalls, "tool call")} of {id} to {path}."
            )
        );
        if (!written.WholeRequests)
        {
            call.Around.Output.WriteLine(
                "The recording keeps no whole requests: model calls are found by the conversation, without system prompt and tools."
            );
        }

        return ExitCodes.Ok;
    }
}

/// <summary>A cassette that was written.</summary>
internal sealed record CassetteWritten(string Run, string Out, int ModelCalls, int ToolCalls, bool WholeRequests);
