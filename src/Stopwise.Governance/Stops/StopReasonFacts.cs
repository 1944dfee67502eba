namespace Stopwise.Governance.Stops;

/// <summary>What follows from a stop reason.</summary>
public static class StopReasonFacts
{
    private const string Unlisted = "Not one of the listed stop reasons.";

    /// <summary>True where the run may be reported as a success: it finished, or enough was done.</summary>
    public static bool IsSuccess(this StopReason reason) =>
        reason is StopReason.Completed or StopReason.SufficientEvidence;

    /// <summary>True where work that is not finished may be handed in.</summary>
    /// <remarks>
    /// Not after a crash or an error of the provider, where nobody knows how far the last step came, and not where a policy
    /// forbids to go on: what it has done so far is what the policy objects to.
    /// </remarks>
    public static bool AllowsPartialResult(this StopReason reason) =>
        reason
            is not (
                StopReason.PolicyDenied
                or StopReason.UpstreamError
                or StopReason.Crashed
                or StopReason.AwaitingInput
            );

    /// <summary>True where the run can go on from its repaired transcript once the reason is gone.</summary>
    /// <remarks>A finished run has nothing to resume; one that is doomed or denied would only meet the reason again.</remarks>
    public static bool IsResumable(this StopReason reason) =>
        !reason.IsSuccess() && reason is not (StopReason.DoomedPredicted or StopReason.PolicyDenied);

    /// <summary>The name in files and headers: kebab case.</summary>
    public static string Name(this StopReason reason) =>
        reason switch
        {
            StopReason.Completed => "completed",
            StopReason.SufficientEvidence => "sufficient-evidence",
            StopReason.BudgetTokens => "budget-tokens",
            StopReason.BudgetCost => "budget-cost",
            StopReason.BudgetTime => "budget-time",
            StopReason.BudgetCalls => "budget-calls",
            StopReason.MaxIterations => "max-iterations",
            StopReason.RepeatedAction => "repeated-action",
            StopReason.NoProgress => "no-progress",
            StopReason.ConsecutiveErrors => "consecutive-errors",
            StopReason.DoomedPredicted => "doomed-predicted",
            StopReason.PolicyDenied => "policy-denied",
            StopReason.EscalatedToHuman => "escalated-to-human",
            StopReason.AwaitingInput => "awaiting-input",
            StopReason.Cancelled => "cancelled",
            StopReason.Blocked => "blocked",
            StopReason.Truncated => "truncated",
            StopReason.UpstreamError => "upstream-error",
            StopReason.Crashed => "crashed",
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, Unlisted),
        };

    /// <summary>The reason in words, for the end of a sentence: <c>its budget of tokens is used up</c>.</summary>
    public static string Words(this StopReason reason) =>
        reason switch
        {
            StopReason.Completed => "the work is finished",
            StopReason.SufficientEvidence => "enough is done",
            StopReason.BudgetTokens => "its budget of tokens is used up",
            StopReason.BudgetCost => "its budget of money is used up",
            StopReason.BudgetTime => "its time is used up",
            StopReason.BudgetCalls => "its calls are used up",
            StopReason.MaxIterations => "its rounds are used up",
            StopReason.RepeatedAction => "it repeated the same action",
            StopReason.NoProgress => "it made no progress",
            StopReason.ConsecutiveErrors => "too many errors came in a row",
            StopReason.DoomedPredicted => "it was going to fail",
            StopReason.PolicyDenied => "a policy forbids it",
            StopReason.EscalatedToHuman => "it was handed to a person",
            StopReason.AwaitingInput => "it waits for an answer",
            StopReason.Cancelled => "it was cancelled",
            StopReason.Blocked => "something that it depends on did not come",
            StopReason.Truncated => "an answer was cut off at its limit of length",
            StopReason.UpstreamError => "the provider of the model failed",
            StopReason.Crashed => "the program that ran it broke",
            _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, Unlisted),
        };
}
