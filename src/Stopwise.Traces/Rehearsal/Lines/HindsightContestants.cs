using Stopwise.Traces.Rehearsal.Scoring;

namespace Stopwise.Traces.Rehearsal.Lines;

/// <summary>The best threshold of a family in hindsight: chosen on the very runs it is judged on.</summary>
internal sealed class HindsightContestant(string id, RunTable table, ScoreFamily family)
    : Contestant(id, "hindsight-cap", isControl: true)
{
    /// <inheritdoc/>
    public override Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options) =>
        new(null, [Certification.Matched(table, family, test, options.Alpha, options.Settlement)]);
}

/// <summary>Knows every outcome: stops failed runs after their first unit, good ones as soon as that harms nothing.</summary>
internal sealed class OracleContestant(RunTable table) : Contestant("oracle", "oracle", isControl: true)
{
    /// <inheritdoc/>
    public override Fitted Fit(TaskSample calibration, TaskSample test, RehearsalOptions options) =>
        new(null, [run => StopRow(run, options.Settlement)]);

    private int StopRow(int run, StopSettlement settlement)
    {
        var rows = table.Table;
        if (rows.Runs[run].Good is not { } good)
        {
            return -1;
        }

        for (var row = 1; row < rows.Rows(run); row++)
        {
            if (!good || !rows.Harms(run, row, (int)settlement))
            {
                return row;
            }
        }

        return -1;
    }
}
