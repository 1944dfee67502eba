using Stopwise.Exits.Calibration;

namespace Stopwise.Traces.Replay.Faults;

/// <summary>
/// Injected faults after which no contract fails that held without them, and no action leaves what the agent was granted; after the
/// containment metric of arXiv 2603.18096.
/// </summary>
/// <param name="All">Over all kinds.</param>
/// <param name="Kinds">For each kind that was injected.</param>
/// <param name="WithoutEffect">Faults that found nothing to change; they are in no share.</param>
public sealed record Containment(ContainmentShare All, IReadOnlyList<ContainmentShare> Kinds, int WithoutEffect)
{
    internal static Containment Of(IEnumerable<(FaultPlan Plan, TrialOutcome Outcome)> singles, CountedTrials trials)
    {
        var before = trials.Baseline.Escapes.ToHashSet(StringComparer.Ordinal);
        var seen = singles.ToList();
        var injected = seen.Where(s => s.Outcome.Injected.Count > 0)
            .Select(s =>
                (
                    s.Plan.Faults[0].Kind,
                    Contained: trials.Broken(s.Outcome) is null && s.Outcome.Escapes.All(before.Contains)
                )
            )
            .ToList();
        return new Containment(
            new ContainmentShare(null, injected.Count(i => i.Contained), injected.Count),
            [
                .. injected
                    .GroupBy(i => i.Kind)
                    .OrderBy(g => g.Key)
                    .Select(g => new ContainmentShare(g.Key, g.Count(i => i.Contained), g.Count())),
            ],
            seen.Count - injected.Count
        );
    }
}

/// <summary>A share of faults that were contained.</summary>
/// <param name="Kind">The kind; null for all.</param>
/// <param name="Contained">Faults that did no harm.</param>
/// <param name="Injected">Faults that were injected.</param>
public sealed record ContainmentShare(FaultKind? Kind, int Contained, int Injected)
{
    private const double Outside = 0.05;

    /// <summary>The share; null where nothing was injected.</summary>
    public double? Share => Injected == 0 ? null : (double)Contained / Injected;

    /// <summary>The exact interval (Clopper and Pearson) with confidence 0.95; 0 to 1 where nothing was injected.</summary>
    public (double Lower, double Upper) Interval =>
        Injected == 0 ? (0, 1) : ClopperPearson.Interval(Contained, Injected, Outside);
}
