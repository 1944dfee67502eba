namespace Stopwise.Exits.Tables;

/// <summary>What a set of stops costs beside the two counterfactuals that every report shows.</summary>
/// <param name="Runs">Runs whose costs are known; only these count below.</param>
/// <param name="Cost">Cost with the stops.</param>
/// <param name="Harmed">Runs that a stop harmed.</param>
/// <param name="NeverExitCost">Cost of letting every run finish, which harms none.</param>
/// <param name="StaticUnit">The fixed unit that is cheapest while harming no more runs; -1 where only never stopping is.</param>
/// <param name="StaticCost">Its cost.</param>
/// <param name="StaticHarmed">Runs it harms.</param>
public sealed record ReplayComparison(
    int Runs,
    double Cost,
    int Harmed,
    double NeverExitCost,
    int StaticUnit,
    double StaticCost,
    int StaticHarmed
)
{
    /// <summary>Share of the full cost that is not spent.</summary>
    public double Saved => NeverExitCost > 0 ? 1 - (Cost / NeverExitCost) : 0;

    /// <summary>The same share for the best fixed unit; a rule that saves less has earned nothing.</summary>
    public double StaticSaved => NeverExitCost > 0 ? 1 - (StaticCost / NeverExitCost) : 0;

    /// <summary>Sums up stops over a table.</summary>
    /// <param name="table">The recorded computations.</param>
    /// <param name="rows">Per run the row of the stop or <see cref="ReplayStops.RanToTheEnd"/>.</param>
    /// <param name="cost">The cost column.</param>
    /// <param name="loss">The loss column.</param>
    public static ReplayComparison Of(ExitTable table, ReadOnlySpan<int> rows, int cost, int loss)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rows.Length, table.Runs.Count);
        var longest = Enumerable.Range(0, rows.Length).Select(table.Rows).DefaultIfEmpty().Max();
        var (staticCost, staticHarmed) = (new double[longest], new int[longest]);
        var (known, spent, full, harmed) = (0, 0.0, 0.0, 0);
        for (var run = 0; run < rows.Length; run++)
        {
            var total = table.Runs[run].TotalCosts[cost];
            if (!CostsAreKnown(table, run, cost))
            {
                continue;
            }

            known++;
            full += total;
            var stop = rows[run];
            spent += stop < 0 ? total : table.Cost(run, stop, cost);
            harmed += stop >= 0 && table.Harms(run, stop, loss) ? 1 : 0;
            for (var unit = 0; unit < longest; unit++)
            {
                var stops = unit < table.Rows(run);
                staticCost[unit] += stops ? table.Cost(run, unit, cost) : total;
                staticHarmed[unit] += stops && table.Harms(run, unit, loss) ? 1 : 0;
            }
        }

        var best = -1;
        for (var unit = 0; unit < longest; unit++)
        {
            if (staticHarmed[unit] <= harmed && staticCost[unit] < (best < 0 ? full : staticCost[best]))
            {
                best = unit;
            }
        }

        return best < 0
            ? new(known, spent, harmed, full, best, full, 0)
            : new(known, spent, harmed, full, best, staticCost[best], staticHarmed[best]);
    }

    private static bool CostsAreKnown(ExitTable table, int run, int cost)
    {
        var known = !double.IsNaN(table.Runs[run].TotalCosts[cost]);
        for (var row = 0; known && row < table.Rows(run); row++)
        {
            known = !double.IsNaN(table.Cost(run, row, cost));
        }

        return known;
    }
}
