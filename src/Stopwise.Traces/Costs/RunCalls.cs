using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Costs;

/// <summary>The calls of one run with their tokens, dollars, seconds and marks of waste.</summary>
internal sealed class RunCalls
{
    private const long MostTokens = 1_000_000_000_000;
    private const decimal MostUsd = 1_000_000_000;
    private readonly IReadOnlyList<Usage> _usage;
    private readonly byte[] _marks;
    private readonly decimal?[] _seconds;
    private readonly EnergyModel? _energy;
    private readonly bool _timed;

    public RunCalls(Run run, PriceTable prices, EnergyModel? energy)
    {
        _energy = energy;
        _usage = [.. (run.Closing is null ? run.Steps : run.Steps.Append(run.Closing)).Select(s => Sound(s.Usage))];
        _marks = WasteReader.Read(run);
        _seconds = CallTimes.Of(run);
        var began = run.StartedAt ?? (run.Steps.Count > 0 ? run.Steps[0].At : run.Closing?.At);
        Quote = prices.Find(run.Model, began is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null);
        Costs = CallCosts.Of(_usage, Sound(run.StatedCostUsd), Quote.Price);
        var all = Sum(static _ => true);
        var whole = CallTimes.Whole(run);
        _timed = whole is not null && all.Seconds is not null;
        Whole = all with
        {
            CostUsd = Costs.Stated ?? Costs.Computed,
            CostEstimated = Costs.Stated is null && Costs is { Computed: not null, ComputedIsEstimate: true },
            Seconds = whole,
            Joules = energy?.JoulesOf(all.InputTokens, all.CachedTokens, all.OutputTokens, whole),
        };
    }

    public PriceQuote Quote { get; }

    public CallCosts Costs { get; }

    /// <summary>All calls.</summary>
    public Spend Whole { get; }

    private bool Has(WasteKind kind) => Array.Exists(_marks, mark => WasteReader.IsOf(mark, kind));

    /// <summary>The calls of a kind. A number that is not known of the whole run is not known of a part either.</summary>
    public Spend Of(WasteKind kind) =>
        // A failed run is in vain as a whole, and what is known of it does not hang on what is known of its calls.
        kind == WasteKind.FailedRun
        && Has(kind)
            ? Whole
            : Part(mark => WasteReader.IsOf(mark, kind));

    public Spend OfAny() => Has(WasteKind.FailedRun) ? Whole : Part(mark => mark != 0);

    /// <summary>A number that no call can have tells nothing: it is as good as none, and must not reach a sum.</summary>
    internal static Usage Sound(Usage call) =>
        call with
        {
            InputTokens = Sound(call.InputTokens),
            OutputTokens = Sound(call.OutputTokens),
            CachedTokens = Sound(call.CachedTokens),
            CostUsd = Sound(call.CostUsd),
        };

    private static long? Sound(long? tokens) => tokens is >= 0 and <= MostTokens ? tokens : null;

    internal static decimal? Sound(decimal? usd) => usd is >= 0 and <= MostUsd ? usd : null;

    private Spend Part(Func<byte, bool> take)
    {
        var part = Sum(take);
        return part with
        {
            InputTokens = Whole.InputTokens is null ? null : part.InputTokens,
            CachedTokens = Whole.CachedTokens is null ? null : part.CachedTokens,
            OutputTokens = Whole.OutputTokens is null ? null : part.OutputTokens,
            CostUsd = Whole.CostUsd is null ? null : part.CostUsd,
            Seconds = _timed ? part.Seconds : null,
            Joules = Whole.Joules is null
                ? null
                : _energy?.JoulesOf(
                    part.InputTokens,
                    part.CachedTokens,
                    part.OutputTokens,
                    _timed ? part.Seconds : null
                ),
        };
    }

    private Spend Sum(Func<byte, bool> take)
    {
        // A run without a call has nothing on record; a part without a call spent nothing.
        long? input = _usage.Count == 0 ? null : 0,
            cached = input,
            output = input;
        decimal? cost = _usage.Count == 0 ? null : 0,
            seconds = cost;
        var calls = 0;
        var estimated = false;
        for (var i = 0; i < _usage.Count; i++)
        {
            if (take(_marks[i]))
            {
                calls++;
                input += _usage[i].InputTokens;
                cached += _usage[i].CachedTokens;
                output += _usage[i].OutputTokens;
                cost += Costs.Calls[i];
                seconds += _seconds[i];
                estimated |= _usage[i].Estimated;
            }
        }

        return new Spend
        {
            Calls = calls,
            InputTokens = input,
            CachedTokens = cached,
            OutputTokens = output,
            TokensEstimated = estimated,
            CostUsd = cost,
            CostEstimated = cost > 0 && (Costs.SharedOut || (Costs.Stated is null && Costs.ComputedIsEstimate)),
            Seconds = seconds,
        };
    }
}
