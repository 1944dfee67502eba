using Stopwise.Exits.Calibration;

namespace Stopwise.Traces.Rehearsal;

/// <summary>Adds up what a policy did, with task-bootstrap intervals.</summary>
internal sealed class StopSummary
{
    private const int Stopped = 0,
        Harmed = 1,
        Good = 2,
        Runs = 3,
        Steps = 4,
        StepsTotal = 5,
        Tokens = 6,
        TokensTotal = 7,
        Money = 8,
        MoneyTotal = 9,
        Width = 10;
    private readonly RunTable _table;
    private readonly double[] _byGroup;
    private readonly int[] _groups;
    private readonly double[] _sum = new double[Width];

    /// <summary>Adds up the judged runs.</summary>
    public StopSummary(RunTable table, RunEffects effects, int leaveOut = -1)
    {
        _table = table;
        _byGroup = new double[table.Groups * Width];
        var present = new bool[table.Groups];
        for (var run = 0; run < effects.Judged.Length; run++)
        {
            if (effects.Judged[run] && run != leaveOut)
            {
                var group = table.Table.Runs[run].Group;
                present[group] = true;
                AddRun(_byGroup.AsSpan(group * Width, Width), effects, run);
            }
        }

        _groups = [.. Enumerable.Range(0, table.Groups).Where(g => present[g])];
        foreach (var group in _groups)
        {
            Accumulate(_sum, group);
        }
    }

    public double GoodRunsStopped => Ratio(_sum, Harmed, Good);

    public double SuccessPointsLost => Ratio(_sum, Harmed, Runs);

    public double RunsStopped => Ratio(_sum, Stopped, Runs);

    public double StepsSaved => Ratio(_sum, Steps, StepsTotal);

    public double TokensSaved => Ratio(_sum, Tokens, TokensTotal);

    public double MoneySaved => Ratio(_sum, Money, MoneyTotal);

    public double UsdSaved => _sum[MoneyTotal] > 0 ? _sum[Money] : double.NaN;

    public int RunCount => (int)_sum[Runs];

    /// <summary>95 % Clopper-Pearson upper limit with tasks as units: a task counts with the mean harm of its runs, rounded up in sum.</summary>
    public double RiskUpper(StopLoss loss)
    {
        double harmed = 0;
        var units = 0;
        foreach (var group in _groups)
        {
            var row = _byGroup.AsSpan(group * Width, Width);
            var of = loss == StopLoss.GoodRunsStopped ? row[Good] : row[Runs];
            if (of > 0)
            {
                harmed += row[Harmed] / of;
                units++;
            }
        }

        return units == 0
            ? double.NaN
            : ClopperPearson.Upper(Math.Min(units, (int)Math.Ceiling(harmed - 1e-9)), units, 0.05);
    }

    /// <summary>90 % intervals: tasks drawn with replacement.</summary>
    public Dictionary<string, double[]> Intervals(int seed, int draws)
    {
        (string Name, int Over, int Under)[] ratios =
        [
            ("goodRunsStopped", Harmed, Good),
            ("successPointsLost", Harmed, Runs),
            ("runsStopped", Stopped, Runs),
            ("stepsSaved", Steps, StepsTotal),
            ("inputTokensSaved", Tokens, TokensTotal),
            ("costSaved", Money, MoneyTotal),
        ];
        var values = ratios.Select(_ => new List<double>(draws)).ToArray();
        var random = new Random(seed);
        var sum = new double[Width];
        for (var draw = 0; draw < draws && _groups.Length > 0; draw++)
        {
            Array.Clear(sum);
            for (var i = 0; i < _groups.Length; i++)
            {
                Accumulate(sum, _groups[random.Next(_groups.Length)]);
            }

            for (var i = 0; i < ratios.Length; i++)
            {
                var value = Ratio(sum, ratios[i].Over, ratios[i].Under);
                if (!double.IsNaN(value))
                {
                    values[i].Add(value);
                }
            }
        }

        var result = new Dictionary<string, double[]>(StringComparer.Ordinal);
        for (var i = 0; i < ratios.Length; i++)
        {
            if (values[i].Count > 0)
            {
                values[i].Sort();
                result.Add(ratios[i].Name, [Quantile(values[i], 0.05), Quantile(values[i], 0.95)]);
            }
        }

        return result;
    }

    /// <summary>The value below which a share of the sorted values lies, with linear interpolation.</summary>
    public static double Quantile(List<double> sorted, double share)
    {
        var at = share * (sorted.Count - 1);
        var low = (int)Math.Floor(at);
        var high = Math.Min(sorted.Count - 1, low + 1);
        return sorted[low] + ((at - low) * (sorted[high] - sorted[low]));
    }

    private static double Ratio(ReadOnlySpan<double> sums, int over, int under) =>
        sums[under] > 0 ? sums[over] / sums[under] : double.NaN;

    private void Accumulate(double[] sum, int group)
    {
        for (var i = 0; i < Width; i++)
        {
            sum[i] += _byGroup[(group * Width) + i];
        }
    }

    private void AddRun(Span<double> row, RunEffects effects, int run)
    {
        var facts = _table.Table.Runs[run];
        row[Stopped] += effects.Stopped[run];
        row[Harmed] += effects.Harmed[run];
        row[Good] += facts.Good == true ? 1 : 0;
        row[Runs] += 1;
        AddCost(row, Steps, effects, run, RunTable.StepsCost);
        AddCost(row, Tokens, effects, run, RunTable.InputTokensCost);
        AddCost(row, Money, effects, run, RunTable.MoneyCost);
    }

    private void AddCost(Span<double> row, int at, RunEffects effects, int run, int cost)
    {
        var total = _table.Table.Runs[run].TotalCosts[cost];
        var saved = effects.SavedOf(run, cost);
        if (!double.IsNaN(total) && !double.IsNaN(saved))
        {
            row[at] += saved;
            row[at + 1] += total;
        }
    }
}
