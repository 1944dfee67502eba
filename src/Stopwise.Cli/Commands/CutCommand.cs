using System.CommandLine;
using Stopwise.Exits;
using Stopwise.Traces.Export.Cuts;
using Stopwise.Traces.Kin;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise cut</c>: writes a run up to a step, for its agent to go on from there.</summary>
internal static class CutCommand
{
    private static readonly Argument<string> Name = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last.",
    };

    private static readonly Option<int?> Before = new("--before")
    {
        Description =
            "The step before which to cut, from 0; moves back to the start of its model turn. Without it the step that stopwise explain puts first, with its reasons as the hint.",
        HelpName = "STEP",
    };

    private static readonly Option<string?> Hint = new("--hint")
    {
        Description = "What the agent is told where it goes on.",
        HelpName = "TEXT",
    };

    private static readonly Option<string?> HintFile = new("--hint-file")
    {
        Description = "The same from a file.",
        HelpName = "FILE",
    };

    private static readonly Option<bool> HintKin = new("--hint-kin")
    {
        Description = "Tell it how the nearest solved run of the task went on.",
    };

    private static readonly Option<string?> Format = new("--format")
    {
        Description = "What to write. Without it the format that the run's own agent can go on from, else messages.",
        HelpName = "claude-code|mini-swe-agent|atif|messages",
    };

    private static readonly Option<string?> Out = new("--out", "-o")
    {
        Description = "The file to write, or a folder for it. Without it a file named after the run, here.",
        HelpName = "PATH",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Write over a file that is there." };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "cut",
            "Writes a run up to a step, with a hint, for its agent to go on from there.",
            Cut,
            Name,
            Before,
            Hint,
            HintFile,
            HintKin,
            Format,
            Out,
            Force
        );

    private static int Cut(CommandCall call)
    {
        var format = FormatOf(call.Get(Format));
        using var store = call.ExistingStore();
        var id = store.Resolve(call.Get(Name)!);
        var run = store.Load(id)!;
        var cut = CutOf(call, store, run);
        var file = CutExport.Write(cut, store.Originals(id), format);
        var path = PathOf(call.Get(Out), file.Name);
        if (File.Exists(path) && !call.Get(Force))
        {
            throw new StopwiseException($"{path} is there already: name another file, or say --force.");
        }

        WholeFile.WriteBytes(path, to => to.Write(file.Content.Span));
        var written = new CutWritten(
            run.Id,
            cut.Asked,
            cut.Before,
            file.Id,
            WordOf(file.Format),
            path,
            cut.Hint is not null,
            HowToGoOn(file, path),
            file.Notes
        );
        if (call.Json)
        {
            call.WriteJson(written, CliJson.Default.CutWritten);
        }
        else
        {
            Write(call, written);
        }

        return ExitCodes.Ok;
    }

    private static void Write(CommandCall call, CutWritten written)
    {
        var output = call.Around.Output;
        output.WriteLine(
            Shown.Line(
                $"Wrote {Words.Plural(written.Before, "step")} of {written.Run} to {written.Out} ({written.Format})."
            )
        );
        if (written.Before != written.Asked)
        {
            output.WriteLine(
                $"Step {written.Asked} is inside a model turn that begins with step {written.Before}: the cut is there."
            );
        }

        foreach (var note in written.Notes)
        {
            output.WriteLine(Shown.Line(note));
        }

        output.WriteLine(Shown.Line(written.GoOn));
    }

    private static RunCut CutOf(CommandCall call, RunStore store, Run run)
    {
        var hint = HintOf(call, store, run);
        if (call.Get(Before) is { } step)
        {
            return RunCut.Of(run, step, hint);
        }

        if (run.Steps.Count == 0)
        {
            throw new StopwiseException($"The run {run.Id} has no steps: there is nothing to cut.");
        }

        var report = call.WithProgress("Reading earlier runs", _ => new OnsetAsked(store, call.Stop).Diagnose(run));
        call.Note($"Cut before step {report.Candidates[0].Step}, which stopwise explain puts first.");
        return RunCut.Of(run, report.Candidates[0].Step, hint ?? OnsetAsked.HintOf(report));
    }

    private static CutHint? HintOf(CommandCall call, RunStore store, Run run)
    {
        var said = (call.Has(Hint) ? 1 : 0) + (call.Has(HintFile) ? 1 : 0) + (call.Get(HintKin) ? 1 : 0);
        if (said > 1)
        {
            throw new StopwiseException("Say one of --hint, --hint-file and --hint-kin.");
        }

        if (call.Get(HintKin))
        {
            var kin =
                NearestKin.Find(store, run)
                ?? throw new StopwiseException(
                    $"No solved run of the task of {run.Id} is in the store: say the hint with --hint."
                );
            return CutHint.Of("Another run solved this task. This is how the two differ:", KinWords.Of(kin));
        }

        return call.Get(Hint) is { } text ? CutHint.Of(text)
            : call.Get(HintFile) is { } file ? CutHint.Of(WholeFile.Read(file))
            : null;
    }

    private static string PathOf(string? asked, string name) =>
        string.IsNullOrEmpty(asked) ? name
        : Directory.Exists(asked) ? Path.Combine(asked, name)
        : asked;

    private static CutFormat? FormatOf(string? word) =>
        word switch
        {
            null => null,
            "claude-code" => CutFormat.ClaudeCode,
            "mini-swe-agent" => CutFormat.MiniSweAgent,
            "atif" => CutFormat.Atif,
            "messages" => CutFormat.Messages,
            _ => throw new StopwiseException($"--format is {word}: say claude-code, mini-swe-agent, atif or messages."),
        };

    private static string WordOf(CutFormat format) =>
        format switch
        {
            CutFormat.ClaudeCode => "claude-code",
            CutFormat.MiniSweAgent => "mini-swe-agent",
            CutFormat.Atif => "atif",
            _ => "messages",
        };

    private static string HowToGoOn(CutFile file, string path) =>
        file.Format switch
        {
            CutFormat.ClaudeCode =>
                $"Go on: put it as {file.Id}.jsonl into the project's folder below ~/.claude/projects, then claude --resume {file.Id}",
            CutFormat.MiniSweAgent =>
                "Go on: give its messages to an agent and call step(), see docs/how-to/resume-before-the-mistake.md",
            _ => $"Go on: start the agent with what {path} holds as its history.",
        };
}

/// <summary>What a cut wrote.</summary>
internal sealed record CutWritten(
    string Run,
    int Asked,
    int Before,
    string Id,
    string Format,
    string Out,
    bool Hint,
    string GoOn,
    IReadOnlyList<string> Notes
);
