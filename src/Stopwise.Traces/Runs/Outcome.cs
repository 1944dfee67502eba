namespace Stopwise.Traces.Runs;

/// <summary>Whether a run reached its goal. The numbers are written to disk and never change.</summary>
public enum OutcomeState
{
    /// <summary>Nobody has said.</summary>
    Unknown = 0,

    /// <summary>The goal was reached.</summary>
    Solved = 1,

    /// <summary>The goal was not reached.</summary>
    Failed = 2,
}

/// <summary>A verdict on a run's result, and whether to believe it.</summary>
/// <param name="State">The verdict.</param>
/// <param name="Trusted">False where the verdict says nothing about the agent, e.g. the verifier never ran.</param>
/// <param name="Source">The field or file that says so, e.g. <c>results.json:is_resolved</c>.</param>
/// <param name="Reason">Why it is not trusted, or what else a reader should know.</param>
public sealed record Outcome(OutcomeState State, bool Trusted, string? Source = null, string? Reason = null)
{
    /// <summary>No verdict was found.</summary>
    public static Outcome Unknown { get; } =
        new(OutcomeState.Unknown, Trusted: false, Reason: "no verdict in the source");

    /// <summary>True or false where the verdict is known and trusted; null otherwise.</summary>
    public bool? Good => Trusted && State != OutcomeState.Unknown ? State == OutcomeState.Solved : null;
}
