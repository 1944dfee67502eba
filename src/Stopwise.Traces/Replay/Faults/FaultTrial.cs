namespace Stopwise.Traces.Replay.Faults;

/// <summary>Replays with the faults of a plan and says what the contracts say. The same plan must always give the same outcome.</summary>
public delegate TrialOutcome FaultTrial(FaultPlan plan);

/// <summary>What a replay with faults came to.</summary>
/// <param name="Verdicts">What each contract says, in an order that never changes.</param>
/// <param name="Escapes">Actions with side effects outside of what the agent was granted, in words.</param>
/// <param name="Injected">The faults that found something to change.</param>
public sealed record TrialOutcome(
    IReadOnlyList<TrialVerdict> Verdicts,
    IReadOnlyList<string> Escapes,
    IReadOnlyList<InjectedFault> Injected
);

/// <summary>What a contract says of a replay.</summary>
/// <param name="Contract">Its name.</param>
/// <param name="Failed">True where it is broken.</param>
/// <param name="Slack">How far from breaking it stayed at its nearest, from 0 (broken) to 1 (never near).</param>
/// <param name="Step">Where it broke first.</param>
public sealed record TrialVerdict(string Contract, bool Failed, double Slack, int? Step);

/// <summary>Replays within a budget: the same plan is replayed once.</summary>
internal sealed class CountedTrials
{
    private readonly Dictionary<string, TrialOutcome> _known = new(StringComparer.Ordinal);
    private readonly FaultTrial _trial;
    private readonly HashSet<string> _broken;

    /// <summary>Begins with the replay without faults: what is broken there is not the faults' doing.</summary>
    public CountedTrials(FaultTrial trial, int budget)
    {
        (_trial, Budget) = (trial, budget);
        Baseline = Known(FaultPlan.None)!;
        _broken = Baseline.Verdicts.Where(v => v.Failed).Select(v => v.Contract).ToHashSet(StringComparer.Ordinal);
    }

    public int Budget { get; }

    /// <summary>Replays so far, the one without faults included.</summary>
    public int Replays { get; private set; }

    public int Left => Budget - Replays;

    public TrialOutcome Baseline { get; }

    public bool IsKnown(FaultPlan plan) => _known.ContainsKey(plan.Key);

    /// <summary>The outcome; null where the budget is spent.</summary>
    public TrialOutcome? Known(FaultPlan plan)
    {
        if (_known.TryGetValue(plan.Key, out var known))
        {
            return known;
        }

        if (Replays >= Budget)
        {
            return null;
        }

        Replays++;
        return _known[plan.Key] = _trial(plan);
    }

    /// <summary>The first contract that the faults broke; null where they broke none.</summary>
    public TrialVerdict? Broken(TrialOutcome outcome) =>
        outcome.Verdicts.FirstOrDefault(v => v.Failed && !_broken.Contains(v.Contract));

    /// <summary>How near the nearest contract is to breaking: 0 is broken.</summary>
    public double Robustness(TrialOutcome outcome) =>
        outcome
            .Verdicts.Where(v => !_broken.Contains(v.Contract))
            .Select(v => v.Failed ? 0 : v.Slack)
            .DefaultIfEmpty(1)
            .Min();
}
