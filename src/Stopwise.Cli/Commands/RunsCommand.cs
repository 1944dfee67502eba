using System.CommandLine;
using Spectre.Console;
using Stopwise.Exits;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise runs</c>: lists and deletes what the store has.</summary>
internal static class RunsCommand
{
    internal static readonly Option<string?> Model = new("--model")
    {
        Description = "Only runs of this model.",
        HelpName = "NAME",
    };
    internal static readonly Option<string?> Agent = new("--agent")
    {
        Description = "Only runs of this agent.",
        HelpName = "NAME",
    };
    internal static readonly Option<string?> OnTask = new("--task")
    {
        Description = "Only runs on this task.",
        HelpName = "ID",
    };

    internal static readonly Option<string?> Verdict = new("--outcome")
    {
        Description = "Only runs that ended so: solved, failed or unknown.",
        HelpName = "OUTCOME",
    };

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "The most runs to list, the newest ones.",
        HelpName = "N",
        DefaultValueFactory = _ => 50,
    };

    private static readonly Argument<string[]> Names = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Yes = new("--yes", "-y") { Description = "Do not ask." };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "runs",
            "Lists the runs of the store, the newest first.",
            List,
            Model,
            Agent,
            OnTask,
            Verdict,
            Limit,
            factory.Create("delete", "Erases runs: nothing of them stays in the file.", Delete, Names, Yes)
        );

    private static int List(CommandCall call)
    {
        var filter = FilterOf(call);
        using var store = call.ExistingStore();
        var runs = store.Find(filter);
        var total = store.Count(filter);
        if (call.Json)
        {
            call.WriteJson(new RunList(total, runs), CliJson.Default.RunList);
            return ExitCodes.Ok;
        }

        if (runs.Count == 0)
        {
            call.Console.WriteLine(Nothing(store));
            return ExitCodes.Ok;
        }

        call.Console.Write(TableOf(runs));
        Explain(call.Console, runs, total);
        return ExitCodes.Ok;
    }

    /// <summary>The runs that the options about models, agents, tasks and outcomes mean.</summary>
    internal static RunFilter Narrowed(CommandCall call) =>
        new()
        {
            Model = call.Get(Model),
            Agent = call.Get(Agent),
            TaskId = call.Get(OnTask),
            Outcome = call.Get(Verdict) is { } verdict ? OutcomeOf(verdict) : null,
        };

    private static RunFilter FilterOf(CommandCall call)
    {
        var limit = call.Get(Limit);
        return Narrowed(call) with
        {
            Limit = limit > 0 ? limit : throw new StopwiseException($"--limit is {limit}: give a number from 1 up."),
        };
    }

    /// <summary>What is said where a filter leaves no run.</summary>
    internal static string Nothing(RunStore store) =>
        store.Count() == 0 ? "No runs yet: stopwise import takes some in." : "No run is like that.";

    /// <summary>Every run that a filter means, with a bar that follows.</summary>
    internal static IEnumerable<Run> Read(RunStore store, RunFilter filter, ProgressBar bar, CancellationToken stop)
    {
        var total = store.Count(filter);
        var done = 0;
        bar.Report(0, total);
        foreach (var run in store.LoadAll(filter))
        {
            stop.ThrowIfCancellationRequested();
            yield return run;
            bar.Report(++done, total);
        }
    }

    /// <summary>The outcome that a word means, given as <paramref name="where"/>.</summary>
    internal static OutcomeState OutcomeOf(string word, string where = "--outcome") =>
        Enum.GetValues<OutcomeState>().Where(s => Words.Of(s) == word).Select(s => (OutcomeState?)s).FirstOrDefault()
        ?? throw new StopwiseException($"{where} is {word}: say solved, failed or unknown.");

    private static Table TableOf(IReadOnlyList<RunSummary> runs)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("Run", "Agent", "Model", "Task", "Outcome");
        foreach (var number in (ReadOnlySpan<string>)["Steps", "Tokens in", "out", "Cost"])
        {
            table.AddColumn(new TableColumn(number).RightAligned().NoWrap());
        }

        table.AddColumn(new TableColumn("Started (UTC)").NoWrap());
        foreach (var run in runs)
        {
            var spent = run.Spent;
            table.AddRow(
                Cell(run.Id),
                Cell(run.Agent),
                Cell(run.Model),
                Cell(run.TaskId),
                new Text(Words.Short(run.Outcome), StyleOf(run.Outcome)),
                Cell(Words.Count(run.Steps)),
                Cell(Words.Tokens(spent.InputTokens, spent.Estimated)),
                Cell(Words.Tokens(spent.OutputTokens, spent.Estimated)),
                Cell(Words.Usd(spent.CostUsd)),
                Cell(Words.Time(run.StartedAt))
            );
        }

        return table;
    }

    private static void Explain(IAnsiConsole console, IReadOnlyList<RunSummary> runs, int total)
    {
        console.WriteLine(
            runs.Count < total
                ? $"The newest {Words.Count(runs.Count)} of {Words.Plural(total, "run")}; --limit shows more."
                : $"{Words.Plural(total, "run")}."
        );
        if (runs.Any(r => r.Spent.Estimated))
        {
            console.WriteLine("~ is an estimate from the length of the text.");
        }

        if (runs.Any(r => Words.Short(r.Outcome).EndsWith('?')))
        {
            console.WriteLine("? is a verdict that says nothing about the agent; stopwise show says why.");
        }
    }

    private static int Delete(CommandCall call)
    {
        using var store = call.ExistingStore();
        var ids = call.Get(Names)!.Select(store.Resolve).Distinct(StringComparer.Ordinal).ToList();
        var what = ids.Count == 1 ? $"the run {ids[0]}" : Words.Plural(ids.Count, "run");
        if (!call.Get(Yes) && !call.Confirm($"Erase {what} for good?"))
        {
            call.Note("Nothing was erased.");
            return ExitCodes.Stopped;
        }

        store.Delete(ids);
        if (call.Json)
        {
            call.WriteJson(new DeletedRuns(ids), CliJson.Default.DeletedRuns);
        }
        else
        {
            call.Console.WriteLine(Shown.Line($"Erased {what}."));
        }

        return ExitCodes.Ok;
    }

    private static Text Cell(string? text) => new(text is null ? Words.NotKnown : Shown.Line(text, 80));

    internal static Style StyleOf(Outcome outcome) =>
        new(
            outcome.Good switch
            {
                true => Color.Green,
                false => Color.Red,
                null => Color.Grey,
            }
        );
}

internal sealed record RunList(int Total, IReadOnlyList<RunSummary> Runs);

internal sealed record DeletedRuns(IReadOnlyList<string> Deleted);
