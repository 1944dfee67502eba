using Stopwise.Traces.Rehearsal;

namespace Stopwise.Traces.Costs;

/// <summary>
/// The share of attempts that would have been solved within a cap, exact on the recorded runs: a run counts from the cap
/// at which it fits whole (after SWE-Effi, arXiv 2509.09853).
/// </summary>
public sealed record BudgetCurve
{
    /// <summary>What is capped: <c>usd</c> (US dollars), <c>tokens</c> (input and output) or <c>joules</c> (by the energy model).</summary>
    public required string Unit { get; init; }

    /// <summary>Runs with a trusted outcome and a known spend.</summary>
    public required int Attempts { get; init; }

    /// <summary>Those among them that solved their task.</summary>
    public required int Solved { get; init; }

    /// <summary>Tasks of the attempts.</summary>
    public required int Tasks { get; init; }

    /// <summary>The spend of the dearest attempt, where the curve ends.</summary>
    public required decimal Largest { get; init; }

    /// <summary>Area under the curve from no cap to <see cref="Largest"/>, as a share of a perfect curve, from 0 to 1.</summary>
    public required double Area { get; init; }

    /// <summary>Mean spend of an attempt, with its interval.</summary>
    public required MeanSpend PerAttempt { get; init; }

    /// <summary>Spend of all attempts over the tasks solved by them, with its interval; no value where none was solved.</summary>
    public required MeanSpend PerSolved { get; init; }

    /// <summary>True where an estimate is in it.</summary>
    public required bool Estimated { get; init; }

    /// <summary>The steps of the curve: from this cap on this share is solved.</summary>
    public required IReadOnlyList<BudgetPoint> Points { get; init; }

    /// <summary>The curve over the runs that can take part; null where there is none.</summary>
    internal static BudgetCurve? Of(IEnumerable<RunSpend> runs, string unit, CostOptions options)
    {
        var attempts = new List<Attempt>();
        var estimated = false;
        foreach (var run in runs)
        {
            var (spent, estimate) = SpendOf(run.Spent, unit);
            if (run.Solved is { } isSolved && spent is { } known)
            {
                attempts.Add(new Attempt(run.TaskId ?? $"run:{run.Id}", known, isSolved));
                estimated |= estimate;
            }
        }

        if (attempts.Count == 0)
        {
            return null;
        }

        var largest = attempts.Max(a => a.Spent);
        var solved = attempts.Where(a => a.Solved).Select(a => a.Spent).Order().ToList();
        var area = solved.Sum(s => largest > 0 ? (double)((largest - s) / largest) : 1) / attempts.Count;
        var (perAttempt, perSolved) = Means(attempts, options);
        return new BudgetCurve
        {
            Unit = unit,
            Attempts = attempts.Count,
            Solved = solved.Count,
            Tasks = attempts.Select(a => a.Task).Distinct(StringComparer.Ordinal).Count(),
            Largest = largest,
            Area = area,
            PerAttempt = perAttempt,
            PerSolved = perSolved,
            Estimated = estimated,
            Points =
            [
                .. solved
                    .Select((cap, i) => (Cap: cap, Solved: i + 1))
                    .GroupBy(p => p.Cap)
                    .Select(g => new BudgetPoint(g.Key, (double)g.Max(p => p.Solved) / attempts.Count)),
            ],
        };
    }

    /// <summary>The share solved within a cap.</summary>
    public double SolvedWithin(decimal cap)
    {
        var share = 0.0;
        foreach (var point in Points)
        {
            if (point.Cap > cap)
            {
                break;
            }

            share = point.SolvedShare;
        }

        return share;
    }

    private static (decimal? Spent, bool Estimated) SpendOf(Spend spend, string unit) =>
        unit switch
        {
            "usd" => (spend.CostUsd, spend.CostEstimated),
            "joules" => (spend.Joules?.Middle, true),
            _ => (spend.Tokens, spend.TokensEstimated),
        };

    /// <summary>Tasks are drawn, not runs: the attempts at one task are no independent evidence.</summary>
    private static (MeanSpend PerAttempt, MeanSpend PerSolved) Means(List<Attempt> attempts, CostOptions options)
    {
        var tasks = attempts
            .GroupBy(a => a.Task, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (Spent: (double)g.Sum(a => a.Spent), Runs: g.Count(), Solved: g.Count(a => a.Solved)))
            .ToArray();
        var draw = new Random(options.Seed);
        var perAttempt = new List<double>(options.BootstrapDraws);
        var perSolved = new List<double>(options.BootstrapDraws);
        for (var i = 0; i < options.BootstrapDraws; i++)
        {
            double spent = 0;
            int runs = 0,
                solved = 0;
            for (var j = 0; j < tasks.Length; j++)
            {
                var task = tasks[draw.Next(tasks.Length)];
                spent += task.Spent;
                runs += task.Runs;
                solved += task.Solved;
            }

            perAttempt.Add(spent / runs);
            perSolved.Add(solved > 0 ? spent / solved : double.PositiveInfinity);
        }

        var total = tasks.Sum(t => t.Spent);
        return (
            Mean(total, tasks.Sum(t => t.Runs), perAttempt, tasks.Length),
            Mean(total, tasks.Sum(t => t.Solved), perSolved, tasks.Length)
        );
    }

    private static MeanSpend Mean(double total, int over, List<double> draws, int tasks)
    {
        if (over == 0)
        {
            return new MeanSpend(null, null, null);
        }

        // One task tells nothing about other tasks.
        if (tasks < 2)
        {
            return new MeanSpend(total / over, null, null);
        }

        draws.Sort();
        return new MeanSpend(total / over, Finite(0.05), Finite(0.95));

        double? Finite(double share) =>
            StopSummary.Quantile(draws, share) is var end && double.IsFinite(end) ? end : null;
    }

    private sealed record Attempt(string Task, decimal Spent, bool Solved);
}

/// <summary>One step of a budget curve.</summary>
/// <param name="Cap">The cap, in the unit of the curve.</param>
/// <param name="SolvedShare">The share of attempts solved within it, from 0 to 1.</param>
public readonly record struct BudgetPoint(decimal Cap, double SolvedShare);

/// <summary>A mean with a 90 % interval from resampling tasks.</summary>
/// <param name="Value">In the unit of the curve; null where nothing was solved.</param>
/// <param name="Low">Lower end; null where there are fewer than two tasks.</param>
/// <param name="High">Upper end; null where it is not bounded.</param>
public sealed record MeanSpend(double? Value, double? Low, double? High);
