using System.CommandLine;
using Stopwise.Exits;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise label</c>: a person says how one run ended.</summary>
internal static class LabelCommand
{
    private const string Source = "hand";

    private static readonly Argument<string> Name = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last.",
    };

    private static readonly Argument<string> Verdict = new("OUTCOME") { Description = "solved, failed or unknown." };

    private static readonly Option<string?> Reason = new("--reason")
    {
        Description = "Why, in your own words; kept with the run.",
        HelpName = "TEXT",
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "label",
            "Says by hand how a run ended; importing its source again changes nothing about it.",
            Label,
            Name,
            Verdict,
            Reason
        );

    private static int Label(CommandCall call)
    {
        var state = RunsCommand.OutcomeOf(call.Get(Verdict)!, "OUTCOME");
        using var store = call.ExistingStore();
        var id = store.Resolve(call.Get(Name)!);
        var before = store.Load(id)!.Outcome;
        var reason = string.IsNullOrWhiteSpace(call.Get(Reason)) ? null : call.Get(Reason);
        var outcome = new Outcome(state, Trusted: state != OutcomeState.Unknown, Source, reason);
        if (!store.SetOutcome(id, outcome))
        {
            throw new StopwiseException($"The run {id} was erased meanwhile: nothing was labelled.");
        }

        if (call.Json)
        {
            call.WriteJson(new LabelledRun(id, before, outcome), CliJson.Default.LabelledRun);
        }
        else
        {
            call.Around.Output.WriteLine(
                Shown.Line($"{id} is {Words.Of(state)} now, by hand; it was {Words.Of(before.State)}.")
            );
        }

        return ExitCodes.Ok;
    }
}

/// <summary>What <c>label --json</c> writes: the run, and its outcome before and after.</summary>
internal sealed record LabelledRun(string Run, Outcome Before, Outcome Outcome);
