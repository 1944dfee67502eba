namespace Stopwise.Exits.Tables;

/// <summary>Recorded computations as rows (run, unit): the one format that calibration and replay work on.</summary>
/// <remarks>
/// Row <c>u</c> of a run is its state after <c>u</c> completed units, from 0; there is a row for every moment at which a
/// stop would still save something, so the last unit of a run has no row after it. Values lie run by run, row by row.
/// </remarks>
public sealed class ExitTable
{
    private readonly int[] _rowStart;
    private readonly float[] _signals;
    private readonly double[] _costs;
    private readonly bool[] _harm;

    internal ExitTable(
        SignalSchema schema,
        IReadOnlyList<string> costNames,
        IReadOnlyList<string> lossNames,
        ExitTableRun[] runs,
        int[] rowStart,
        float[] signals,
        double[] costs,
        bool[] harm
    )
    {
        Schema = schema;
        CostNames = costNames;
        LossNames = lossNames;
        Runs = runs;
        _rowStart = rowStart;
        _signals = signals;
        _costs = costs;
        _harm = harm;
    }

    /// <summary>The signal columns.</summary>
    public SignalSchema Schema { get; }

    /// <summary>The cost columns, e.g. <c>steps</c>, <c>input_tokens</c>; costs are cumulative from the start of the run.</summary>
    public IReadOnlyList<string> CostNames { get; }

    /// <summary>The loss columns, e.g. <c>hand-in</c>, <c>discard</c>.</summary>
    public IReadOnlyList<string> LossNames { get; }

    /// <summary>The recorded computations.</summary>
    public IReadOnlyList<ExitTableRun> Runs { get; }

    /// <summary>All rows of all runs.</summary>
    public int RowCount => _rowStart[^1];

    /// <summary>Moments at which this run could have been stopped.</summary>
    public int Rows(int run) => _rowStart[run + 1] - _rowStart[run];

    /// <summary>The signals of one row, in schema order; NaN means not known.</summary>
    public ReadOnlySpan<float> Signals(int run, int row) =>
        _signals.AsSpan((_rowStart[run] + row) * Schema.Width, Schema.Width);

    /// <summary>The cumulative cost in one column after <paramref name="row"/> units; NaN where not known.</summary>
    public double Cost(int run, int row, int column) => _costs[((_rowStart[run] + row) * CostNames.Count) + column];

    /// <summary>True where stopping at this row would have lost what the whole run achieved, under one loss column.</summary>
    public bool Harms(int run, int row, int loss) => _harm[((_rowStart[run] + row) * LossNames.Count) + loss];
}

/// <summary>What is known of one recorded computation as a whole.</summary>
/// <param name="Id">The run.</param>
/// <param name="Group">Number of its exchangeable unit (its task): runs of one group are dependent.</param>
/// <param name="Good">True if the whole run succeeded, false if it failed, null where that is not known or not trusted.</param>
/// <param name="TotalCosts">Cost of the whole run per cost column; NaN where not known.</param>
public sealed record ExitTableRun(string Id, int Group, bool? Good, double[] TotalCosts);
