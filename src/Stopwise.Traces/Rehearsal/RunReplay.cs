using Stopwise.Exits.Recipes;
using Stopwise.Traces.Rehearsal.Lines;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Rehearsal;

/// <summary>What a policy would have done to one recorded run.</summary>
/// <param name="Calls">Model calls of the run.</param>
/// <param name="StopsAfter">Completed calls at the stop; null where the run goes to its end.</param>
/// <param name="InputTokens">Input tokens of the run; null where not known.</param>
/// <param name="InputTokensSaved">Input tokens that were still to come; null where not known.</param>
/// <param name="Harmed">True where the run was good and the stop would have spoiled it.</param>
public sealed record RunReplay(int Calls, int? StopsAfter, double? InputTokens, double? InputTokensSaved, bool Harmed)
{
    /// <summary>Replays a policy; the run counts as one of a task never seen before.</summary>
    /// <exception cref="Exits.StopwiseException">The policy was calibrated on other signals.</exception>
    public static RunReplay Of(Policy policy, Run run)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(run);
        var table = RunTable.Build([FoldedRun.Of(run)], KinView.None);
        var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
        var effects = new RunEffects(table);
        var settlement = policy.Settlement == Settlement.HandIn ? StopSettlement.HandIn : StopSettlement.Discard;
        new FrozenContestant(table, policy).Fit(all, all, new RehearsalOptions()).Apply(all, effects, settlement);
        var stopped = effects.Stopped[0] > 0;
        return new RunReplay(
            run.CallCount,
            stopped ? run.CallCount - (int)effects.Remaining[0] : null,
            PolicyReports.Known(table.Table.Runs[0].TotalCosts[RunTable.InputTokensCost]),
            PolicyReports.Known(effects.SavedOf(0, RunTable.InputTokensCost)),
            effects.Harmed[0] > 0
        );
    }
}
