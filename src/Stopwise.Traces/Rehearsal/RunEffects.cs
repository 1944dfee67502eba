namespace Stopwise.Traces.Rehearsal;

/// <summary>What a policy does to each run of a table: expected values where the policy throws dice.</summary>
internal sealed class RunEffects
{
    private readonly RunTable _table;

    public RunEffects(RunTable table)
    {
        _table = table;
        var runs = table.Table.Runs.Count;
        Judged = new bool[runs];
        Stopped = new double[runs];
        Harmed = new double[runs];
        Remaining = new double[runs];
        Saved = new double[runs * table.Table.CostNames.Count];
    }

    /// <summary>True for the runs that were evaluated.</summary>
    public bool[] Judged { get; }

    /// <summary>Probability that the run is stopped.</summary>
    public double[] Stopped { get; }

    /// <summary>Probability that a good run is stopped where that harms it.</summary>
    public double[] Harmed { get; }

    /// <summary>Units that were still to come when the run was stopped, expected.</summary>
    public double[] Remaining { get; }

    /// <summary>Costs saved, per run and cost column; NaN where not known.</summary>
    public double[] Saved { get; }

    public double SavedOf(int run, int cost) => Saved[(run * _table.Table.CostNames.Count) + cost];

    /// <summary>Takes what watching a run costs from what is saved.</summary>
    public void ChargeTokens(int run, double tokens) =>
        Saved[(run * _table.Table.CostNames.Count) + RunTable.InputTokensCost] -= tokens;

    /// <summary>Lets the policy act on one run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="row">The row at which it stops; -1 for the end.</param>
    /// <param name="settlement">What a stop does with the work.</param>
    /// <param name="weight">Share of this outcome, 1 for a policy without dice.</param>
    public void Add(int run, int row, StopSettlement settlement, double weight = 1)
    {
        Judged[run] = true;
        if (row < 0)
        {
            return;
        }

        var rows = _table.Table;
        var total = rows.Runs[run].TotalCosts;
        for (var cost = 0; cost < total.Length; cost++)
        {
            Saved[(run * total.Length) + cost] += weight * (total[cost] - rows.Cost(run, row, cost));
        }

        Stopped[run] += weight;
        Remaining[run] += weight * (rows.Rows(run) - row);
        if (rows.Runs[run].Good == true && rows.Harms(run, row, (int)settlement))
        {
            Harmed[run] += weight;
        }
    }
}
