namespace Stopwise.Traces.Onset;

/// <summary>What came of asking a language model for the order of the first candidates.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Moved">How many candidates have another rank than before.</param>
public sealed record OnsetJudgement(string Model, int Moved)
{
    /// <summary>What was left aside of its answers, or why the order is unchanged; null where there is nothing to say.</summary>
    public string? Note { get; init; }

    /// <summary>Answers that came.</summary>
    public int Calls { get; init; }

    /// <summary>Tokens sent, where the server says so.</summary>
    public long? InputTokens { get; init; }

    /// <summary>Tokens written, where the server says so.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>What it cost in US dollars; null until a caller that knows the prices fills it in.</summary>
    public decimal? CostUsd { get; init; }
}
