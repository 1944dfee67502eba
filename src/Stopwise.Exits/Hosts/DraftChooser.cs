namespace Stopwise.Exits.Hosts;

/// <summary>How one round is drafted.</summary>
/// <param name="Depth">How good the guesses shall be, in the scale of the draft host, e.g. its exit layer.</param>
/// <param name="Length">The most guesses, at least 0; the rule may end the draft before.</param>
public readonly record struct DraftPlan(int Depth, int Length);

/// <summary>Chooses how the next round is drafted.</summary>
public interface IDraftChooser
{
    /// <summary>The plan of the next round.</summary>
    DraftPlan Next();

    /// <summary>Hears how a round went.</summary>
    /// <param name="plan">Its plan.</param>
    /// <param name="accepted">Guesses that were confirmed.</param>
    /// <param name="drafted">Guesses that were made.</param>
    void Observe(DraftPlan plan, int accepted, int drafted);
}

/// <summary>The same plan for every round: Kangaroo, LayerSkip, n-gram drafting.</summary>
public sealed class FixedDraft : IDraftChooser
{
    private readonly DraftPlan _plan;

    /// <summary>Fixes the plan.</summary>
    /// <param name="depth">In the scale of the draft host.</param>
    /// <param name="length">The most guesses a round, at least 0.</param>
    public FixedDraft(int depth, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _plan = new DraftPlan(depth, length);
    }

    /// <inheritdoc/>
    public DraftPlan Next() => _plan;

    /// <inheritdoc/>
    public void Observe(DraftPlan plan, int accepted, int drafted) { }
}

/// <summary>The plan that promises the most tokens per cost, given how often guesses of each depth were right of late.</summary>
/// <remarks>
/// The utility of DEL (arXiv 2504.05598, its "tokens per layer"): with acceptance a, length g and the cost of such a round,
/// <c>(1 - a^(g+1)) / (1 - a) / cost</c>. Of equals the shallower, then the shorter one is taken.
/// </remarks>
public sealed class BestDraft : IDraftChooser
{
    private readonly AcceptanceTracker _tracker;
    private readonly Func<int, int, double> _roundCost;
    private readonly int _longest;
    private readonly bool _learns;

    /// <summary>Fixes what may be chosen.</summary>
    /// <param name="tracker">Its depths are those that may be chosen.</param>
    /// <param name="longest">The most guesses a round, at least 1. DEL looks up to 18.</param>
    /// <param name="roundCost">Cost of a round by depth and length, above 0: measured, or length x depth + all layers.</param>
    /// <param name="learns">
    /// False where the host itself tells <paramref name="tracker"/> about every depth, as DEL does with the shadow tokens of
    /// all layers. The default is true: each round teaches about its own depth.
    /// </param>
    public BestDraft(AcceptanceTracker tracker, int longest, Func<int, int, double> roundCost, bool learns = true)
    {
        ArgumentNullException.ThrowIfNull(tracker);
        ArgumentNullException.ThrowIfNull(roundCost);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, 1);
        _tracker = tracker;
        _longest = longest;
        _roundCost = roundCost;
        _learns = learns;
    }

    /// <summary>Expected tokens per cost of a round.</summary>
    /// <param name="depth">One of the tracker's.</param>
    /// <param name="length">Guesses, at least 0; with 0 it is the full computation alone.</param>
    public double TokensPerCost(int depth, int length)
    {
        // Summed rather than divided by 1 - a, which vanishes where every guess is right.
        var (tokens, chance, acceptance) = (1.0, 1.0, _tracker.Acceptance(depth));
        for (var guess = 0; guess < length; guess++)
        {
            chance *= acceptance;
            tokens += chance;
        }

        return tokens / _roundCost(depth, length);
    }

    /// <inheritdoc/>
    public DraftPlan Next()
    {
        var (best, plan) = (double.NegativeInfinity, default(DraftPlan));
        foreach (var depth in _tracker.Depths)
        {
            for (var length = 1; length <= _longest; length++)
            {
                var utility = TokensPerCost(depth, length);
                if (utility > best)
                {
                    (best, plan) = (utility, new DraftPlan(depth, length));
                }
            }
        }

        return plan;
    }

    /// <inheritdoc/>
    public void Observe(DraftPlan plan, int accepted, int drafted)
    {
        if (_learns)
        {
            _tracker.Observe(plan.Depth, accepted, drafted);
        }
    }
}
