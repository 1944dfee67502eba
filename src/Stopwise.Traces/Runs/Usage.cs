namespace Stopwise.Traces.Runs;

/// <summary>What a step spent. Null is not zero: it is not known.</summary>
/// <param name="InputTokens">All prompt tokens of the call, cached ones included.</param>
/// <param name="OutputTokens">Tokens the model wrote, reasoning included.</param>
/// <param name="CachedTokens">The part of <paramref name="InputTokens"/> that was read from a cache.</param>
/// <param name="CostUsd">US dollars as the source states them.</param>
/// <param name="Estimated">True where the token numbers are estimates from text length.</param>
public readonly record struct Usage(
    long? InputTokens,
    long? OutputTokens,
    long? CachedTokens,
    decimal? CostUsd,
    bool Estimated
)
{
    /// <summary>Nothing is known.</summary>
    public static Usage Unknown { get; }

    /// <summary>Nothing was spent: a later step of a turn whose first step carries the usage.</summary>
    public static Usage None { get; } = new(0, 0, 0, 0, false);
}
