namespace Stopwise.Exits;

/// <summary>The only thing a rule sees: one computation after one unit.</summary>
/// <remarks>It borrows the host's signal buffer; a rule must not keep it.</remarks>
public readonly ref struct Probe
{
    /// <summary>Shows a rule the state after <paramref name="unit"/> completed units.</summary>
    /// <param name="unit">Completed units, from 0 (nothing done yet).</param>
    /// <param name="budget">The most units the host will do; 0 where it has no limit.</param>
    /// <param name="cost">Cost of the completed units, in the host's own unit (tokens, MACs, money).</param>
    /// <param name="signals">One value per column of the host's <see cref="SignalSchema"/>; NaN means not known.</param>
    public Probe(int unit, int budget, double cost, ReadOnlySpan<float> signals)
    {
        Unit = unit;
        Budget = budget;
        Cost = cost;
        Signals = signals;
    }

    /// <summary>Completed units, from 0.</summary>
    public int Unit { get; }

    /// <summary>The most units the host will do; 0 where it has no limit.</summary>
    public int Budget { get; }

    /// <summary>Share of the budget that is spent, 0 to 1; 0 where there is no limit.</summary>
    public double Progress => Budget > 0 ? Math.Min(1.0, (double)Unit / Budget) : 0.0;

    /// <summary>Cost of the completed units, in the host's own unit.</summary>
    public double Cost { get; }

    /// <summary>One value per column of the schema; NaN means not known.</summary>
    public ReadOnlySpan<float> Signals { get; }
}
