using System.CommandLine;
using Spectre.Console;
using Stopwise.Exits;
using Stopwise.Traces.Trees;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise lag</c>: how long runs went on after their work was done.</summary>
internal static class LagCommand
{
    private static readonly Argument<string?> Name = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last. Without it all runs are summed up.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option[] Narrowing =
    [
        RunsCommand.Model,
        RunsCommand.Agent,
        RunsCommand.OnTask,
        RunsCommand.Verdict,
    ];

    public static Command Create(CommandFactory factory) =>
        factory.Create("lag", "Shows how long runs went on after their work was done.", Show, [Name, .. Narrowing]);

    private static int Show(CommandCall call)
    {
        using var store = call.ExistingStore();
        if (call.Get(Name) is { } name)
        {
            if (Array.Find(Narrowing, call.Has) is { } option)
            {
                throw new StopwiseException($"{option.Name} narrows a summary: leave it out, or leave out RUN.");
            }

            var lag = TerminationLag.Of(TraceTree.Of(store.Load(store.Resolve(name))!));
            if (call.Json)
            {
                call.WriteJson(lag, TreeJson.Default.TerminationLag);
            }
            else
            {
                LagScreen.Write(call.Console, lag);
            }

            return ExitCodes.Ok;
        }

        var filter = RunsCommand.Narrowed(call);
        var lags = call.WithProgress(
            "Reading runs",
            bar =>
                RunsCommand
                    .Read(store, filter, bar, call.Stop)
                    .Select(run => TerminationLag.Of(TraceTree.Of(run)))
                    .ToList()
        );
        var report = LagReport.Of(lags);
        if (call.Json)
        {
            call.WriteJson(report, TreeJson.Default.LagReport);
        }
        else if (report.Runs == 0)
        {
            call.Console.WriteLine(RunsCommand.Nothing(store));
        }
        else
        {
            LagScreen.Write(call.Console, report);
        }

        return ExitCodes.Ok;
    }
}
