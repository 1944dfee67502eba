namespace Stopwise.Traces.Costs;

/// <summary>What some model calls of one run spent. Null is not zero: it is not known.</summary>
public sealed record Spend
{
    /// <summary>Model calls: steps, and the closing call where there is one.</summary>
    public required int Calls { get; init; }

    /// <summary>All prompt tokens, cached ones included.</summary>
    public long? InputTokens { get; init; }

    /// <summary>The part of the input that was read from a cache.</summary>
    public long? CachedTokens { get; init; }

    /// <summary>Tokens that the model wrote.</summary>
    public long? OutputTokens { get; init; }

    /// <summary>True where the tokens are estimates from text length.</summary>
    public bool TokensEstimated { get; init; }

    /// <summary>US dollars.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>True where the dollars come from estimated tokens, from an unknown cached share or from sharing out a total.</summary>
    public bool CostEstimated { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public decimal? Seconds { get; init; }

    /// <summary>Joules by the energy model that was asked for, always an estimate; null without one.</summary>
    public EnergyRange? Joules { get; init; }

    /// <summary>Input and output tokens together.</summary>
    public long? Tokens => InputTokens + OutputTokens;
}

/// <summary>A sum over runs of what is known, and how many runs are not in it.</summary>
/// <param name="Known">The sum; null where there are runs and none is known.</param>
/// <param name="KnownRuns">Runs that are in the sum.</param>
/// <param name="UnknownRuns">Runs that are not in the sum because nobody knows their number.</param>
/// <param name="Estimated">True where an estimate is in the sum.</param>
public readonly record struct KnownSum(decimal? Known, int KnownRuns, int UnknownRuns, bool Estimated)
{
    /// <summary>The sum over no run.</summary>
    public static KnownSum Nothing { get; } = new(0, 0, 0, false);

    internal KnownSum Plus(decimal? value, bool estimated = false) =>
        value is { } known
            ? new KnownSum((Known ?? 0) + known, KnownRuns + 1, UnknownRuns, Estimated || estimated)
            : new KnownSum(KnownRuns == 0 ? null : Known, KnownRuns, UnknownRuns + 1, Estimated);
}

/// <summary>What some calls of several runs spent.</summary>
public sealed record SpendSum
{
    /// <summary>Runs that took part.</summary>
    public int Runs { get; init; }

    /// <summary>Model calls.</summary>
    public long Calls { get; init; }

    /// <inheritdoc cref="Spend.InputTokens"/>
    public KnownSum InputTokens { get; init; } = KnownSum.Nothing;

    /// <inheritdoc cref="Spend.CachedTokens"/>
    public KnownSum CachedTokens { get; init; } = KnownSum.Nothing;

    /// <inheritdoc cref="Spend.OutputTokens"/>
    public KnownSum OutputTokens { get; init; } = KnownSum.Nothing;

    /// <inheritdoc cref="Spend.Tokens"/>
    public KnownSum Tokens { get; init; } = KnownSum.Nothing;

    /// <inheritdoc cref="Spend.CostUsd"/>
    public KnownSum CostUsd { get; init; } = KnownSum.Nothing;

    /// <inheritdoc cref="Spend.Seconds"/>
    public KnownSum Seconds { get; init; } = KnownSum.Nothing;

    /// <summary>CPU time in seconds. No recording states it so far, so that it is unknown for every run.</summary>
    public KnownSum CpuSeconds { get; init; } = KnownSum.Nothing;

    /// <summary>The low end of the joules.</summary>
    public KnownSum JoulesLow { get; init; } = KnownSum.Nothing;

    /// <summary>Joules by the energy model that was asked for.</summary>
    public KnownSum Joules { get; init; } = KnownSum.Nothing;

    /// <summary>The high end of the joules.</summary>
    public KnownSum JoulesHigh { get; init; } = KnownSum.Nothing;

    internal SpendSum Plus(Spend spend) =>
        new()
        {
            Runs = Runs + 1,
            Calls = Calls + spend.Calls,
            InputTokens = InputTokens.Plus(spend.InputTokens, spend.TokensEstimated),
            CachedTokens = CachedTokens.Plus(spend.CachedTokens, spend.TokensEstimated),
            OutputTokens = OutputTokens.Plus(spend.OutputTokens, spend.TokensEstimated),
            Tokens = Tokens.Plus(spend.Tokens, spend.TokensEstimated),
            CostUsd = CostUsd.Plus(spend.CostUsd, spend.CostEstimated),
            Seconds = Seconds.Plus(spend.Seconds),
            CpuSeconds = CpuSeconds.Plus(null),
            JoulesLow = JoulesLow.Plus(spend.Joules?.Low, estimated: true),
            Joules = Joules.Plus(spend.Joules?.Middle, estimated: true),
            JoulesHigh = JoulesHigh.Plus(spend.Joules?.High, estimated: true),
        };
}
