namespace Stopwise.Governance.Records;

/// <summary>What a record spent. Null is not zero: it is not known. The default value spent nothing that is known.</summary>
/// <param name="InputTokens">Prompt tokens, cached ones included.</param>
/// <param name="OutputTokens">Tokens that the model wrote.</param>
/// <param name="CachedTokens">The part of <paramref name="InputTokens"/> that was read from a cache.</param>
/// <param name="Usd">US dollars.</param>
/// <param name="Estimated">True where the token numbers are estimates.</param>
public readonly record struct RecordCost(
    long? InputTokens,
    long? OutputTokens,
    long? CachedTokens,
    decimal? Usd,
    bool Estimated
)
{
    /// <summary>Spends nothing: everything but a model's turn.</summary>
    public static RecordCost None { get; } = new(0, 0, 0, 0, false);
}
