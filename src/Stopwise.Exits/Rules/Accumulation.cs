namespace Stopwise.Exits.Rules;

/// <summary>How a cumulative rule adds up its column.</summary>
public enum Accumulation : byte
{
    /// <summary>Plain sum.</summary>
    Sum = 0,

    /// <summary>
    /// The column is the probability of halting here if not halted before; added up is the probability of having halted,
    /// <c>c + p (1 - c)</c>. Values are clamped to 0..1. The Q-exit of PALBERT (arXiv 2204.03276).
    /// </summary>
    Halting = 1,
}
