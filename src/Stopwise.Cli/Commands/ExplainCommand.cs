using System.CommandLine;
using Spectre.Console;
using Stopwise.Exits;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise explain</c>: where a run went wrong, as turns to read in order, with reasons.</summary>
internal static class ExplainCommand
{
    private const int UsualTop = 3;

    private static readonly Argument<string?> Name = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last. Without it all runs are looked at.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    // No --model here: that is the judge's.
    private static readonly Option[] Narrowing = [RunsCommand.Agent, RunsCommand.OnTask, RunsCommand.Verdict];

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
            [Name, Top, .. Narrowing, .. ModelAsked.Options]
        );

    private static int Explain(CommandCall call)
    {
        using var model = ModelAsked.Of(call);
        using var store = call.ExistingStore();
        if (call.Get(Name) is null)
        {
            return model is null
                ? ExplainAll(call, store)
                : throw new StopwiseException("A judge reads one run: name it, or leave out --model.");
        }

        if (Array.Find(Narrowing, call.Has) is { } option)
        {
            throw new StopwiseException($"{option.Name} narrows a list: leave it out, or leave out RUN.");
        }

        var run = store.Load(store.Resolve(call.Get(Name)!))!;
        var report = call.WithProgress("Reading earlier runs", _ => new OnsetAsked(store, call.Stop).Diagnose(run));
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

    private static int ExplainAll(CommandCall call, RunStore store)
    {
        var filter = RunsCommand.Narrowed(call) with { Model = null };
        var overview = call.WithProgress(
            "Reading runs",
            bar =>
            {
                var asked = new OnsetAsked(store, call.Stop);
                var seen = new OnsetOverview();
                foreach (var run in RunsCommand.Read(store, filter, bar, call.Stop))
                {
                    seen.Add(run, asked.Diagnose(run));
                }

                return seen;
            }
        );
        if (call.Json)
        {
            call.WriteJson(overview, CliJson.Default.OnsetOverview);
        }
        else if (overview.Failed + overview.Solved + overview.Unknown == 0)
        {
            call.Console.WriteLine(RunsCommand.Nothing(store));
        }
        else
        {
            OnsetOverviewScreen.Write(call.Console, overview);
        }

        return ExitCodes.Ok;
    }
}
