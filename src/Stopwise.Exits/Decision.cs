namespace Stopwise.Exits;

/// <summary>A verdict with the reason that carried it and the score that was compared.</summary>
/// <param name="Verdict">What to do.</param>
/// <param name="Reason">Why; <see cref="ReasonCode.None"/> while nothing fired.</param>
/// <param name="Score">The number the rule compared, in the unit of its signal; NaN where a rule has none.</param>
public readonly record struct Decision(Verdict Verdict, ReasonCode Reason, float Score)
{
    /// <summary>Go on; nothing fired.</summary>
    public static Decision Continue { get; } = new(Verdict.Continue, ReasonCode.None, float.NaN);
}

/// <summary>The kind of rule that carried a verdict. The numbers are written to disk and never change.</summary>
public enum ReasonCode : byte
{
    /// <summary>Nothing fired.</summary>
    None = 0,

    /// <summary>A signal crossed a fixed threshold.</summary>
    Threshold = 1,

    /// <summary>A signal lay inside (or outside) a window.</summary>
    Window = 2,

    /// <summary>A signal crossed a threshold that moves with progress, or progress itself did.</summary>
    Schedule = 3,

    /// <summary>A running sum crossed a quantile.</summary>
    Cumulative = 4,

    /// <summary>An inner rule fired for several units in a row.</summary>
    Patience = 5,

    /// <summary>Another choice had the larger utility.</summary>
    Utility = 6,

    /// <summary>A learned function of several signals crossed its threshold.</summary>
    Learned = 7,

    /// <summary>A cap on units, tokens, context or money was reached.</summary>
    Budget = 8,

    /// <summary>Enough indicators agreed.</summary>
    Quorum = 9,

    /// <summary>A candidate fell behind the others of its race.</summary>
    Rank = 10,
}
