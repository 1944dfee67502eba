using Stopwise.Traces.Rehearsal.Scoring;

namespace Stopwise.Traces.Rehearsal.Lines;

/// <summary>Several families: one is chosen on tuning tasks, and certified on the other calibration tasks.</summary>
/// <remarks>The first family is kept unless a rival saves more at the bound with a lower limit, tasks as units, above zero, and no less at a stricter and a looser bound.</remarks>
internal sealed class TunedContestant(
    string id,
    string kind,
    RunTable table,
    bool requireProof,
    params (string Name, ScoreFamily Family)[] families
) : Contestant(id, kind, isControl: false)
{
    // What the choice may look at is lost to the certificate. Where a rival must be proved better it is a small share;
    // where a number is fitted, more.
    private const double ProofShare = 0.15,
        FitShare = 0.25;

    /// <summary>Fewest calibration units for a choice; with fewer the first family is certified on all of them.</summary>
    public const int FewestUnits = 60;

    /// <inheritdoc/>
    public override Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options)
    {
        if (requireProof && calibration.Units(StopLoss.GoodRunsStopped, options.Seed).Length < FewestUnits)
        {
            var first = Certification.Of(table, families[0].Family, calibration, options, options.Delta);
            return new Fitted(first, [Certification.Stops(families[0].Family, first)], families[0].Name);
        }

        var (tuning, certifying) = calibration.Split(requireProof ? ProofShare : FitShare, options.Seed);
        var winner = Choose(tuning, options.Alpha, options.Settlement);
        var certificate = Certification.Of(table, winner.Family, certifying, options, options.Delta);
        return new Fitted(certificate, [Certification.Stops(winner.Family, certificate)], winner.Name);
    }

    /// <inheritdoc/>
    public override Fitted Match(TaskSample sample, double target, RehearsalOptions options)
    {
        var winner = Choose(sample, target, options.Settlement);
        return new Fitted(
            null,
            [Certification.Matched(table, winner.Family, sample, target, options.Settlement)],
            winner.Name
        );
    }

    private (string Name, ScoreFamily Family) Choose(TaskSample tuning, double target, StopSettlement settlement)
    {
        var best = families[0];
        var bestStops = Certification.Matched(table, best.Family, tuning, target, settlement);
        foreach (var rival in families.Skip(1))
        {
            var stops = Certification.Matched(table, rival.Family, tuning, target, settlement);
            var better = requireProof
                ? Certification.SavesMore(table, tuning, stops, bestStops)
                    && SavesNoLess(rival.Family, best.Family, tuning, target, settlement)
                : Certification.TokensSaved(table, tuning, stops) > Certification.TokensSaved(table, tuning, bestStops);
            if (better)
            {
                (best, bestStops) = (rival, stops);
            }
        }

        return best;
    }

    /// <summary>
    /// At a stricter and a looser bound, too: one threshold rests on a handful of good runs, and a rival that is ahead
    /// at a single bound is ahead by luck.
    /// </summary>
    private bool SavesNoLess(
        ScoreFamily rival,
        ScoreFamily holder,
        TaskSample tuning,
        double target,
        StopSettlement settlement
    )
    {
        double Saved(ScoreFamily family, double bound) =>
            Certification.TokensSaved(table, tuning, Certification.Matched(table, family, tuning, bound, settlement));
        return Saved(rival, 0.5 * target) >= Saved(holder, 0.5 * target)
            && Saved(rival, 1.5 * target) >= Saved(holder, 1.5 * target);
    }
}
