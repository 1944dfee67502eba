using Stopwise.Traces.Rehearsal.Scoring;

namespace Stopwise.Traces.Rehearsal.Lines;

/// <summary>Several families, each certified with its share of delta on all calibration tasks; the one that saves most there is taken.</summary>
internal sealed class SplitDeltaContestant(
    string id,
    string kind,
    RunTable table,
    params (string Name, ScoreFamily Family)[] families
) : Contestant(id, kind, isControl: false)
{
    /// <inheritdoc/>
    public override Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options)
    {
        var share = options.Delta / families.Length;
        var best = families
            .Select(f =>
                (f.Name, f.Family, Certificate: Certification.Of(table, f.Family, calibration, options, share))
            )
            .OrderByDescending(f => f.Certificate.IsCertified)
            .ThenByDescending(f =>
                Certification.TokensSaved(table, calibration, Certification.Stops(f.Family, f.Certificate))
            )
            .First();
        return new Fitted(best.Certificate, [Certification.Stops(best.Family, best.Certificate)], best.Name);
    }

    /// <inheritdoc/>
    public override Fitted Match(TaskSample sample, double target, RehearsalOptions options)
    {
        var best = families
            .Select(f => (f.Name, Stops: Certification.Matched(table, f.Family, sample, target, options.Settlement)))
            .MaxBy(f => Certification.TokensSaved(table, sample, f.Stops));
        return new Fitted(null, [best.Stops], best.Name);
    }
}
