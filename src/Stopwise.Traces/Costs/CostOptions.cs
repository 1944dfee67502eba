namespace Stopwise.Traces.Costs;

/// <summary>What a cost report is to show.</summary>
public sealed record CostOptions
{
    /// <summary>Prices for runs that state no cost. The default is the shipped table.</summary>
    public PriceTable Prices { get; init; } = PriceTable.Shipped;

    /// <summary>How joules are estimated; null, the default, leaves them unknown.</summary>
    public EnergyModel? Energy { get; init; }

    /// <summary>What the groups of the report share. The default is agent and model.</summary>
    public CostGroup By { get; init; } = CostGroup.AgentAndModel;

    /// <summary>The most runs to list, the dearest ones. The default is 10.</summary>
    public int Top
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 10;

    /// <summary>Seed of the intervals. The default is 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Resamplings of the tasks for an interval. The default is 1,000.</summary>
    public int BootstrapDraws
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1_000;
}

/// <summary>What the runs of a group share.</summary>
public enum CostGroup
{
    /// <summary>The scaffold and the model.</summary>
    AgentAndModel = 0,

    /// <summary>The scaffold.</summary>
    Agent = 1,

    /// <summary>The model.</summary>
    Model = 2,

    /// <summary>The task.</summary>
    Task = 3,

    /// <summary>Nothing: each run is a group.</summary>
    Run = 4,

    /// <summary>The recording format.</summary>
    Format = 5,
}
