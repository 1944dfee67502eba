using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Costs;

/// <summary>Where the dollars of a run come from.</summary>
public enum CostSource
{
    /// <summary>They are not known.</summary>
    Unknown = 0,

    /// <summary>The recording states them.</summary>
    Stated = 1,

    /// <summary>Tokens times the price that held when the run started.</summary>
    Computed = 2,
}

/// <summary>The dollars of each call of a run. What the source states goes before what a price table says.</summary>
internal sealed class CallCosts
{
    private CallCosts(decimal?[] calls) => Calls = calls;

    /// <summary>US dollars of the calls; the closing call is last.</summary>
    public decimal?[] Calls { get; }

    /// <summary>True where a total was shared out over the calls in proportion to their price.</summary>
    public bool SharedOut { get; private init; }

    /// <summary>The total that the source states.</summary>
    public decimal? Stated { get; private init; }

    /// <summary>The total by the price table.</summary>
    public decimal? Computed { get; private init; }

    /// <summary>True where tokens are estimates, or the cached share of the input is unknown.</summary>
    public bool ComputedIsEstimate { get; private init; }

    public static CallCosts Of(IReadOnlyList<Usage> calls, decimal? statedTotal, TokenPrice? price)
    {
        var stated = new decimal?[calls.Count];
        var computed = new decimal?[calls.Count];
        var estimate = false;
        for (var i = 0; i < calls.Count; i++)
        {
            stated[i] = calls[i].CostUsd;
            computed[i] = price?.CostOf(calls[i]);
            estimate |= calls[i].Estimated || (calls[i].CachedTokens is null && price?.CachedInput is not null);
        }

        var statedSum = Sum(stated);
        var computedSum = Sum(computed);
        var total = statedTotal ?? statedSum;
        var (own, shared) =
            total is null ? (computed, false)
            : statedSum == total ? (stated, false)
            : (Share(total.Value, statedSum > 0 ? stated : computed), true);
        return new CallCosts(own)
        {
            Stated = total,
            Computed = computedSum,
            ComputedIsEstimate = estimate,
            SharedOut = shared,
        };
    }

    private static decimal?[] Share(decimal total, decimal?[] weights) =>
        Sum(weights) is > 0 and var sum
            ? Array.ConvertAll(weights, w => w * total / sum)
            : new decimal?[weights.Length];

    /// <summary>Null for no calls too: a run without a call has no cost on record.</summary>
    private static decimal? Sum(decimal?[] values)
    {
        decimal? sum = values.Length == 0 ? null : 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}
