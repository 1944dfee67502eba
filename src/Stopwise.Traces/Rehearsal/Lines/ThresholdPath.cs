using Stopwise.Exits.Calibration;
using Stopwise.Traces.Rehearsal.Scoring;

namespace Stopwise.Traces.Rehearsal.Lines;

/// <summary>Pairs of thresholds of two scores in the order in which tuning tasks suggest to test them.</summary>
internal sealed class ThresholdPath
{
    // Shares of the good tuning runs that one threshold may harm.
    private static readonly double[] Harm = [0, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3];

    // How far beyond the highest harmful score of the tuning runs the path begins, in spreads of these scores: a path that
    // began at that score would often fail at its first step.
    private static readonly double[] Beyond = [1, 0.5, 0.25];

    private readonly RunTable _table;

    public ThresholdPath(RunTable table, TrainedMembers members, TaskSample tuning, StopSettlement settlement)
    {
        _table = table;
        Members = members;
        var good = tuning.Runs.Where(run => table.Table.Runs[run].Good == true).ToArray();
        var (first, second) = (Critical(members.First), Critical(members.Second));
        List<(double First, double Second)> grid = [.. from a in AtHarm(first) from b in AtHarm(second) select (a, b)];
        var risks = grid.Select(pair =>
            (double)good.Count(run => Harms(run, pair, settlement)) / Math.Max(1, good.Length)
        );
        var costs = grid.Select(pair => -Certification.TokensSaved(table, tuning, run => StopRow(run, pair)));
        var pareto = PathTest.ParetoPath([.. risks], [.. costs]).Select(i => grid[i]);
        Pairs = [.. Beyond.Select(by => (Above(first, by), Above(second, by))).Concat(pareto).Distinct()];

        double[] Critical(ScoreFamily family) =>
            [.. good.Select(run => family.Critical(run, settlement)).OrderDescending()];
    }

    public TrainedMembers Members { get; }

    /// <summary>From the most cautious to the one that saves most.</summary>
    public IReadOnlyList<(double First, double Second)> Pairs { get; }

    /// <summary>Where a run stops; -1 for its end.</summary>
    public int StopRow(int run, (double First, double Second) pair)
    {
        var (a, b) = (Members.First.StopRow(run, pair.First), Members.Second.StopRow(run, pair.Second));
        return a < 0 ? b
            : b < 0 ? a
            : Math.Min(a, b);
    }

    /// <summary>True where a good run is stopped while that harms it.</summary>
    public bool Harms(int run, (double First, double Second) pair, StopSettlement settlement) =>
        _table.Table.Runs[run].Good == true
        && StopRow(run, pair) is >= 0 and var row
        && _table.Table.Harms(run, row, (int)settlement);

    /// <summary>Thresholds, falling, from never stopping on.</summary>
    private static IEnumerable<double> AtHarm(double[] critical) =>
        Harm.Where(_ => critical.Length > 0)
            .Select(share => critical[Math.Min(critical.Length - 1, (int)(share * critical.Length))])
            .Prepend(double.PositiveInfinity)
            .Distinct();

    private static double Above(double[] critical, double spreads)
    {
        if (critical.Length == 0 || !double.IsFinite(critical[0]))
        {
            return double.PositiveInfinity;
        }

        var finite = Array.FindAll(critical, double.IsFinite);
        return critical[0] + (spreads * (critical[0] - finite[finite.Length / 2]));
    }
}
