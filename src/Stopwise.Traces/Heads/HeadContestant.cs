using System.Runtime.CompilerServices;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Rehearsal.Lines;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Heads;

/// <summary>A learned head, alone or added to the token cap: trained on one half of the calibration tasks, certified on the other.</summary>
/// <remarks>A head pays for what it learns from with calibration tasks; the caps, which learn nothing, keep them all.</remarks>
internal sealed class HeadContestant(string id, RunTable table, HeadRecipe recipe) : Contestant(id, "head", false)
{
    private const double TrainingShare = 0.5;
    private const int GateFolds = 5;
    private readonly ConditionalWeakTable<TaskSample, Trained> _trained = [];

    /// <inheritdoc/>
    public override Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options)
    {
        var trained = TrainedOn(calibration, options.Seed);
        var certificate = Certification.Of(table, trained.Family, trained.Certifying, options, options.Delta);
        return new Fitted(
            certificate,
            [Certification.Stops(trained.Family, certificate)],
            null,
            certificate.IsCertified && trained.Head is { } head
                ? recipe.Rule(head, certificate.Threshold, options.Settlement)
                : null
        );
    }

    /// <inheritdoc/>
    public override Fitted Match(TaskSample sample, double target, RehearsalOptions options)
    {
        var trained = TrainedOn(sample, options.Seed);
        return new Fitted(
            null,
            [Certification.Matched(table, trained.Family, trained.Certifying, target, options.Settlement)]
        );
    }

    /// <inheritdoc/>
    public override ScoreFamily GateScore(RehearsalOptions options)
    {
        var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
        var heads = new Head?[table.Groups];
        Parallel.ForEach(
            all.Folds(Math.Min(GateFolds, Math.Max(2, table.Groups)), options.Seed),
            fold =>
            {
                var head = recipe.Train(table, fold.Others);
                foreach (var group in fold.Fold.Groups)
                {
                    heads[group] = head;
                }
            }
        );
        return Family(run => heads[table.Table.Runs[run].Group]);
    }

    private Trained TrainedOn(TaskSample calibration, int seed) =>
        _trained.GetValue(
            calibration,
            sample =>
            {
                var (training, certifying) = sample.Split(TrainingShare, seed);
                var head = recipe.Train(table, training);
                return new Trained(head, certifying, Family(_ => head));
            }
        );

    /// <summary>A run without a head is never stopped.</summary>
    private ScoreFamily Family(Func<int, Head?> headOf) =>
        Scores.AfterTheFirstStep(
            table,
            (run, row) =>
                headOf(run) is { } head
                    ? (recipe.TokenWeight * Scores.Log(table, run, row, Column.InputTokens))
                        + head.LogOdds(table.Table.Signals(run, row))
                    : double.NaN
        );

    private sealed record Trained(Head? Head, TaskSample Certifying, ScoreFamily Family);
}
