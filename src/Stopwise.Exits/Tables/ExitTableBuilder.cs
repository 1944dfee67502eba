namespace Stopwise.Exits.Tables;

/// <summary>Collects rows, run by run, into an <see cref="ExitTable"/>.</summary>
public sealed class ExitTableBuilder
{
    private readonly SignalSchema _schema;
    private readonly string[] _costNames;
    private readonly string[] _lossNames;
    private readonly List<ExitTableRun> _runs = [];
    private readonly List<int> _rowStart = [0];
    private readonly List<float> _signals = [];
    private readonly List<double> _costs = [];
    private readonly List<bool> _harm = [];
    private int _rows;

    /// <summary>Starts an empty table.</summary>
    public ExitTableBuilder(SignalSchema schema, IEnumerable<string> costNames, IEnumerable<string> lossNames)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _schema = schema;
        _costNames = [.. costNames];
        _lossNames = [.. lossNames];
    }

    /// <summary>Adds the next row of the run that is being built.</summary>
    /// <exception cref="ArgumentException">A span has another width than its columns.</exception>
    public void AddRow(ReadOnlySpan<float> signals, ReadOnlySpan<double> costs, ReadOnlySpan<bool> harms)
    {
        if (signals.Length != _schema.Width || costs.Length != _costNames.Length || harms.Length != _lossNames.Length)
        {
            throw new ArgumentException(
                $"A row needs {_schema.Width} signals, {_costNames.Length} costs, {_lossNames.Length} losses; "
                    + $"got {signals.Length}, {costs.Length}, {harms.Length}."
            );
        }

        _signals.AddRange(signals);
        _costs.AddRange(costs);
        _harm.AddRange(harms);
        _rows++;
    }

    /// <summary>Closes the run that is being built; the rows added since the last call are its rows.</summary>
    public void EndRun(ExitTableRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.TotalCosts.Length != _costNames.Length)
        {
            throw new ArgumentException($"A run needs {_costNames.Length} total costs; got {run.TotalCosts.Length}.");
        }

        _runs.Add(run);
        _rowStart.Add(_rows);
    }

    /// <summary>The finished table.</summary>
    public ExitTable Build() =>
        new(_schema, _costNames, _lossNames, [.. _runs], [.. _rowStart], [.. _signals], [.. _costs], [.. _harm]);
}
