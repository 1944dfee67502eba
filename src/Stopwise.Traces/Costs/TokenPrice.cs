using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Costs;

/// <summary>What the tokens of a model cost from a day on. All prices are US dollars per million tokens.</summary>
public sealed record TokenPrice
{
    /// <summary>Names of the model in lower case without a provider before them; <c>*</c> stands for any end.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>Who asks this price.</summary>
    public string? Provider { get; init; }

    /// <summary>The first day, in UTC, on which the price holds.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>The price of input that is not read from a cache.</summary>
    public required decimal Input { get; init; }

    /// <summary>The price of input read from a cache; null where a cache makes nothing cheaper.</summary>
    public decimal? CachedInput { get; init; }

    /// <summary>The price of input written to a cache. Runs do not keep it apart, so no cost is computed with it.</summary>
    public decimal? CacheWrite { get; init; }

    /// <summary>The price of output, reasoning included.</summary>
    public required decimal Output { get; init; }

    /// <summary>Other prices for calls with a long prompt; null where length does not matter.</summary>
    public LongPromptPrice? LongPrompt { get; init; }

    /// <summary>Where the price is published.</summary>
    public string? Source { get; init; }

    /// <summary>US dollars of one call; null where its tokens are not known.</summary>
    /// <remarks>
    /// Cached tokens are a part of the input tokens. Where the source does not say how many were cached, all input is
    /// charged in full: the cost is then an upper estimate.
    /// </remarks>
    public decimal? CostOf(Usage call)
    {
        if (call is not { InputTokens: { } input, OutputTokens: { } output })
        {
            return null;
        }

        var cached = Math.Clamp(call.CachedTokens ?? 0, 0, Math.Max(0, input));
        var (full, reused, written) =
            LongPrompt is { } longer && input > longer.AboveTokens
                ? (longer.Input, longer.CachedInput, longer.Output)
                : (Input, CachedInput, Output);
        return (((input - cached) * full) + (cached * (reused ?? full)) + (output * written)) / 1_000_000m;
    }
}

/// <summary>The prices of every token of a call whose prompt is long, in US dollars per million tokens.</summary>
/// <param name="AboveTokens">A prompt with more tokens than this, cached ones included, is long.</param>
/// <param name="Input">As <see cref="TokenPrice.Input"/>.</param>
/// <param name="CachedInput">As <see cref="TokenPrice.CachedInput"/>.</param>
/// <param name="CacheWrite">As <see cref="TokenPrice.CacheWrite"/>.</param>
/// <param name="Output">As <see cref="TokenPrice.Output"/>.</param>
public sealed record LongPromptPrice(
    long AboveTokens,
    decimal Input,
    decimal? CachedInput,
    decimal? CacheWrite,
    decimal Output
);
