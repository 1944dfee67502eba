using System.CommandLine;
using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Rehearsal.Html;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise rehearse</c>: what stopping would have done to the runs of the store.</summary>
internal static class RehearseCommand
{
    private static readonly Option<string?> PolicyFile = new("--policy")
    {
        Description = "Replay this policy as it is, instead of those that could be learned here.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Html = new("--html")
    {
        Description = "Write the report as one page that opens without a network.",
        HelpName = "FILE",
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "rehearse",
            "Replays stopping over the runs of the store: what it would have saved, and which good runs it would have stopped.",
            Rehearse,
            [PolicyFile, Html, .. RehearsalAsked.Options]
        );

    private static int Rehearse(CommandCall call)
    {
        var scope = RehearsalAsked.ScopeOf(call);
        var policy = call.Get(PolicyFile) is { } file ? Policy.Parse(WholeFile.Read(file)) : null;
        var options = RehearsalAsked.OptionsOf(call, policy);
        using var store = call.ExistingStore();
        var report = call.WithProgress(
            "Loading runs",
            bar =>
                new Rehearser(options).Rehearse(
                    RehearsalAsked.Runs(store, scope, bar, call.Stop),
                    policy,
                    new RehearsalAsked.Follower(bar, call.Stop)
                )
        );
        if (report.Data.LabelledRuns == 0)
        {
            throw new StopwiseException(Missing(report.Data.Runs));
        }

        if (call.Get(Html) is { } page)
        {
            WholeFile.Write(page, to => RehearsalHtml.Write(report, to));
            call.Note($"Wrote {page}");
        }

        if (call.Json)
        {
            call.WriteJson(report, RehearsalJson.Default.RehearsalReport);
        }
        else
        {
            RehearsalScreen.Write(call.Console, report);
        }

        return ExitCodes.Ok;
    }

    private static string Missing(int runs) =>
        runs == 0
            ? "No run of this scope is in the store. Take some in: stopwise import PATH"
            : $"None of {Words.Plural(runs, "run")} has a trusted outcome. Give outcomes: stopwise label RUN solved, or stopwise import PATH --labels FILE";
}
