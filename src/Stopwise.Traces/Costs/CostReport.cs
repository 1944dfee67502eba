using System.Globalization;

namespace Stopwise.Traces.Costs;

/// <summary>What runs spent, what of it may have been in vain, and what a success costs.</summary>
public sealed record CostReport
{
    private static readonly string[] CurveUnits = ["usd", "tokens", "joules"];

    /// <summary>Version of the document.</summary>
    public int Version { get; init; } = 1;

    /// <summary>All runs.</summary>
    public required CostGroupReport Fleet { get; init; }

    /// <summary>What the groups share.</summary>
    public required CostGroup By { get; init; }

    /// <summary>The groups, the dearest first; groups whose cost is not known come after the others, by tokens.</summary>
    public required IReadOnlyList<CostGroupReport> Groups { get; init; }

    /// <summary>The dearest runs, in the same order.</summary>
    public required IReadOnlyList<RunSpend> Dearest { get; init; }

    /// <summary>Runs whose stated cost is off the price table by more than one percent, the largest difference first.</summary>
    public required IReadOnlyList<CostDifference> Differences { get; init; }

    /// <summary>How many runs are so; the list may be shorter.</summary>
    public required int DifferingRuns { get; init; }

    /// <summary>Shares solved within a cap, in dollars, tokens and joules, where known.</summary>
    public required IReadOnlyList<BudgetCurve> Curves { get; init; }

    /// <summary>The prices that were used.</summary>
    public required IReadOnlyList<TokenPrice> Prices { get; init; }

    /// <summary>The energy model; null where none was asked for.</summary>
    public EnergyModel? Energy { get; init; }

    /// <summary>What to know before believing a number.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Sums up runs that were read by <see cref="RunSpend.All"/> with the same options.</summary>
    public static CostReport Of(IReadOnlyList<RunSpend> runs, CostOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var asked = options ?? new CostOptions();
        var spends = runs.Order(Comparer<RunSpend>.Create(RunSpend.Dearer)).ToList();
        var differing = spends.Where(r => r.CostsDiffer).ToList();
        return new CostReport
        {
            Fleet = CostGroupReport.Of("all runs", spends),
            By = asked.By,
            Groups =
            [
                .. spends
                    .GroupBy(r => KeyOf(r, asked.By), StringComparer.Ordinal)
                    .Select(g => CostGroupReport.Of(g.Key, g))
                    .OrderByDescending(g => g.Spent.CostUsd.Known ?? -1)
                    .ThenByDescending(g => g.Spent.Tokens.Known ?? -1)
                    .ThenBy(g => g.Key, StringComparer.Ordinal),
            ],
            Dearest = [.. spends.Take(asked.Top)],
            Differences =
            [
                .. differing
                    .Select(r => new CostDifference(r.Id, r.StatedUsd!.Value, r.ComputedUsd!.Value))
                    .OrderByDescending(d => Math.Abs(d.StatedUsd - d.ComputedUsd))
                    .ThenBy(d => d.Run, StringComparer.Ordinal)
                    .Take(asked.Top),
            ],
            DifferingRuns = differing.Count,
            Curves = [.. CurveUnits.Select(unit => BudgetCurve.Of(spends, unit, asked)).OfType<BudgetCurve>()],
            Prices = PricesOf(spends),
            Energy = asked.Energy,
            Notes = CostNotes.Of(spends, asked),
        };
    }

    private static List<TokenPrice> PricesOf(List<RunSpend> runs) =>
        [
            .. runs.Select(r => r.Price)
                .OfType<TokenPrice>()
                .Distinct()
                .OrderBy(p => p.Models[0], StringComparer.Ordinal)
                .ThenBy(p => p.ValidFrom),
        ];

    private static string KeyOf(RunSpend run, CostGroup by) =>
        by switch
        {
            CostGroup.Agent => run.Agent,
            CostGroup.Model => run.Model ?? "model not known",
            CostGroup.Task => run.TaskId ?? "task not known",
            CostGroup.Run => run.Id,
            CostGroup.Format => run.Format,
            _ => string.Create(CultureInfo.InvariantCulture, $"{run.Agent}, {run.Model ?? "model not known"}"),
        };
}

/// <summary>What some runs spent.</summary>
public sealed record CostGroupReport
{
    /// <summary>What the runs share.</summary>
    public required string Key { get; init; }

    /// <summary>Runs with a trusted verdict that solved their task.</summary>
    public required int Solved { get; init; }

    /// <summary>Runs with a trusted verdict that did not.</summary>
    public required int Failed { get; init; }

    /// <summary>What all calls of all runs spent.</summary>
    public required SpendSum Spent { get; init; }

    /// <summary>The kinds of waste. They overlap and must not be added up.</summary>
    public required IReadOnlyList<WasteSum> Waste { get; init; }

    /// <summary>Calls in any kind of waste, each once.</summary>
    public required SpendSum AnyWaste { get; init; }

    internal static CostGroupReport Of(string key, IEnumerable<RunSpend> runs)
    {
        int solved = 0,
            failed = 0;
        var spent = new SpendSum();
        var any = new SpendSum();
        var kinds = Enum.GetValues<WasteKind>();
        var waste = Array.ConvertAll(kinds, _ => new SpendSum());
        var runsWith = new int[kinds.Length];
        foreach (var run in runs)
        {
            solved += run.Solved == true ? 1 : 0;
            failed += run.Solved == false ? 1 : 0;
            spent = spent.Plus(run.Spent);
            any = any.Plus(run.AnyWaste);
            foreach (var (kind, part) in run.Waste)
            {
                waste[(int)kind] = waste[(int)kind].Plus(part);
                runsWith[(int)kind] += part.Calls > 0 ? 1 : 0;
            }
        }

        return new CostGroupReport
        {
            Key = key,
            Solved = solved,
            Failed = failed,
            Spent = spent,
            Waste = [.. kinds.Select(kind => new WasteSum(kind, runsWith[(int)kind], waste[(int)kind]))],
            AnyWaste = any,
        };
    }
}

/// <summary>A run whose recording and price table disagree.</summary>
/// <param name="Run">Its id.</param>
/// <param name="StatedUsd">US dollars that the recording states; these are used.</param>
/// <param name="ComputedUsd">US dollars by the price table.</param>
public sealed record CostDifference(string Run, decimal StatedUsd, decimal ComputedUsd);
