using System.CommandLine;
using System.Globalization;
using Stopwise.Exits;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise label</c>: a person says how one run ended and where it went wrong.</summary>
internal static class LabelCommand
{
    private const string Source = "hand";

    private static readonly Argument<string> Name = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last.",
    };

    private static readonly Argument<string?> Verdict = new("OUTCOME")
    {
        Description = "solved, failed or unknown; may be left out with --onset.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Onset = new("--onset")
    {
        Description = "The step where the run went wrong, from 0; none takes it back.",
        HelpName = "STEP",
    };

    private static readonly Option<string?> Reason = new("--reason")
    {
        Description = "Why, in your own words; kept with the run.",
        HelpName = "TEXT",
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "label",
            "Says by hand how a run ended and where it went wrong; importing its source again changes nothing about it.",
            Label,
            Name,
            Verdict,
            Onset,
            Reason
        );

    private static int Label(CommandCall call)
    {
        if (call.Get(Verdict) is null && call.Get(Onset) is null)
        {
            throw new StopwiseException(
                "Say what is to be labelled: an OUTCOME (solved, failed, unknown), --onset STEP, or both."
            );
        }

        using var store = call.ExistingStore();
        var id = store.Resolve(call.Get(Name)!);
        var run = store.Load(id)!;
        var outcome = call.Get(Verdict) is { } word ? OutcomeOf(call, word) : null;
        var onset = call.Get(Onset) is { } text ? StepOf(run, text) : null;
        if (outcome is not null && !store.SetOutcome(id, outcome))
        {
            throw new StopwiseException($"The run {id} was erased meanwhile: nothing was labelled.");
        }

        if (call.Get(Onset) is not null && !store.SetOnset(id, onset, ReasonOf(call)) && onset is not null)
        {
            throw new StopwiseException($"The run {id} was erased meanwhile: its onset was not labelled.");
        }

        Report(call, new LabelledRun(id, run.Outcome, outcome ?? run.Outcome) { Onset = onset }, outcome is not null);
        return ExitCodes.Ok;
    }

    private static Outcome OutcomeOf(CommandCall call, string word)
    {
        var state = RunsCommand.OutcomeOf(word, "OUTCOME");
        return new Outcome(state, Trusted: state != OutcomeState.Unknown, Source, ReasonOf(call));
    }

    private static string? ReasonOf(CommandCall call) =>
        string.IsNullOrWhiteSpace(call.Get(Reason)) ? null : call.Get(Reason);

    private static int? StepOf(Run run, string text) =>
        text == "none" ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step < run.Steps.Count
            ? step
        : throw new StopwiseException(
            run.Steps.Count == 0
                ? $"--onset is {text}: the run {run.Id} has no steps."
                : $"--onset is {text}: say a step from 0 to {run.Steps.Count - 1}, or none."
        );

    private static void Report(CommandCall call, LabelledRun labelled, bool judged)
    {
        if (call.Json)
        {
            call.WriteJson(labelled, CliJson.Default.LabelledRun);
            return;
        }

        if (judged)
        {
            call.Around.Output.WriteLine(
                Shown.Line(
                    $"{labelled.Run} is {Words.Of(labelled.Outcome.State)} now, by hand; it was {Words.Of(labelled.Before.State)}."
                )
            );
        }

        if (call.Has(Onset))
        {
            call.Around.Output.WriteLine(
                Shown.Line(
                    labelled.Onset is { } step
                        ? $"{labelled.Run} went wrong at step {step}, by hand."
                        : $"{labelled.Run} has no onset by hand any more."
                )
            );
        }
    }
}

/// <summary>What <c>label --json</c> writes: the run, its outcome before and after, and the onset named now.</summary>
internal sealed record LabelledRun(string Run, Outcome Before, Outcome Outcome)
{
    /// <summary>The step, from 0; null where the call named none or took it back.</summary>
    public int? Onset { get; init; }
}
