using System.CommandLine;
using Stopwise.Exits;
using Stopwise.Traces.Kin;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Commands;

/// <summary><c>stopwise diff</c>: two runs side by side, and where they part.</summary>
internal static class DiffCommand
{
    private static readonly Argument<string> Name = new("RUN")
    {
        Description = "Id of a run, the beginning of one, or last.",
    };

    private static readonly Argument<string?> Other = new("OTHER")
    {
        Description = "The run to compare it with. Without it the nearest solved run of the same task.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> Similar = new("--similar")
    {
        Description = "Where no run solved the task, take a solved run of the task with the most similar prompt.",
    };

    private static readonly Option<bool> All = new("--all") { Description = "Show every step, nothing folded." };

    private static readonly Option<int> Context = new("--context")
    {
        Description = "Steps to show around a difference. Default: 2.",
        HelpName = "N",
        DefaultValueFactory = _ => 2,
    };

    public static Command Create(CommandFactory factory) =>
        factory.Create(
            "diff",
            "Shows two runs side by side, and where they part.",
            Diff,
            Name,
            Other,
            Similar,
            All,
            Context
        );

    private static int Diff(CommandCall call)
    {
        var context = call.Get(Context);
        if (context < 0)
        {
            throw new StopwiseException($"--context is {context}: give a number of steps, 0 or more.");
        }

        using var store = call.ExistingStore();
        var run = store.Load(store.Resolve(call.Get(Name)!))!;
        var kin = call.Get(Other) is { } other
            ? KinComparison.Compare(run, store.Load(store.Resolve(other))!)
            : Nearest(call, store, run);
        if (call.Json)
        {
            call.WriteJson(RunDifference.Of(kin), CliJson.Default.RunDifference);
        }
        else
        {
            new DiffScreen(call.Console, kin, call.Get(All) ? int.MaxValue : context).Write();
        }

        return kin.Divergence is null ? ExitCodes.Ok : ExitCodes.Findings;
    }

    private static KinComparison Nearest(CommandCall call, RunStore store, Run run)
    {
        if (NearestKin.Find(store, run) is { } kin)
        {
            return kin;
        }

        var task = run.TaskId is null ? "Its task is not recorded" : $"No other run of {run.TaskId} is known as solved";
        if (!call.Get(Similar))
        {
            throw new StopwiseException(
                $"{task}: name the run to compare {run.Id} with, or take one of a similar task with --similar."
            );
        }

        return NearestKin.FindOnSimilarTask(store, run)
            ?? throw new StopwiseException(
                $"{task}, and no solved run has a similar prompt: name the run to compare with."
            );
    }
}

/// <summary>Two runs side by side, as JSON.</summary>
internal sealed record RunDifference(
    string Run,
    string Other,
    string? Task,
    string? OtherTask,
    Outcome OtherOutcome,
    string Summary,
    double Similarity,
    bool Exact,
    DifferencePoint? Divergence,
    IReadOnlyList<DifferenceRow> Columns
)
{
    public static RunDifference Of(KinComparison kin) =>
        new(
            kin.Run.Id,
            kin.Other.Id,
            kin.Run.TaskId,
            kin.Other.TaskId,
            kin.Other.Outcome,
            KinWords.Of(kin),
            kin.Similarity,
            kin.Exact,
            kin.Divergence is { } d
                ? new DifferencePoint(d.Step, d.OtherStep, d.Reason, d.Column, d.Steps, d.OtherSteps)
                : null,
            [
                .. kin.Columns.Select(c => new DifferenceRow(
                    c.Step,
                    c.Other,
                    c.Match,
                    c.Meets,
                    c.Step is { } a ? kin.Steps[a].Deed : null,
                    c.Other is { } b ? kin.OtherSteps[b].Deed : null
                )),
            ]
        );
}

/// <summary>Where two runs part.</summary>
internal sealed record DifferencePoint(
    int Step,
    int OtherStep,
    KinReason Reason,
    int Column,
    IReadOnlyList<int> Steps,
    IReadOnlyList<int> OtherSteps
);

/// <summary>Steps that stand side by side.</summary>
internal sealed record DifferenceRow(
    int? Step,
    int? Other,
    KinMatch Match,
    bool Meets,
    string? Does,
    string? OtherDoes
);
