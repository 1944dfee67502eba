using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal.Scoring;

/// <summary>Scores that read the outcomes of other runs of the same task.</summary>
internal static class KinScores
{
    /// <summary>Fires before the first step where at least <paramref name="m"/> kin runs are known and none solved the task.</summary>
    public static ScoreFamily NoneOf(RunTable table, int m) =>
        ScoreFamily.Of(table, (run, row) => row == 0 && NoKinSolved(table, run, row, m) ? 1 : double.NegativeInfinity);

    /// <summary>True where at least <paramref name="m"/> kin runs are known and none solved the task.</summary>
    public static bool NoKinSolved(RunTable table, int run, int row, int m)
    {
        var signals = table.Table.Signals(run, row);
        return signals[(int)Column.KinRuns] >= m && signals[(int)Column.KinSolved] == 0;
    }

    /// <summary>A cap that also never lets a run begin whose three kin or more all failed.</summary>
    public static ScoreFamily CapOrKin(RunTable table, Column column) =>
        ScoreFamily.Of(
            table,
            (run, row) =>
                NoKinSolved(table, run, row, 3) ? double.PositiveInfinity
                : row == 0 ? double.NegativeInfinity
                : table.Table.Signals(run, row)[(int)column]
        );

    /// <summary>The share of kin runs that failed, judged before the first step; smoothed, so that more kin say more.</summary>
    public static ScoreFamily KinRate(RunTable table) =>
        ScoreFamily.Of(
            table,
            (run, row) =>
            {
                var signals = table.Table.Signals(run, row);
                var (runs, solved) = (signals[(int)Column.KinRuns], signals[(int)Column.KinSolved]);
                return row > 0 || !(runs > 0) ? double.NegativeInfinity : (runs - solved + 0.5) / (runs + 1);
            }
        );
}
