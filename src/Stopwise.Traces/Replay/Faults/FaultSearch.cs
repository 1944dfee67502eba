namespace Stopwise.Traces.Replay.Faults;

/// <summary>
/// Looks for the smallest set of faults that breaks a contract, within a number of replays: single faults drawn by lot, then a
/// (1+lambda) evolution towards the contract that comes nearest to breaking, then delta debugging of what was found.
/// </summary>
/// <remarks>
/// The single faults that are drawn are a sample without replacement from all of them, so the share that is contained is an estimate
/// for all. The same space, trial, budget and seed give the same result.
/// </remarks>
public static class FaultSearch
{
    // Half for the sample; evolution and delta debugging share the rest.
    private const int SampleShare = 2;
    private const int Offspring = 4;
    private const int MostRedraws = 32;

    /// <summary>The most faults of a plan that evolution tries.</summary>
    public const int MostFaults = 6;

    /// <summary>Searches.</summary>
    /// <param name="space">The faults there are.</param>
    /// <param name="trial">Replays with faults.</param>
    /// <param name="budget">The most replays, that without faults included; at least 2.</param>
    /// <param name="seed">Draws the sample and the mutations.</param>
    public static FaultSearchResult Run(IReadOnlyList<Perturbation> space, FaultTrial trial, int budget, int seed)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(trial);
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, 2);
        var dice = new Random(seed);
        var trials = new CountedTrials(trial, budget);
        var sample = Sample(space, trials, dice);
        var broken =
            sample.Select(s => s.Plan).FirstOrDefault(p => trials.Broken(trials.Known(p)!) is not null)
            ?? Evolved(space, sample, trials, dice);
        return new FaultSearchResult(
            broken is null ? null : Shrunk(broken, trials),
            Containment.Of(sample.Select(s => (s.Plan, s.Outcome)), trials),
            trials.Replays,
            space.Count,
            seed,
            trials.Baseline
        );
    }

    private static List<(FaultPlan Plan, TrialOutcome Outcome)> Sample(
        IReadOnlyList<Perturbation> space,
        CountedTrials trials,
        Random dice
    )
    {
        var drawn = space.ToArray();
        dice.Shuffle(drawn);
        var quota = Math.Max(1, trials.Left / SampleShare);
        return
        [
            .. drawn
                .Take(quota)
                .Select(f => FaultPlan.Of([f]))
                .Select(p => (p, trials.Known(p)))
                .TakeWhile(p => p.Item2 is not null)
                .Select(p => (p.p, p.Item2!)),
        ];
    }

    private static FaultPlan? Evolved(
        IReadOnlyList<Perturbation> space,
        List<(FaultPlan Plan, TrialOutcome Outcome)> sample,
        CountedTrials trials,
        Random dice
    )
    {
        if (sample.Count == 0)
        {
            return null;
        }

        var (parent, outcome) = sample.MinBy(s => trials.Robustness(s.Outcome));
        var fitness = trials.Robustness(outcome);
        while (trials.Left > 0)
        {
            FaultPlan? best = null;
            var bestFitness = double.PositiveInfinity;
            for (var i = 0; i < Offspring; i++)
            {
                if (Mutated(parent, space, trials, dice) is not { } child || trials.Known(child) is not { } seen)
                {
                    continue;
                }

                if (trials.Broken(seen) is not null)
                {
                    return child;
                }

                if (trials.Robustness(seen) < bestFitness)
                {
                    (best, bestFitness) = (child, trials.Robustness(seen));
                }
            }

            if (best is null)
            {
                return null;
            }

            // An equal child takes over as well: on a plain without slope the search must wander.
            if (bestFitness <= fitness)
            {
                (parent, fitness) = (best, bestFitness);
            }
        }

        return null;
    }

    /// <summary>A plan that was not replayed yet; null where none comes up.</summary>
    private static FaultPlan? Mutated(
        FaultPlan parent,
        IReadOnlyList<Perturbation> space,
        CountedTrials trials,
        Random dice
    )
    {
        for (var i = 0; i < MostRedraws; i++)
        {
            var faults = parent.Faults.ToList();
            var dropped = faults.Count > 1 && dice.Next(3) == 0;
            if (dropped || faults.Count >= MostFaults)
            {
                faults.RemoveAt(dice.Next(faults.Count));
            }

            if (!dropped || dice.Next(2) == 0)
            {
                faults.Add(space[dice.Next(space.Count)]);
            }

            var child = FaultPlan.Of(faults);
            if (!trials.IsKnown(child))
            {
                return child;
            }
        }

        return null;
    }

    private static MinimalFaults Shrunk(FaultPlan plan, CountedTrials trials)
    {
        var smallest = DeltaDebugging.Minimize(
            plan.Faults,
            faults => trials.Known(FaultPlan.Of(faults)) is { } outcome ? trials.Broken(outcome) is not null : null
        );
        var minimal = FaultPlan.Of(smallest.Items);
        var seen = trials.Known(minimal)!;
        return new MinimalFaults(minimal, trials.Broken(seen)!, seen.Injected, smallest.IsOneMinimal);
    }
}

/// <summary>What a search found.</summary>
/// <param name="Minimal">The smallest set of faults found that breaks a contract; null where none was found within the budget.</param>
/// <param name="Containment">Of single faults drawn by lot, how many did no harm.</param>
/// <param name="Replays">Replays that it took, the one without faults included.</param>
/// <param name="Space">Single faults there are.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Baseline">The replay without faults.</param>
public sealed record FaultSearchResult(
    MinimalFaults? Minimal,
    Containment Containment,
    int Replays,
    int Space,
    int Seed,
    TrialOutcome Baseline
);

/// <summary>Faults that break a contract.</summary>
/// <param name="Plan">The faults.</param>
/// <param name="Verdict">The contract and where it breaks.</param>
/// <param name="Injected">What the faults hit.</param>
/// <param name="IsOneMinimal">True where it was seen that no contract breaks with any one of them left out.</param>
public sealed record MinimalFaults(
    FaultPlan Plan,
    TrialVerdict Verdict,
    IReadOnlyList<InjectedFault> Injected,
    bool IsOneMinimal
);
