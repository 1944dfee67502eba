using Stopwise.Exits;
using Stopwise.Exits.Calibration;
using Stopwise.Exits.Recipes;

namespace Stopwise.Traces.Rehearsal;

/// <summary>One line of a rehearsal: a policy, or a control that every policy is read beside.</summary>
internal abstract class Contestant(string id, string kind, bool isControl)
{
    /// <summary>Name in reports, stable.</summary>
    public string Id { get; } = id;

    /// <summary>What sort of rule it is, stable.</summary>
    public string Kind { get; } = kind;

    /// <summary>True for lines that only show what a policy must beat.</summary>
    public bool IsControl { get; } = isControl;

    /// <summary>Chooses the parameters.</summary>
    /// <param name="calibration">The tasks it may look at.</param>
    /// <param name="test">The tasks it will be judged on; only hindsight controls look at them.</param>
    /// <param name="options">The promise.</param>
    public abstract Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options);

    /// <summary>Parameters that stop <paramref name="target"/> of the good runs of a sample, without any promise; null where there is nothing to tune.</summary>
    public virtual Fitted? Match(TaskSample sample, double target, RehearsalOptions options) => null;
}

/// <summary>A contestant with its parameters chosen.</summary>
/// <param name="Certificate">What was proved; null for rules that need no proof.</param>
/// <param name="Choices">Equally likely ways to stop: run to stopping row, -1 for the end. Several where it throws dice.</param>
/// <param name="Chosen">Which member of a family of families was taken; null where there was no choice.</param>
internal sealed record Fitted(
    ThresholdCertificate? Certificate,
    IReadOnlyList<Func<int, int>> Choices,
    string? Chosen = null
)
{
    /// <summary>Never stops.</summary>
    public static IReadOnlyList<Func<int, int>> Never { get; } = [static _ => -1];

    /// <summary>Acts on the runs of a sample.</summary>
    public void Apply(TaskSample sample, RunEffects effects, StopSettlement settlement)
    {
        foreach (var run in sample.Runs)
        {
            foreach (var choice in Choices)
            {
                effects.Add(run, choice(run), settlement, 1.0 / Choices.Count);
            }
        }
    }
}

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
        return new Fitted(fits[0].Certificate, [.. fits.Select(f => Certification.Stops(f.Family, f.Certificate))]);
    }

    /// <inheritdoc/>
    public override Fitted Match(TaskSample sample, double target, RehearsalOptions options) =>
        new(null, [.. families.Select(f => Certification.Matched(table, f, sample, target, options.Settlement))]);
}

/// <summary>A rule without any parameter: stops where its score is above a fixed value, and is only tested.</summary>
internal sealed class FixedContestant(
    string id,
    string kind,
    bool isControl,
    RunTable table,
    ScoreFamily family,
    double threshold
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
        var missing =
            pValue <= options.Delta ? 0 : SampleSize.MinimumUnits(options.Alpha, options.Delta, losses) - units.Length;
        var allowed = SampleSize.AllowedLosses(units.Length, options.Alpha, options.Delta);
        var certificate = new ThresholdCertificate(
            threshold,
            options.Alpha,
            options.Delta,
            units.Length,
            allowed,
            losses,
            pValue,
            Math.Max(missing, pValue <= options.Delta ? 0 : 1)
        );
        return new Fitted(certificate, [run => family.StopRow(run, threshold)]);
    }
}

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

/// <summary>Several families: one is chosen on tuning tasks, and certified on the other calibration tasks.</summary>
/// <remarks>The first family is kept unless a rival saves more at the bound with a lower limit, tasks as units, above zero.</remarks>
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
                : Certification.TokensSaved(table, tuning, stops) > Certification.TokensSaved(table, tuning, bestStops);
            if (better)
            {
                (best, bestStops) = (rival, stops);
            }
        }

        return best;
    }
}

/// <summary>The best threshold of a family in hindsight: chosen on the very runs it is judged on.</summary>
internal sealed class HindsightContestant(string id, RunTable table, ScoreFamily family)
    : Contestant(id, "hindsight-cap", isControl: true)
{
    /// <inheritdoc/>
    public override Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options) =>
        new(null, [Certification.Matched(table, family, test, options.Alpha, options.Settlement)]);
}

/// <summary>Knows every outcome: stops failed runs after their first unit, good ones as soon as that harms nothing.</summary>
internal sealed class OracleContestant(RunTable table) : Contestant("oracle", "oracle", isControl: true)
{
    /// <inheritdoc/>
    public override Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options) =>
        new(null, [run => StopRow(run, options.Settlement)]);

    private int StopRow(int run, StopSettlement settlement)
    {
        var rows = table.Table;
        if (rows.Runs[run].Good is not { } good)
        {
            return -1;
        }

        for (var row = 1; row < rows.Rows(run); row++)
        {
            if (!good || !rows.Harms(run, row, (int)settlement))
            {
                return row;
            }
        }

        return -1;
    }
}

/// <summary>A policy file replayed as it is: nothing is chosen on these runs.</summary>
internal sealed class FrozenContestant : Contestant
{
    private readonly int[] _stops;

    public FrozenContestant(RunTable table, Policy policy)
        : base(policy.Id, policy.Kind, isControl: false)
    {
        var rule = policy.Bind(table.Table.Schema);
        _stops = new int[table.Table.Runs.Count];
        var memory = new RuleMemory();
        for (var run = 0; run < _stops.Length; run++)
        {
            memory.Slots.Clear();
            _stops[run] = FirstStop(table, rule, run, memory.Slots);
        }

        Certificate = policy.Certificate is { } c
            ? new ThresholdCertificate(
                c.Threshold,
                c.Alpha,
                c.Delta,
                c.N,
                SampleSize.AllowedLosses(c.N, c.Alpha, c.Delta),
                (int)c.Losses,
                c.PValue,
                MissingUnits: 0
            )
            : null;
    }

    private ThresholdCertificate? Certificate { get; }

    /// <inheritdoc/>
    public override Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options) =>
        new(Certificate, [run => _stops[run]]);

    private static int FirstStop(RunTable table, IExitRule rule, int run, Span<float> memory)
    {
        for (var row = 0; row < table.Table.Rows(run); row++)
        {
            var probe = new Probe(
                row,
                0,
                table.Table.Cost(run, row, RunTable.InputTokensCost),
                table.Table.Signals(run, row)
            );
            if (rule.Step(probe, memory).Verdict.Ends())
            {
                return row;
            }
        }

        return -1;
    }
}
