using System.CommandLine;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise explain</c>: where a run went wrong, as turns to read in order, with reasons.</summary>
internal static class ExplainCommand
{
    private const int UsualTop = 3;

    private static readonly Argument<string> Name = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last.",
    };

    private static readonly Option<int> Top = new("--top")
    {
        Description = "How many turns to show.",
        HelpName = "N",
        DefaultValueFactory = _ => UsualTop,
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "explain",
            "Ranks the turns where a run may have gone wrong, with reasons; no language model is asked unless you name one.",
            Explain,
            [Name, Top, .. ModelAsked.Options]
        );

    private static int Explain(CommandCall call)
    {
        using var model = ModelAsked.Of(call);
        using var store = call.ExistingStore();
        var run = store.Load(store.Resolve(call.Get(Name)!))!;
        var report = call.WithProgress("Reading earlier runs", _ => Diagnose(store, run, call.Stop));
        report = model is null ? report : JudgeAsked.Of(call, model, run, report);
        if (call.Json)
        {
            call.WriteJson(report, CliJson.Default.OnsetReport);
        }
        else
        {
            OnsetScreen.Write(call.Console, run, report, Math.Max(1, call.Get(Top)));
        }

        return ExitCodes.Ok;
    }

    private static OnsetReport Diagnose(RunStore store, Run run, CancellationToken stop)
    {
        var labelled = store.LoadAll(new RunFilter { Agent = run.Agent, HasStepLabels = true });
        var solved = store.LoadAll(
            new RunFilter
            {
                Agent = run.Agent,
                Outcome = OutcomeState.Solved,
                Limit = OnsetHistory.MostSolved,
            }
        );
        var history = OnsetHistory.From(labelled.Concat(solved).TakeWhile(_ => !stop.IsCancellationRequested));
        stop.ThrowIfCancellationRequested();
        return new Diagnoser(history).Diagnose(run);
    }
}
