namespace Stopwise.Governance.Stops;

/// <summary>Why a run ended: a closed list, told apart further by <see cref="Stop.Detail"/>. The numbers are written to disk and never change.</summary>
public enum StopReason
{
    /// <summary>The agent finished its work.</summary>
    Completed = 0,

    /// <summary>A rule found that enough is done.</summary>
    SufficientEvidence = 1,

    /// <summary>The budget of tokens is used up.</summary>
    BudgetTokens = 2,

    /// <summary>The budget of money is used up.</summary>
    BudgetCost = 3,

    /// <summary>The time is used up.</summary>
    BudgetTime = 4,

    /// <summary>The allowed calls are used up.</summary>
    BudgetCalls = 5,

    /// <summary>The allowed rounds of the loop are used up.</summary>
    MaxIterations = 6,

    /// <summary>The same action came again and again.</summary>
    RepeatedAction = 7,

    /// <summary>Nothing new came for too long.</summary>
    NoProgress = 8,

    /// <summary>Too many errors in a row.</summary>
    ConsecutiveErrors = 9,

    /// <summary>A rule predicts that the run will fail.</summary>
    DoomedPredicted = 10,

    /// <summary>A contract or a policy forbids to go on.</summary>
    PolicyDenied = 11,

    /// <summary>The run was handed to a person.</summary>
    EscalatedToHuman = 12,

    /// <summary>The run waits for an answer.</summary>
    AwaitingInput = 13,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled = 14,

    /// <summary>Something that it depends on did not come.</summary>
    Blocked = 15,

    /// <summary>An answer was cut off at its limit of length.</summary>
    Truncated = 16,

    /// <summary>The provider failed.</summary>
    UpstreamError = 17,

    /// <summary>The program that ran it broke.</summary>
    Crashed = 18,
}
