using System.Globalization;
using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal;

/// <summary>Writes what a rehearsed line does as a rule with frozen parameters.</summary>
internal static class PolicyRules
{
    // Undoing a logarithm rounds; a cap that is a hair higher stops nothing that the certificate did not allow.
    private const double Upwards = 1 + 1e-6;

    /// <summary>The rule of a line at its certified threshold.</summary>
    /// <param name="id">The line.</param>
    /// <param name="chosen">The member it took, where it had a choice.</param>
    /// <param name="threshold">In the unit of its score.</param>
    /// <param name="settlement">Decides between wrapping up and giving up.</param>
    public static RuleSpec Of(string id, string? chosen, double threshold, StopSettlement settlement)
    {
        var verdict = VerdictOf(settlement);
        return id switch
        {
            "kin-none-of-3" or "kin-none-of-2" or "kin-none-of-1" => NoKinSolved(id[^1] - '0', Verdict.ExitDoomed),
            "never-acted" => new AllSpec
            {
                Rules =
                [
                    Compare(Column.Steps, Direction.Above, 0.5, Verdict.ExitDead),
                    Compare(Column.Steps, Direction.Below, 1.5, Verdict.ExitDead),
                    Compare(Column.ToolCalls, Direction.Below, 0.5, Verdict.ExitDead),
                ],
            },
            "token-cap+kin-none-of-3" when chosen == id => new AnySpec
            {
                Rules = [NoKinSolved(3, Verdict.ExitDoomed), Cap(Column.InputTokens, threshold, verdict)],
            },
            "token-cap-lowered-by-kin" => Lowered(Column.InputTokens, chosen!, threshold, verdict),
            "context-cap-lowered-by-kin" => Lowered(Column.ContextTokens, chosen!, threshold, verdict),
            _ when DoneCard.All.FirstOrDefault(c => id == "done:" + c.Id) is { } card => card.Rule(
                Cap(Column.InputTokens, Math.Max(0, threshold), Verdict.ExitDone)
            ),
            "blend-cap" => Additive(threshold, verdict, Half(Column.InputTokens), Half(Column.ContextTokens)),
            "blend-cap+errors" => Additive(
                threshold,
                verdict,
                Half(Column.InputTokens),
                Half(Column.ContextTokens),
                new TermSpec { Signal = ColumnNames.Of(Column.RecentErrors), Weight = Scores.ErrorWeight }
            ),
            _ => Cap(CapColumn(chosen ?? id), Math.Max(0, threshold), verdict),
        };
    }

    /// <summary>What a rule says that gives a run up: wrap up where the work can be handed in.</summary>
    public static Verdict VerdictOf(StopSettlement settlement) =>
        settlement == StopSettlement.HandIn ? Verdict.WrapUp : Verdict.ExitDoomed;

    /// <summary>The smoothed share of kin runs that failed, (runs - solved + 0.5) / (runs + 1), is above a rate.</summary>
    public static AllSpec KinRateAbove(double rate) =>
        new()
        {
            Rules =
            [
                Compare(Column.KinRuns, Direction.Above, 0.5, Verdict.ExitDoomed),
                Additive(
                    Upwards - 1,
                    Verdict.ExitDoomed,
                    new TermSpec { Signal = ColumnNames.Of(Column.KinRuns), Weight = 1 - rate },
                    new TermSpec { Signal = ColumnNames.Of(Column.KinSolved), Weight = -1 }
                ) with
                {
                    Bias = 0.5 - rate,
                },
            ],
        };

    /// <summary>True where the rule needs the outcomes of kin runs.</summary>
    public static bool NeedsKin(RuleSpec rule) =>
        rule.Signals.Contains(ColumnNames.Of(Column.KinRuns), StringComparer.Ordinal);

    /// <summary>The column whose critical scores stand for the data of a line.</summary>
    public static Column CapColumn(string member) =>
        member switch
        {
            "context-cap" or "context-cap-lowered-by-kin" => Column.ContextTokens,
            "step-cap" => Column.Steps,
            "cost-cap" => Column.CostUsd,
            _ => Column.InputTokens,
        };

    private static AdditiveSpec Additive(double threshold, Verdict verdict, params TermSpec[] terms) =>
        new()
        {
            Terms = terms,
            Threshold = threshold,
            Verdict = verdict,
        };

    private static TermSpec Half(Column column) =>
        new()
        {
            Signal = ColumnNames.Of(column),
            Weight = 0.5,
            Scale = Scale.LogPlusOne,
        };

    /// <summary>A cap on a signal.</summary>
    public static BudgetSpec Cap(Column column, double threshold, Verdict verdict) =>
        new()
        {
            Signal = ColumnNames.Of(column),
            Cap = (float)threshold,
            Verdict = verdict,
        };

    private static AllSpec NoKinSolved(int kin, Verdict verdict) =>
        new()
        {
            Rules =
            [
                Compare(Column.KinRuns, Direction.Above, kin - 0.5, verdict),
                Compare(Column.KinSolved, Direction.Below, 0.5, verdict),
            ],
        };

    private static ThresholdSpec Compare(Column column, Direction side, double value, Verdict verdict) =>
        new()
        {
            Signal = ColumnNames.Of(column),
            Direction = side,
            Value = value,
            Verdict = verdict,
        };

    /// <summary>ln(1 + x) + b [no kin solved] above T is x above e^T - 1, or above e^(T-b) - 1 where no kin solved.</summary>
    private static AnySpec Lowered(Column column, string chosen, double threshold, Verdict verdict)
    {
        var b = double.Parse(
            chosen.AsSpan(chosen.IndexOf('=', StringComparison.Ordinal) + 1),
            CultureInfo.InvariantCulture
        );
        var lowered = Cap(column, (Math.Exp(threshold - b) - 1) * Upwards, verdict);
        return new AnySpec
        {
            Rules =
            [
                new AllSpec { Rules = [.. NoKinSolved(1, verdict).Rules, lowered] },
                Cap(column, (Math.Exp(threshold) - 1) * Upwards, verdict),
            ],
        };
    }
}
