namespace Stopwise.Exits.Tables;

/// <summary>Where a rule would have stopped each run of a table.</summary>
/// <param name="Rows">Per run the row, that is the completed units, of the stop; <see cref="RanToTheEnd"/> without one.</param>
/// <param name="Decisions">Per run what stopped it; <see cref="Decision.Continue"/> where nothing did.</param>
public sealed record ReplayStops(int[] Rows, Decision[] Decisions)
{
    /// <summary>Stands for "no row": the rule let the run finish.</summary>
    public const int RanToTheEnd = -1;
}

/// <summary>Stops of a one-parameter family of rules: per run one per threshold.</summary>
public sealed class CrossingGrid
{
    private readonly double[] _thresholds;
    private readonly int[] _stops;

    internal CrossingGrid(double[] thresholds, int[] stops)
    {
        _thresholds = thresholds;
        _stops = stops;
    }

    /// <summary>The thresholds, ascending.</summary>
    public ReadOnlySpan<double> Thresholds => _thresholds;

    /// <summary>The rows at which one run stops, one per threshold; <see cref="ReplayStops.RanToTheEnd"/> without a stop.</summary>
    public ReadOnlySpan<int> Stops(int run) => _stops.AsSpan(run * _thresholds.Length, _thresholds.Length);
}
