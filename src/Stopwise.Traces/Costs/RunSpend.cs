using System.Text.Json.Serialization;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Costs;

/// <summary>What one run spent and how much of it may have been in vain; its texts are gone.</summary>
public sealed record RunSpend
{
    /// <inheritdoc cref="Run.Id"/>
    public required string Id { get; init; }

    /// <inheritdoc cref="Run.Format"/>
    public required string Format { get; init; }

    /// <inheritdoc cref="Run.Agent"/>
    public required string Agent { get; init; }

    /// <inheritdoc cref="Run.Model"/>
    public string? Model { get; init; }

    /// <inheritdoc cref="Run.TaskId"/>
    public string? TaskId { get; init; }

    /// <summary>True or false by a trusted verdict; null without one.</summary>
    public bool? Solved { get; init; }

    /// <inheritdoc cref="Run.StartedAt"/>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Steps, without the closing call.</summary>
    public required int Steps { get; init; }

    /// <summary>What all its calls spent.</summary>
    public required Spend Spent { get; init; }

    /// <summary>Where <see cref="Spend.CostUsd"/> of <see cref="Spent"/> comes from.</summary>
    public CostSource CostSource { get; init; }

    /// <summary>US dollars as the recording states them.</summary>
    public decimal? StatedUsd { get; init; }

    /// <summary>US dollars as the price table has them.</summary>
    public decimal? ComputedUsd { get; init; }

    /// <summary>Why no cost is known; null where one is.</summary>
    public string? CostMissing { get; init; }

    /// <summary>Every kind of waste in the order of its number; of a kind that the run does not have it spent nothing.</summary>
    public required IReadOnlyList<RunWaste> Waste { get; init; }

    /// <summary>Calls in any kind of waste, each once.</summary>
    public required Spend AnyWaste { get; init; }

    /// <summary>The price that was used; null where none was.</summary>
    [JsonIgnore]
    public TokenPrice? Price { get; init; }

    /// <summary>True where the run has no date and the newest price was used.</summary>
    public bool PriceDayAssumed { get; init; }

    /// <summary>True where the recording and the price table differ by more than one percent of the larger.</summary>
    public bool CostsDiffer =>
        StatedUsd is { } stated
        && ComputedUsd is { } computed
        && Math.Abs(stated - computed) > 0.01m * Math.Max(Math.Abs(stated), Math.Abs(computed));

    /// <summary>Reads runs one by one, keeps their sums and lets their texts go; the dearest come first.</summary>
    public static IReadOnlyList<RunSpend> All(IEnumerable<Run> runs, CostOptions options)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(options);
        var spends = runs.AsParallel().Select(run => Of(run, options.Prices, options.Energy)).ToList();
        spends.Sort(Dearer);
        return spends;
    }

    /// <summary>Reads a run.</summary>
    /// <param name="run">The run with all its steps.</param>
    /// <param name="prices">Used where the run states no cost, and to check it where it does.</param>
    /// <param name="energy">How to estimate joules; null leaves them unknown.</param>
    public static RunSpend Of(Run run, PriceTable prices, EnergyModel? energy = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(prices);
        var calls = new RunCalls(run, prices, energy);
        var kinds = Enum.GetValues<WasteKind>();
        return new RunSpend
        {
            Id = run.Id,
            Format = run.Format,
            Agent = run.Agent,
            Model = run.Model,
            TaskId = run.TaskId,
            Solved = run.Outcome.Good,
            StartedAt = run.StartedAt,
            Steps = run.Steps.Count,
            Spent = calls.Whole,
            CostSource =
                calls.Costs.Stated is not null ? CostSource.Stated
                : calls.Whole.CostUsd is not null ? CostSource.Computed
                : CostSource.Unknown,
            StatedUsd = calls.Costs.Stated,
            ComputedUsd = calls.Costs.Computed,
            CostMissing = calls.Whole.CostUsd is not null ? null : calls.Quote.Missing ?? "its tokens are not known",
            Waste = [.. kinds.Select(kind => new RunWaste(kind, calls.Of(kind)))],
            AnyWaste = calls.OfAny(),
            Price = calls.Costs.Computed is null ? null : calls.Quote.Price,
            PriceDayAssumed = calls.Costs is { Computed: not null, Stated: null } && calls.Quote.DayAssumed,
        };
    }

    /// <summary>By cost, then by tokens, each from high to low; what is not known comes last.</summary>
    internal static int Dearer(RunSpend a, RunSpend b)
    {
        var byCost = (b.Spent.CostUsd ?? -1).CompareTo(a.Spent.CostUsd ?? -1);
        var byTokens = (b.Spent.Tokens ?? -1).CompareTo(a.Spent.Tokens ?? -1);
        return byCost != 0 ? byCost
            : byTokens != 0 ? byTokens
            : string.CompareOrdinal(a.Id, b.Id);
    }
}
