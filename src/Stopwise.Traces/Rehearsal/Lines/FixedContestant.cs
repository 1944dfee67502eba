using Stopwise.Exits.Calibration;
using Stopwise.Traces.Rehearsal.Scoring;

namespace Stopwise.Traces.Rehearsal.Lines;

/// <summary>A rule without any parameter: stops where its score is above a fixed value, and is only tested.</summary>
/// <remarks>With <c>abstains</c> it stops nothing where the test fails; otherwise it shows what it would do all the same.</remarks>
internal sealed class FixedContestant(
    string id,
    string kind,
    bool isControl,
    RunTable table,
    ScoreFamily family,
    double threshold,
    bool abstains = false
) : Contestant(id, kind, isControl)
{
    /// <inheritdoc/>
    public override Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options)
    {
        var units = calibration.Units(options.Loss, options.Seed);
        var losses = units.Count(u =>
            table.Table.Runs[u].Good == true && family.Critical(u, options.Settlement) > threshold
        );
        var pValue = units.Length == 0 ? 1 : RiskPValue.ExactBinomial(losses, units.Length, options.Alpha);
        var certificate = Certification.Tested(threshold, losses, units.Length, pValue, options);
        return new Fitted(
            certificate,
            abstains && !certificate.IsCertified ? Fitted.Never : [run => family.StopRow(run, threshold)]
        );
    }
}
