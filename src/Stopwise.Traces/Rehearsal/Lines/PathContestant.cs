using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Stopwise.Exits.Calibration;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Rehearsal.Scoring;

namespace Stopwise.Traces.Rehearsal.Lines;

/// <summary>Two scores under one promise: a run stops where either is above its threshold.</summary>
/// <remarks>
/// Pairs of thresholds are put in an order on tuning tasks, from the most cautious to the one that saves most, and this path
/// is tested in fixed sequence on the other calibration tasks at the full delta (<see cref="PathTest"/>). Where the scores
/// are trained, training tasks are put aside first.
/// </remarks>
internal sealed class PathContestant(string id, RunTable table, PathMembers members) : Contestant(id, "combined", false)
{
    private const double TuningShare = 0.3;
    private readonly ConditionalWeakTable<TaskSample, Prepared> _prepared = [];

    /// <inheritdoc/>
    public override Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options)
    {
        var (path, certifying) = PathOn(calibration, options);
        var units = certifying.Units(options.Loss, options.Seed);
        var harmed = new bool[units.Length, path.Pairs.Count];
        for (var unit = 0; unit < units.Length; unit++)
        {
            for (var pair = 0; pair < path.Pairs.Count; pair++)
            {
                harmed[unit, pair] = path.Harms(units[unit], path.Pairs[pair], options.Settlement);
            }
        }

        var proof = PathTest.Certify([.. Enumerable.Range(0, path.Pairs.Count)], harmed, options.Alpha, options.Delta);
        if (!proof.IsCertified)
        {
            return new Fitted(CertificateOf(proof, double.PositiveInfinity, options), Fitted.Never);
        }

        var chosen = path.Pairs[proof.Configuration];
        return new Fitted(
            CertificateOf(proof, chosen.First, options),
            [run => path.StopRow(run, chosen)],
            Rule: path.Members.Rule(chosen.First, chosen.Second, options.Settlement)
        );
    }

    /// <inheritdoc/>
    public override Fitted Match(TaskSample sample, double target, RehearsalOptions options)
    {
        var (path, certifying) = PathOn(sample, options);
        var good = certifying.Runs.Where(run => table.Table.Runs[run].Good == true).ToArray();
        var best = path.Pairs.LastOrDefault(
            pair => good.Count(run => path.Harms(run, pair, options.Settlement)) <= target * good.Length,
            path.Pairs[0]
        );
        return new Fitted(null, [run => path.StopRow(run, best)]);
    }

    private static ThresholdCertificate CertificateOf(PathCertificate proof, double threshold, RehearsalOptions options)
    {
        var last = proof.IsCertified ? proof.Steps[proof.Certified - 1] : proof.Steps[0];
        return Certification.Tested(threshold, last.Losses, proof.Units, last.PValue, options);
    }

    /// <summary>Training is done once a sample; the order of a path also hangs on what a stop does with the work.</summary>
    private (ThresholdPath Path, TaskSample Certifying) PathOn(TaskSample calibration, RehearsalOptions options)
    {
        var prepared = _prepared.GetValue(
            calibration,
            sample =>
            {
                var (training, rest) =
                    members.TrainingShare > 0 ? sample.Split(members.TrainingShare, options.Seed) : (sample, sample);
                var (tuning, certifying) = rest.Split(TuningShare, options.Seed + 1);
                return new Prepared(members.Train(training), tuning, certifying);
            }
        );
        var path = prepared.Paths.GetOrAdd(
            options.Settlement,
            settlement => new ThresholdPath(table, prepared.Members, prepared.Tuning, settlement)
        );
        return (path, prepared.Certifying);
    }

    private sealed record Prepared(TrainedMembers Members, TaskSample Tuning, TaskSample Certifying)
    {
        public ConcurrentDictionary<StopSettlement, ThresholdPath> Paths { get; } = [];
    }
}

/// <summary>What a combination is made of.</summary>
/// <param name="TrainingShare">Share of the calibration tasks that the scores are trained on; 0 where they learn nothing.</param>
/// <param name="Train">Makes the scores from the training tasks.</param>
internal sealed record PathMembers(double TrainingShare, Func<TaskSample, TrainedMembers> Train);

/// <summary>Two scores, and the rule for two thresholds.</summary>
internal sealed record TrainedMembers(
    ScoreFamily First,
    ScoreFamily Second,
    Func<double, double, StopSettlement, RuleSpec> Rule
);
