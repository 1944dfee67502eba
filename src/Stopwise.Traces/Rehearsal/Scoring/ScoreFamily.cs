namespace Stopwise.Traces.Rehearsal.Scoring;

/// <summary>
/// A family of rules with one parameter over a run table: stop at the first row whose score is strictly above the
/// threshold.
/// </summary>
/// <remarks>
/// Only new maxima of the score can be a first crossing, so a run is kept as its running maximum and a stop is a binary
/// search. The critical score of a run is the largest maximum reached at a row where stopping harms: every threshold at
/// or above it stops this run harmlessly or not at all.
/// </remarks>
internal sealed class ScoreFamily
{
    private readonly double[] _record;
    private readonly int[] _start;
    private readonly double[][] _critical;

    private ScoreFamily(double[] record, int[] start, double[][] critical)
    {
        _record = record;
        _start = start;
        _critical = critical;
    }

    /// <summary>Input tokens that watching a run costs until it stops at a row (-1 for its end), by (run, row); null where it costs nothing.</summary>
    public Func<int, int, double>? Charge { get; init; }

    /// <summary>Evaluates the score on every row.</summary>
    /// <param name="table">The runs.</param>
    /// <param name="score">Score of (run, row); NaN or negative infinity where the rule must not fire.</param>
    /// <param name="charge">See <see cref="Charge"/>.</param>
    public static ScoreFamily Of(RunTable table, Func<int, int, double> score, Func<int, int, double>? charge = null)
    {
        var rows = table.Table;
        var start = new int[rows.Runs.Count + 1];
        var record = new double[rows.RowCount];
        double[][] critical = [new double[rows.Runs.Count], new double[rows.Runs.Count]];
        for (var run = 0; run < rows.Runs.Count; run++)
        {
            var max = double.NegativeInfinity;
            critical[0][run] = critical[1][run] = double.NegativeInfinity;
            for (var row = 0; row < rows.Rows(run); row++)
            {
                var value = score(run, row);
                if (value > max)
                {
                    max = value;
                    critical[0][run] = rows.Harms(run, row, 0) ? max : critical[0][run];
                    critical[1][run] = rows.Harms(run, row, 1) ? max : critical[1][run];
                }

                record[start[run] + row] = max;
            }

            start[run + 1] = start[run] + rows.Rows(run);
        }

        return new ScoreFamily(record, start, critical) { Charge = charge };
    }

    /// <summary>The largest score at which stopping this run would harm it, were it good; negative infinity if none.</summary>
    public double Critical(int run, StopSettlement settlement) => _critical[(int)settlement][run];

    /// <summary>The row at which this run stops; -1 where it runs to its end.</summary>
    public int StopRow(int run, double threshold)
    {
        int low = _start[run],
            high = _start[run + 1];
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_record[middle] > threshold)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low < _start[run + 1] ? low - _start[run] : -1;
    }
}
