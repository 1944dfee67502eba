using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal.Scoring;

/// <summary>Scores that need no training: what is spent, how large the conversation is, and how it goes.</summary>
internal static class Scores
{
    /// <summary>
    /// What one failed step among the last five is worth: as if a tenth more had been spent. Fixed, so that it costs no
    /// labels; found on the published runs, where 0.05 to 0.2 do about as well.
    /// </summary>
    public static readonly double ErrorWeight = Math.Log(1.1);

    /// <summary>The score of a cap: a signal column, from the first completed unit on.</summary>
    public static ScoreFamily Cap(RunTable table, Column column) =>
        AfterTheFirstStep(table, (run, row) => Signal(table, run, row, column));

    /// <summary>
    /// ln of the geometric mean of tokens spent and size of the conversation: between the token cap and the context cap,
    /// of which now one and now the other is the better one.
    /// </summary>
    public static ScoreFamily Blend(RunTable table) =>
        AfterTheFirstStep(table, (run, row) => LogBlend(table, run, row));

    /// <summary>The blend, with recent errors counting as spending.</summary>
    public static ScoreFamily BlendWithErrors(RunTable table) =>
        AfterTheFirstStep(
            table,
            (run, row) => LogBlend(table, run, row) + (ErrorWeight * Signal(table, run, row, Column.RecentErrors))
        );

    /// <summary>A score that may not fire before a unit is complete.</summary>
    public static ScoreFamily AfterTheFirstStep(RunTable table, Func<int, int, double> score) =>
        ScoreFamily.Of(table, (run, row) => row == 0 ? double.NegativeInfinity : score(run, row));

    /// <summary>ln(1 + x) of a signal.</summary>
    public static double Log(RunTable table, int run, int row, Column column) =>
        Math.Log(1 + Signal(table, run, row, column));

    private static double LogBlend(RunTable table, int run, int row) =>
        (0.5 * Log(table, run, row, Column.InputTokens)) + (0.5 * Log(table, run, row, Column.ContextTokens));

    private static double Signal(RunTable table, int run, int row, Column column) =>
        table.Table.Signals(run, row)[(int)column];
}
