using System.Text.Json.Serialization;
using Stopwise.Traces.Costs;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Trees;

/// <summary>What the model calls of a node spent: the sum of what is known, and how many calls are not in it.</summary>
public readonly record struct TreeCost
{
    private readonly long _input;
    private readonly long _output;
    private readonly decimal _usd;

    private TreeCost(long input, long output, decimal usd) => (_input, _output, _usd) = (input, output, usd);

    /// <summary>Model calls.</summary>
    public int Calls { get; private init; }

    /// <summary>Calls whose tokens nobody knows.</summary>
    public int UnknownTokens { get; private init; }

    /// <summary>Calls whose dollars nobody knows.</summary>
    public int UnknownCosts { get; private init; }

    /// <summary>True where tokens in the sum are estimates.</summary>
    public bool TokensEstimated { get; private init; }

    /// <summary>True where dollars in the sum come from estimated tokens or from sharing out a total.</summary>
    public bool CostEstimated { get; private init; }

    /// <summary>Prompt tokens of the calls that are known; null where none is.</summary>
    public long? InputTokens => Calls > UnknownTokens ? _input : null;

    /// <summary>Tokens that the model wrote in the calls that are known; null where none is.</summary>
    public long? OutputTokens => Calls > UnknownTokens ? _output : null;

    /// <summary>Input and output tokens together.</summary>
    [JsonIgnore]
    public long? Tokens => InputTokens + OutputTokens;

    /// <summary>US dollars of the calls that are known; null where none is.</summary>
    public decimal? CostUsd => Calls > UnknownCosts ? _usd : null;

    /// <summary>Both together.</summary>
    public static TreeCost operator +(TreeCost a, TreeCost b) => Add(a, b);

    /// <summary>Both together.</summary>
    public static TreeCost Add(TreeCost a, TreeCost b) =>
        new(a._input + b._input, a._output + b._output, a._usd + b._usd)
        {
            Calls = a.Calls + b.Calls,
            UnknownTokens = a.UnknownTokens + b.UnknownTokens,
            UnknownCosts = a.UnknownCosts + b.UnknownCosts,
            TokensEstimated = a.TokensEstimated || b.TokensEstimated,
            CostEstimated = a.CostEstimated || b.CostEstimated,
        };

    /// <summary>The cost of each model call of a run; the closing call comes last.</summary>
    internal static TreeCost[] Of(Run run, PriceTable prices)
    {
        var usage = new Usage[run.CallCount];
        for (var i = 0; i < usage.Length; i++)
        {
            usage[i] = RunCalls.Sound(run.CallAt(i).Usage);
        }

        var began = run.StartedAt ?? (usage.Length > 0 ? run.CallAt(0).At : null);
        var quote = prices.Find(run.Model, began is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null);
        var costs = CallCosts.Of(usage, RunCalls.Sound(run.StatedCostUsd), quote.Price);
        var estimate = costs.SharedOut || (costs.Stated is null && costs.ComputedIsEstimate);
        var calls = new TreeCost[usage.Length];
        for (var i = 0; i < calls.Length; i++)
        {
            // Dollars that the source states for this call count even where it states none for another.
            var call = usage[i];
            var stated = costs.Stated is null ? call.CostUsd : null;
            var usd = stated ?? costs.Calls[i];
            var known = call is { InputTokens: not null, OutputTokens: not null };
            calls[i] = new TreeCost(known ? call.InputTokens!.Value : 0, known ? call.OutputTokens!.Value : 0, usd ?? 0)
            {
                Calls = 1,
                UnknownTokens = known ? 0 : 1,
                UnknownCosts = usd is null ? 1 : 0,
                TokensEstimated = call.Estimated,
                CostEstimated = stated is null && usd > 0 && estimate,
            };
        }

        return calls;
    }
}
