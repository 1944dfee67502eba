using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Tables;

/// <summary>Runs rules over recorded computations: where they would have stopped.</summary>
/// <remarks>
/// Exact where stopping does not change the rows recorded before it and nothing after it is needed: agent steps, layers
/// of a classifier, time steps, epochs. Approximate where an earlier exit would have changed later rows.
/// </remarks>
public static partial class Replay
{
    /// <summary>Steps a bound rule through every run.</summary>
    /// <param name="rule">Bound to the schema of <paramref name="table"/>.</param>
    /// <param name="table">The recorded computations.</param>
    /// <param name="budget">The most units the host would do, for rules over progress; 0 where it has no limit.</param>
    /// <param name="cost">The cost column that rules see as <see cref="Probe.Cost"/>; without any column they see 0.</param>
    public static ReplayStops Stops(IExitRule rule, ExitTable table, int budget = 0, int cost = 0)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(table);
        var rows = new int[table.Runs.Count];
        var decisions = new Decision[rows.Length];
        for (var run = 0; run < rows.Length; run++)
        {
            (rows[run], decisions[run]) = FirstStop(rule, table, run, budget, cost);
        }

        return new ReplayStops(rows, decisions);
    }

    /// <summary>First crossings of one signal for a whole grid of thresholds, in O(rows + thresholds) per run.</summary>
    /// <param name="table">The recorded computations.</param>
    /// <param name="signal">The column that is compared.</param>
    /// <param name="direction">The side on which the rule fires, strictly.</param>
    /// <param name="thresholds">Ascending.</param>
    /// <param name="patience">Rows in a row beyond the threshold that are needed, at least 1.</param>
    /// <exception cref="StopwiseException">The table has no such signal.</exception>
    /// <exception cref="ArgumentException">The thresholds do not ascend.</exception>
    public static CrossingGrid Crossings(
        ExitTable table,
        string signal,
        Direction direction,
        ReadOnlySpan<double> thresholds,
        int patience = 1
    )
    {
        ArgumentNullException.ThrowIfNull(table);
        var column = table.Schema.IndexOf(signal);
        if (column < 0)
        {
            throw new StopwiseException(
                $"Signal '{signal}' is not in this table; it has {string.Join(", ", table.Schema.Names)}."
            );
        }

        return Crossings(table, signals => signals[column], direction, thresholds, patience);
    }

    /// <summary>The same for any score that is a function of one row, e.g. a learned head.</summary>
    /// <inheritdoc cref="Crossings(ExitTable, string, Direction, ReadOnlySpan{double}, int)"/>
    public static CrossingGrid Crossings(
        ExitTable table,
        RowScore score,
        Direction direction,
        ReadOnlySpan<double> thresholds,
        int patience = 1
    )
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(score);
        ArgumentOutOfRangeException.ThrowIfLessThan(patience, 1);
        ThrowUnlessAscending(thresholds);

        var stops = new int[table.Runs.Count * thresholds.Length];
        var longest = Enumerable.Range(0, table.Runs.Count).Select(table.Rows).DefaultIfEmpty().Max();
        var (raw, steady, queue) = (new double[longest], new double[longest], new int[longest]);
        for (var run = 0; run < table.Runs.Count; run++)
        {
            var rows = table.Rows(run);
            for (var row = 0; row < rows; row++)
            {
                raw[row] = score(table.Signals(run, row));
            }

            Steady(raw.AsSpan(0, rows), patience, direction, steady, queue);
            var into = stops.AsSpan(run * thresholds.Length, thresholds.Length);
            FirstCrossings(steady.AsSpan(0, rows), direction, thresholds, into);
        }

        return new CrossingGrid(thresholds.ToArray(), stops);
    }

    private static (int Row, Decision Decision) FirstStop(
        IExitRule rule,
        ExitTable table,
        int run,
        int budget,
        int cost
    )
    {
        var memory = new RuleMemory();
        var hasCost = table.CostNames.Count > 0;
        var rows = table.Rows(run);
        for (var row = 0; row < rows; row++)
        {
            var spent = hasCost ? table.Cost(run, row, cost) : 0;
            var probe = new Probe(row, budget, spent, table.Signals(run, row));
            var decision = rule.Step(in probe, memory.Slots);
            if (decision.Verdict.Ends())
            {
                return (row, decision);
            }
        }

        return (ReplayStops.RanToTheEnd, Decision.Continue);
    }

    private static void ThrowUnlessAscending(ReadOnlySpan<double> thresholds)
    {
        for (var i = 0; i < thresholds.Length; i++)
        {
            if (double.IsNaN(thresholds[i]) || (i > 0 && thresholds[i] < thresholds[i - 1]))
            {
                throw new ArgumentException(
                    $"Thresholds must ascend; number {i} is {thresholds[i]}.",
                    nameof(thresholds)
                );
            }
        }
    }
}

/// <summary>A score of one row; NaN means not known and never crosses.</summary>
/// <param name="signals">The row, in the order of the table's schema.</param>
public delegate double RowScore(ReadOnlySpan<float> signals);
