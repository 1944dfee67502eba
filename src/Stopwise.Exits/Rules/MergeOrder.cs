namespace Stopwise.Exits.Rules;

/// <summary>Which of several decisions about one computation counts.</summary>
/// <remarks>
/// Stops are vetoes: going on never overrides them. The order is, strongest first: <see cref="Verdict.ExitDead"/>,
/// <see cref="Verdict.Escalate"/>, <see cref="Verdict.ExitDoomed"/>, <see cref="Verdict.ExitDone"/>,
/// <see cref="Verdict.WrapUp"/>, <see cref="Verdict.Nudge"/>, <see cref="Verdict.Abstain"/>,
/// <see cref="Verdict.Continue"/>. A certain end comes before a handover, a handover before a prediction of failure,
/// and that before a claim of success. Of equal verdicts the earlier decision counts.
/// </remarks>
public static class MergeOrder
{
    /// <summary>The decision that counts of two; <paramref name="first"/> where both say the same.</summary>
    public static Decision Merge(Decision first, Decision second) =>
        Rank(second.Verdict) > Rank(first.Verdict) ? second : first;

    private static int Rank(Verdict verdict) =>
        verdict switch
        {
            Verdict.ExitDead => 7,
            Verdict.Escalate => 6,
            Verdict.ExitDoomed => 5,
            Verdict.ExitDone => 4,
            Verdict.WrapUp => 3,
            Verdict.Nudge => 2,
            Verdict.Abstain => 1,
            _ => 0,
        };
}
