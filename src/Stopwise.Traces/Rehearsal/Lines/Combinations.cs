using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Heads;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal.Lines;

/// <summary>The pairs of policies that are tried under one promise.</summary>
internal static class Combinations
{
    // A head needs more of the calibration tasks than a path does.
    private const double HeadShare = 0.4;
    private static readonly HeadRecipe Failure = new(HeadTarget.Fails, HeadModel.Logistic);
    private static readonly HeadRecipe Success = new(HeadTarget.Done, HeadModel.Logistic);

    /// <summary>A token cap, and a lower one that only counts where the agent has cleaned up after a passing check.</summary>
    public static PathContestant CapAndDone(RunTable table)
    {
        var card = DoneCard.All[0];
        var members = new TrainedMembers(
            Scores.Cap(table, Column.InputTokens),
            card.ArmedPastABudget(table),
            (hard, soft, settlement) =>
                AnyOf(
                    PolicyRules.Cap(Column.InputTokens, hard, PolicyRules.VerdictOf(settlement)),
                    card.Rule(PolicyRules.Cap(Column.InputTokens, soft, Verdict.ExitDone))
                )
        );
        return new PathContestant("token-cap-or-cleanup", table, new PathMembers(0, _ => members));
    }

    /// <summary>Both sides of early evaluation: a run ends where success or failure looks sure.</summary>
    public static PathContestant TwoSided(RunTable table) =>
        new(
            "failure-or-success-head",
            table,
            new PathMembers(
                HeadShare,
                training =>
                {
                    var (failure, success) = (Failure.Train(table, training), Success.Train(table, training));
                    return new TrainedMembers(
                        Of(table, failure),
                        Of(table, success),
                        (a, b, settlement) =>
                            AnyOf([
                                .. failure is null ? [] : new[] { Failure.Rule(failure, a, settlement) },
                                .. success is null ? [] : new[] { Success.Rule(success, b, settlement) },
                            ])
                    );
                }
            )
        );

    /// <summary>A token cap, and the share of kin runs that failed, judged before the first step.</summary>
    public static PathContestant CapAndKin(RunTable table, ScoreFamily kinRate) =>
        new(
            "token-cap-or-kin-rate",
            table,
            new PathMembers(
                0,
                _ => new TrainedMembers(
                    Scores.Cap(table, Column.InputTokens),
                    kinRate,
                    (hard, rate, settlement) =>
                        AnyOf(
                            PolicyRules.Cap(Column.InputTokens, hard, PolicyRules.VerdictOf(settlement)),
                            PolicyRules.KinRateAbove(rate)
                        )
                )
            )
        );

    private static ScoreFamily Of(RunTable table, Head? head) =>
        Scores.AfterTheFirstStep(
            table,
            (run, row) => head is null ? double.NaN : head.LogOdds(table.Table.Signals(run, row))
        );

    private static AnySpec AnyOf(params RuleSpec[] rules) => new() { Rules = rules };
}
