using Stopwise.Exits.Calibration;
using Stopwise.Traces.Rehearsal.Lines;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal;

/// <summary>One scaffold with one model: what a cap of its own does, and what a cap learned on the others would do to it.</summary>
/// <param name="Agent">The scaffold.</param>
/// <param name="Model">The model; null where not recorded.</param>
/// <param name="Runs">Labelled runs.</param>
/// <param name="Tasks">Tasks.</param>
/// <param name="Solved">Runs solved.</param>
/// <param name="FailedShareOfTokens">Share of the input tokens that failed runs spent: the room of doomed exits.</param>
/// <param name="LagShareOfTokens">Share that good runs spent after their last useful change: the room of done exits.</param>
/// <param name="Own">A token cap certified on other tasks of this scope.</param>
/// <param name="OwnUnitsMissing">Solved tasks that are missing for it; 0 where it is certified.</param>
/// <param name="Foreign">A token cap certified on the runs of the other scopes and applied here; null where there is none.</param>
public sealed record ScopeReport(
    string Agent,
    string? Model,
    int Runs,
    int Tasks,
    int Solved,
    double? FailedShareOfTokens,
    double? LagShareOfTokens,
    ScopeEffect Own,
    int OwnUnitsMissing,
    ScopeEffect? Foreign
)
{
    /// <summary>One entry a scope, most runs first; empty where there is only one.</summary>
    internal static IReadOnlyList<ScopeReport> Of(RehearsalRuns runs, RehearsalOptions options)
    {
        var scopes = runs.Labelled.GroupBy(r => (r.Facts.Agent, r.Facts.Model)).Select(g => g.ToList()).ToList();
        return scopes.Count < 2
            ? []
            :
            [
                .. scopes
                    .OrderByDescending(s => s.Count)
                    .ThenBy(s => s[0].Facts.Agent, StringComparer.Ordinal)
                    .ThenBy(s => s[0].Facts.Model, StringComparer.Ordinal)
                    .Select(s => Of(s, [.. runs.Labelled.Except(s)], options)),
            ];
    }

    private static ScopeReport Of(List<FoldedRun> own, List<FoldedRun> others, RehearsalOptions options)
    {
        var table = RunTable.Build(own, KinView.None);
        var cap = new ScoreContestant(Contestants.Default, "cap", false, table, Scores.Cap(table, Column.InputTokens));
        var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
        var effects = new RunEffects(table);
        foreach (var (rest, fold) in all.Folds(Math.Min(options.Folds, Math.Max(2, table.Groups)), options.Seed))
        {
            cap.Fit(rest, fold, options).Apply(fold, effects, options.Settlement);
        }

        var room = RehearsalRuns.Room(table);
        return new ScopeReport(
            own[0].Facts.Agent,
            own[0].Facts.Model,
            own.Count,
            table.Groups,
            own.Count(r => r.Facts.Good == true),
            room.Failed,
            room.Lag,
            ScopeEffect.Of(table, effects),
            cap.Fit(all, all, options).Certificate!.MissingUnits,
            Foreigner(table, all, RunTable.Build(others, KinView.None), options)
        );
    }

    private static ScopeEffect? Foreigner(RunTable table, TaskSample all, RunTable others, RehearsalOptions options)
    {
        var learned = Certification.Of(
            others,
            Scores.Cap(others, Column.InputTokens),
            new TaskSample(others, Enumerable.Range(0, others.Groups)),
            options,
            options.Delta
        );
        if (!learned.IsCertified)
        {
            return null;
        }

        var effects = new RunEffects(table);
        var stops = Certification.Stops(Scores.Cap(table, Column.InputTokens), learned);
        new Fitted(learned, [stops]).Apply(all, effects, options.Settlement);
        return ScopeEffect.Of(table, effects);
    }
}

/// <summary>What a cap did to the runs of a scope.</summary>
/// <param name="GoodRunsStopped">Share of good runs stopped too early; null without good runs.</param>
/// <param name="Low">Lower end of its 90 % Clopper-Pearson interval, runs as units.</param>
/// <param name="SuccessPointsLost">The same runs as a share of all.</param>
/// <param name="InputTokensSaved">Share of the input tokens saved; null where none are known.</param>
public sealed record ScopeEffect(
    double? GoodRunsStopped,
    double? Low,
    double SuccessPointsLost,
    double? InputTokensSaved
)
{
    internal static ScopeEffect Of(RunTable table, RunEffects effects)
    {
        var summary = new StopSummary(table, effects);
        var good = table.Table.Runs.Count(r => r.Good == true);
        var harmed = (int)Math.Round(effects.Harmed.Sum());
        return new ScopeEffect(
            PolicyReports.Known(summary.GoodRunsStopped),
            good == 0 ? null : ClopperPearson.Lower(harmed, good, 0.05),
            summary.SuccessPointsLost,
            PolicyReports.Known(summary.TokensSaved)
        );
    }
}
