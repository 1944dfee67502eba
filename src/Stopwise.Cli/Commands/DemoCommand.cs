using System.CommandLine;
using Spectre.Console;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Demo;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Rehearsal.Html;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise demo</c>: the whole way on made-up runs, without a key, a network or a store of one's own.</summary>
internal static class DemoCommand
{
    private const string DefaultPage = "stopwise-demo.html";

    private static readonly Option<string> Html = new("--html")
    {
        Description = "Where to write the report.",
        HelpName = "FILE",
        DefaultValueFactory = _ => DefaultPage,
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "demo",
            "Shows everything on simulated runs: no key, no network, nothing of yours is touched.",
            Demonstrate,
            Html
        );

    private static int Demonstrate(CommandCall call)
    {
        var folder = Directory.CreateTempSubdirectory("stopwise-demo-");
        try
        {
            return Demonstrate(call, Path.Combine(folder.FullName, "runs.db"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Demonstrate(CommandCall call, string storePath)
    {
        using var store = RunStore.Open(storePath, call.Around.Clock);
        var showcase = DemoRuns.Showcase();
        store.Save([.. DemoRuns.History(1).Concat(showcase).Select(r => new RunFound(r, []))]);
        var shown = showcase.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);

        // The three runs that are shown stay out of the learning, so that the policy meets them for the first time.
        var learned = call.WithProgress(
            "Simulated runs",
            bar =>
                new PolicyLearner(new RehearsalOptions(), new LearningScope()).Learn(
                    RehearsalAsked.Runs(store, new LearningScope(), bar, call.Stop).Where(r => !shown.Contains(r.Id)),
                    PolicyLearner.Kinds[0],
                    new RehearsalAsked.Follower(bar, call.Stop)
                )
        );
        var replays = showcase.Select(run => Replay(learned.Policy, run)).ToList();
        var page = call.Get(Html)!;
        WholeFile.Write(page, to => RehearsalHtml.Write(learned.Report, to));
        if (call.Json)
        {
            call.WriteJson(
                new Demonstrated(Simulated: true, page, learned.Policy?.Id, replays, learned.Report),
                RehearsalJson.Default.Demonstrated
            );
        }
        else
        {
            Write(call.Console, learned, replays, page);
        }

        return ExitCodes.Ok;
    }

    private static ShownRun Replay(Policy? policy, Run run)
    {
        var replay = policy is null ? null : RunReplay.Of(policy, run);
        return new ShownRun(
            run.Id,
            Words.Of(run.Outcome.State),
            run.CallCount,
            replay?.StopsAfter,
            replay?.InputTokens,
            replay?.InputTokensSaved,
            replay?.Harmed
        );
    }

    private static void Write(IAnsiConsole console, LearnedPolicy learned, List<ShownRun> replays, string page)
    {
        console.WriteLine(
            "These are simulated runs: no agent and no model produced them. They show how the program works, not what it saves for you.",
            new Style(Color.Yellow)
        );
        console.WriteLine();
        var runs = Words.Plural(learned.Report.Data.LabelledRuns, "run");
        console.WriteLine($"1. Learned from {runs}", new Style(decoration: Decoration.Bold));
        if (learned.Policy is { } policy)
        {
            PolicyScreen.WritePromise(console, policy);
        }
        else
        {
            console.WriteLine(Shown.Line(learned.Reason));
        }

        console.WriteLine();
        console.WriteLine("2. Three runs that the policy has never seen", new Style(decoration: Decoration.Bold));
        console.Write(TableOf(replays));
        console.WriteLine();
        console.WriteLine(
            $"3. Rehearsed on the {runs}, every task judged without itself",
            new Style(decoration: Decoration.Bold)
        );
        RehearsalScreen.Write(console, learned.Report, stored: false);
        console.WriteLine();
        console.WriteLine(Shown.Line($"The whole report: {Path.GetFullPath(page)}"));
        console.WriteLine("Now with your own runs: stopwise import ~/.claude/projects");
    }

    private static Table TableOf(List<ShownRun> replays)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("Run", "What it is", "Outcome");
        table.AddColumn(new TableColumn("Calls").RightAligned());
        table.AddColumns("The policy", "Input tokens saved");
        foreach (var run in replays)
        {
            table.AddRow(
                new Text(Shown.Line(run.Id)),
                new Text(About(run.Id)),
                new Text(run.Outcome),
                new Text(Words.Count(run.Calls)),
                new Text(WhatHappens(run)),
                new Text(Saved(run))
            );
        }

        return table;
    }

    private static string About(string id) =>
        id switch
        {
            "demo-doomed" => "goes on without progress",
            "demo-healthy" => "ends soon after its work is done",
            "demo-done" => "is done, but goes on",
            _ => "",
        };

    private static string WhatHappens(ShownRun run) =>
        run.StopsAfter is { } calls
            ? $"stops it after call {Words.Count(calls)}{(run.Harmed == true ? ", too early: this run would have succeeded" : run.Outcome == "solved" ? ", its work handed in whole" : "")}"
            : "lets it run to its end";

    private static string Saved(ShownRun run) =>
        run is { InputTokens: > 0 and var all, InputTokensSaved: { } saved }
            ? $"{Words.Tokens((long)saved, estimated: false)} of {Words.Tokens((long)all, estimated: false)} ({RehearsalScreen.Share(saved / all)})"
            : "unknown";
}

/// <summary>One shown run and what the learned policy does to it.</summary>
internal sealed record ShownRun(
    string Id,
    string Outcome,
    int Calls,
    int? StopsAfter,
    double? InputTokens,
    double? InputTokensSaved,
    bool? Harmed
);

/// <summary>What <c>demo --json</c> writes.</summary>
internal sealed record Demonstrated(
    bool Simulated,
    string Page,
    string? Policy,
    IReadOnlyList<ShownRun> Showcase,
    RehearsalReport Report
);
