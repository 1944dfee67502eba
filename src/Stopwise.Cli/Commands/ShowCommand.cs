using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Stopwise.Exits;
using Stopwise.Traces.Records;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise show</c>: one run, its steps in a line each or one step whole.</summary>
internal static class ShowCommand
{
    private static readonly Argument<string> Name = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last.",
    };

    private static readonly Option<int?> Whole = new("--step")
    {
        Description = "Show the whole step of this number, from 0.",
        HelpName = "N",
    };

    private static readonly Option<bool> Sources = new("--provenance")
    {
        Description = "Show for each call and claim what it depends on; with --json the records whole.",
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create("show", "Shows a run and its steps.", Show, Name, Whole, Sources);

    private static int Show(CommandCall call)
    {
        using var store = call.ExistingStore();
        var run = store.Load(store.Resolve(call.Get(Name)!))!;
        if (call.Get(Sources))
        {
            ShowProvenance(call, run);
        }
        else if (call.Get(Whole) is { } number)
        {
            ShowStep(call, StepOf(run, number), run.FailureLabels);
        }
        else if (call.Json)
        {
            WriteWhole(call, run);
        }
        else
        {
            WriteHeader(call.Console, run);
            WriteSteps(call.Console, run);
            WriteFailureLabels(call.Console, run);
        }

        return ExitCodes.Ok;
    }

    private static void ShowProvenance(CommandCall call, Run run)
    {
        var records = RunRecords.Of(run);
        var autonomy = Autonomy.Of(run, records);
        int? step = call.Get(Whole) is { } number ? StepOf(run, number).Index : null;
        if (call.Json)
        {
            call.WriteJson(RecordsDocument.Of(run, autonomy, records, step), RecordsJson.Default.RecordsDocument);
        }
        else
        {
            ProvenanceScreen.Write(call.Console, run, autonomy, records, step);
        }
    }

    /// <summary>The run as it is kept, and beside it what was read off it.</summary>
    private static void WriteWhole(CommandCall call, Run run)
    {
        var json = JsonSerializer.SerializeToNode(run, CliJson.Default.Run)!.AsObject();
        json["autonomy"] = JsonSerializer.SerializeToNode(
            Autonomy.Of(run, RunRecords.Of(run)),
            RecordsJson.Default.Autonomy
        );
        call.Around.Output.WriteLine(json.ToJsonString(CliJson.Default.Options));
    }

    private static Step StepOf(Run run, int number)
    {
        var calls = run.Closing is null ? run.Steps : [.. run.Steps, run.Closing];
        return number >= 0 && number < calls.Count
            ? calls[number]
            : throw new StopwiseException($"--step is {number}: the run has steps 0 to {calls.Count - 1}.");
    }

    private static void WriteHeader(IAnsiConsole console, Run run)
    {
        console.WriteLine(Shown.Line(run.Id));
        var fields = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 2, 0)).AddColumn();
        Add(
            "task",
            run.TaskId is null ? Words.NotKnown : run.TaskId + (run.Trial is null ? "" : $", trial {run.Trial}")
        );
        Add("asked", run.Prompt is null ? Words.NotKnown : Shown.Line(run.Prompt, 240));
        Add("agent", $"{run.Agent} {run.AgentVersion}".TrimEnd() + $", model {run.Model ?? "not known"}");
        fields.AddRow(new Text("outcome"), new Text(OutcomeOf(run.Outcome), RunsCommand.StyleOf(run.Outcome)));
        Add("ended", run.ExitStatus ?? Words.NotKnown);
        Add("started", TimeOf(run));
        Add("level", ProvenanceScreen.WordsOf(Autonomy.Of(run, RunRecords.Of(run))));
        Add("spent", SpentBy(RunSummary.SpentBy(run)));
        Add("source", SourceOf(run));
        if (run.SecretsMasked > 0)
        {
            Add("secrets", $"{Words.Count(run.SecretsMasked)} masked");
        }

        console.Write(fields);
        console.WriteLine();

        void Add(string name, string value) => fields.AddRow(new Text(name), new Text(Shown.Line(value)));
    }

    private static string OutcomeOf(Outcome outcome) =>
        Shown.Line(
            Words.Of(outcome.State)
                + (outcome.Trusted || outcome.State == OutcomeState.Unknown ? "" : ", not trusted")
                + (outcome.Source is null ? "" : $", says {outcome.Source}")
                + (outcome.Reason is null ? "" : $": {outcome.Reason}")
        );

    private static string TimeOf(Run run) =>
        run is { StartedAt: { } start, EndedAt: { } end } && end >= start
            ? $"{Words.Time(start)} UTC, took {Words.Duration(end - start)}"
            : Words.Time(run.StartedAt) + (run.StartedAt is null ? "" : " UTC");

    private static string SpentBy(Usage spent)
    {
        var cached = spent.CachedTokens is > 0 and var known ? $" ({Words.Count(known)} of them cached)" : "";
        var tokens = spent is { InputTokens: null, OutputTokens: null }
            ? "tokens not known"
            : $"{Number(spent.InputTokens)} input tokens{cached}, {Number(spent.OutputTokens)} output tokens"
                + (spent.Estimated ? ", estimated from the length of the text" : "");
        return $"{tokens}; cost {(spent.CostUsd is null ? "not known" : Words.Usd(spent.CostUsd))}";

        string Number(long? count) => count is { } n ? (spent.Estimated ? "~" : "") + Words.Count(n) : "unknown";
    }

    private static string SourceOf(Run run) =>
        run.Source.Path
        + (run.Source.Member is null ? "" : $"!/{run.Source.Member}")
        + (run.Source.Index is null ? "" : $" #{run.Source.Index}")
        + $" ({run.Format})";

    private static void WriteSteps(IAnsiConsole console, Run run)
    {
        var several = run.Steps.Any(s => s.Agent is not null);
        var head = Math.Max(20, (console.Profile.Width - (several ? 52 : 32)) / 2);
        var lines = new Table().Border(TableBorder.None);
        lines.AddColumn(new TableColumn("Step").RightAligned().NoWrap().PadRight(2));
        foreach (
            var name in (IEnumerable<string>)[.. several ? ["Agent"] : Array.Empty<string>(), "Tool", "What", "Result"]
        )
        {
            lines.AddColumn(new TableColumn(name).NoWrap().PadRight(2));
        }

        foreach (var step in run.Steps)
        {
            lines.AddRow(CellsOf(Words.Count(step.Index), step, several, head));
        }

        if (run.Closing is not null)
        {
            lines.AddRow(CellsOf("end", run.Closing, several, head));
        }

        console.Write(lines);
    }

    private static IEnumerable<Text> CellsOf(string number, Step step, bool several, int head)
    {
        yield return new Text(number);
        if (several)
        {
            yield return new Text(Shown.Line(step.Agent ?? "", 18));
        }

        if (step.Calls.Count == 0)
        {
            yield return new Text("");
            yield return new Text(Shown.Line(step.Message, head));
            yield return Head(step.Reply, head);
            yield break;
        }

        var call = step.Calls[0];
        var more = step.Calls.Count == 1 ? "" : $" +{step.Calls.Count - 1}";
        yield return new Text(Shown.Line(call.Name, 16) + more);
        yield return new Text(Shown.Line(call.Command ?? call.Arguments, head));
        yield return Head(Failure(call) + (call.Result ?? "no result recorded"), head, step.Calls.Any(IsFailure));
    }

    private static void WriteFailureLabels(IAnsiConsole console, Run run)
    {
        if (run.FailureLabels is not { Count: > 0 } labels)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine("Steps that people found wrong (known only after the run, so no rule sees them):");
        foreach (var label in labels)
        {
            console.WriteLine("  " + Shown.Line($"step {label.Step}: {WordsOf(label)}"));
        }
    }

    private static string WordsOf(FailureLabel label)
    {
        string?[] said = [label.Decisive ? "decisive" : null, label.Agent, label.Category, $"says {label.Source}"];
        var words = string.Join(", ", said.Where(w => !string.IsNullOrEmpty(w)));
        return label.Reason is null ? words : $"{words}: {label.Reason}";
    }

    private static Text Head(string? text, int most, bool bad = false) =>
        new(Shown.Line(text ?? "", most), bad ? new Style(Color.Red) : Style.Plain);

    private static string Failure(ToolCall call) =>
        call.ExitCode is not null and not 0 ? $"exit {call.ExitCode}: "
        : call.IsError ? "error: "
        : "";

    private static bool IsFailure(ToolCall call) => call.IsError || call.ExitCode is not null and not 0;

    private static void ShowStep(CommandCall call, Step step, IReadOnlyList<FailureLabel>? labels)
    {
        if (call.Json)
        {
            call.WriteJson(step, CliJson.Default.Step);
            return;
        }

        var output = call.Around.Output;
        output.WriteLine($"step {step.Index}, turn {step.Turn}");
        if (step.Agent is not null)
        {
            var to = step.Addressee is null ? "" : $", to {step.Addressee}";
            output.WriteLine($"  agent  {Shown.Line(step.Agent + to)}");
        }

        output.WriteLine($"  at     {Words.Time(step.At)}");
        output.WriteLine($"  spent  {SpentBy(step.Usage)}");
        foreach (var label in (labels ?? []).Where(l => l.Step == step.Index))
        {
            output.WriteLine($"  wrong  {Shown.Line(WordsOf(label))}");
        }

        Section("thought", step.Thought);
        Section("message", step.Message);
        foreach (var use in step.Calls)
        {
            Section($"call {use.Name}", use.Command ?? use.Arguments);
            Section($"result {Failure(use)}".TrimEnd(' ', ':'), use.Result ?? "(none recorded)");
        }

        Section("reply", step.Reply);

        // Whole text goes out line by line as it is: no wrapping, so that it can be copied.
        void Section(string title, string? text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                output.WriteLine();
                output.WriteLine($"--- {Shown.Line(title)}");
                output.WriteLine(Shown.Block(text).TrimEnd('\n'));
            }
        }
    }
}
