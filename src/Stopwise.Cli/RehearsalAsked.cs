using System.CommandLine;
using System.Globalization;
using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Cli;

/// <summary>The promise and the scope that the user asked for; <c>learn</c> and <c>rehearse</c> share the words.</summary>
internal static class RehearsalAsked
{
    private static readonly Option<double> Alpha = new("--alpha")
    {
        Description = "The most harm allowed, a share above 0 and below 1.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.10,
    };

    private static readonly Option<double> Delta = new("--delta")
    {
        Description = "Chance that the bound does not hold, a share above 0 and below 1.",
        HelpName = "SHARE",
        DefaultValueFactory = _ => 0.10,
    };

    private static readonly Option<string> Loss = new("--loss")
    {
        Description = "What is harm: good-runs-stopped (share of good runs) or success-points (share of all runs).",
        HelpName = "LOSS",
        DefaultValueFactory = _ => "good-runs-stopped",
    };

    private static readonly Option<string> Settle = new("--settle")
    {
        Description = "What a stop does with the work so far: hand-in or discard.",
        HelpName = "HOW",
        DefaultValueFactory = _ => "hand-in",
    };

    private static readonly Option<int> Seed = new("--seed")
    {
        Description = "Seed of all draws: the same runs and seed give the same result.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    public static Option<string?> ScopeOption { get; } =
        new("--scope")
        {
            Description =
                "Only these runs, e.g. agent=claude-code,model=opus,family=django. A promise holds inside its scope.",
            HelpName = "KEY=VALUE,...",
        };

    private static readonly Option<bool> Heads = new("--heads")
    {
        Description = "Also train learned heads and show whether they beat the token cap; takes seconds.",
    };

    private static readonly Option<bool> Done = new("--done")
    {
        Description = "Also judge exits of runs that look finished.",
    };

    public static IReadOnlyList<Option> Options { get; } = [Alpha, Delta, Loss, Settle, Seed, ScopeOption, Heads, Done];

    public static RehearsalOptions OptionsOf(CommandCall call) =>
        new()
        {
            Alpha = Share(call, Alpha),
            Delta = Share(call, Delta),
            Loss = call.Get(Loss) switch
            {
                "good-runs-stopped" => StopLoss.GoodRunsStopped,
                "success-points" => StopLoss.SuccessPoints,
                var other => throw new StopwiseException(
                    $"--loss is {other}: say good-runs-stopped or success-points."
                ),
            },
            Settlement = call.Get(Settle) switch
            {
                "hand-in" => StopSettlement.HandIn,
                "discard" => StopSettlement.Discard,
                var other => throw new StopwiseException($"--settle is {other}: say hand-in or discard."),
            },
            Seed = call.Get(Seed),
            Heads = call.Get(Heads),
            Done = call.Get(Done),
        };

    /// <summary>The promise of a policy where it makes one; what the user wrote goes before it.</summary>
    public static RehearsalOptions OptionsOf(CommandCall call, Policy? policy)
    {
        var asked = OptionsOf(call);
        return policy?.Certificate is not { } promised
            ? asked
            : asked with
            {
                Alpha = call.Has(Alpha) ? asked.Alpha : promised.Alpha,
                Delta = call.Has(Delta) ? asked.Delta : promised.Delta,
                Loss =
                    call.Has(Loss) ? asked.Loss
                    : promised.LossName == "success-points" ? StopLoss.SuccessPoints
                    : StopLoss.GoodRunsStopped,
                Settlement =
                    call.Has(Settle) ? asked.Settlement
                    : promised.Settlement == Settlement.Discard ? StopSettlement.Discard
                    : StopSettlement.HandIn,
            };
    }

    public static LearningScope ScopeOf(CommandCall call)
    {
        var scope = new LearningScope();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in call.Get(ScopeOption)?.Split(',') ?? [])
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = at < 0 ? (part.Trim(), "") : (part[..at].Trim(), part[(at + 1)..].Trim());
            if (value.Length == 0 || !named.Add(key))
            {
                throw new StopwiseException(
                    $"--scope has '{part.Trim()}': give each key once with a value, e.g. agent=claude-code."
                );
            }

            scope = key switch
            {
                "agent" => scope with { Agent = value },
                "model" => scope with { Model = value },
                "family" => scope with { TaskFamily = value },
                _ => throw new StopwiseException($"--scope has the key '{key}': allowed are agent, model, family."),
            };
        }

        return scope;
    }

    /// <summary>The runs of a scope out of the store, one by one; the bar first follows the reading.</summary>
    public static IEnumerable<Run> Runs(RunStore store, LearningScope scope, ProgressBar bar, CancellationToken stop)
    {
        var filter = new RunFilter { Agent = scope.Agent, Model = scope.Model };
        var total = store.Count(filter);
        var done = 0;
        bar.Report(0, total);
        foreach (var run in store.LoadAll(filter))
        {
            stop.ThrowIfCancellationRequested();
            if (scope.Covers(run))
            {
                yield return run;
            }

            bar.Report(++done, total);
        }

        bar.Say("Rehearsing");
        bar.Report(0, 1);
    }

    /// <summary>Shows the share done, and ends the work when the user wants to stop.</summary>
    public sealed class Follower(ProgressBar bar, CancellationToken stop) : IProgress<double>
    {
        public void Report(double value)
        {
            stop.ThrowIfCancellationRequested();
            bar.Say("Rehearsing");
            bar.Report(value, 1);
        }
    }

    private static double Share(CommandCall call, Option<double> option) =>
        call.Get(option) is > 0 and < 1 and var share
            ? share
            : throw new StopwiseException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{option.Name} is {call.Get(option)}: give a share above 0 and below 1, e.g. 0.1 for 10 %."
                )
            );
}
