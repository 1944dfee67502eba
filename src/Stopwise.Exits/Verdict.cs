namespace Stopwise.Exits;

/// <summary>What a rule says about a computation after one unit. The numbers are written to disk and never change.</summary>
/// <remarks>
/// Layer- and token-level hosts use the subset that has meaning there: <see cref="Continue"/>,
/// <see cref="ExitDone"/> ("exit"), <see cref="ExitDoomed"/> ("abort") and <see cref="Escalate"/>.
/// </remarks>
public enum Verdict : byte
{
    /// <summary>Do the next unit.</summary>
    Continue = 0,

    /// <summary>Do the next unit, and say something to the computation first.</summary>
    Nudge = 1,

    /// <summary>Hand in the work so far, then stop.</summary>
    WrapUp = 2,

    /// <summary>Stop: the answer as of now is good enough.</summary>
    ExitDone = 3,

    /// <summary>Stop: no answer will be good enough.</summary>
    ExitDoomed = 4,

    /// <summary>Stop: the computation never began to act.</summary>
    ExitDead = 5,

    /// <summary>Hand over to a costlier continuation: the next member, a verifier, a person.</summary>
    Escalate = 6,

    /// <summary>Nothing can be promised here, so nothing is decided.</summary>
    Abstain = 7,
}

/// <summary>Which verdicts end a computation.</summary>
public static class VerdictExtensions
{
    /// <summary>True for the verdicts after which the host does no further unit of its own.</summary>
    public static bool Ends(this Verdict verdict) =>
        verdict is Verdict.WrapUp or Verdict.ExitDone or Verdict.ExitDoomed or Verdict.ExitDead or Verdict.Escalate;
}
