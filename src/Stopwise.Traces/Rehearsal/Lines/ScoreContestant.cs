using Stopwise.Traces.Rehearsal.Scoring;

namespace Stopwise.Traces.Rehearsal.Lines;

/// <summary>A one-parameter family whose threshold is certified; several families are equally likely draws of one random score.</summary>
internal sealed class ScoreContestant(
    string id,
    string kind,
    bool isControl,
    RunTable table,
    params ScoreFamily[] families
) : Contestant(id, kind, isControl)
{
    /// <inheritdoc/>
    public override Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options)
    {
        var fits = families
            .Select(f => (Family: f, Certificate: Certification.Of(table, f, calibration, options, options.Delta)))
            .ToList();
        return new Fitted(
            fits[0].Certificate,
            [.. fits.Select(f => Certification.Stops(f.Family, f.Certificate))],
            Charge: families[0].Charge
        );
    }

    /// <inheritdoc/>
    public override ScoreFamily? GateScore(RehearsalOptions options) =>
        IsControl || families.Length > 1 || Id == Contestants.Default ? null : families[0];

    /// <inheritdoc/>
    public override Fitted Match(TaskSample sample, double target, RehearsalOptions options) =>
        new(
            null,
            [.. families.Select(f => Certification.Matched(table, f, sample, target, options.Settlement))],
            Charge: families[0].Charge
        );
}
