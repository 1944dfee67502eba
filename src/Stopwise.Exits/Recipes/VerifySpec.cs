namespace Stopwise.Exits.Recipes;

/// <summary>A check of the workspace that a host runs when the run looks finished; its verdict is the evidence for an exit as done.</summary>
/// <remarks>
/// The host runs the command where the rule <see cref="Moment"/> fires and the work has changed since the last check, and writes
/// the outcome into the signal <see cref="Signal"/>: 1 where it ended with exit code 0, 0 otherwise, not known (NaN) again after
/// the next change. The policy's rule reads that signal. What the command says is outside of any certificate.
/// </remarks>
public sealed record VerifySpec
{
    /// <summary>The most seconds that may be asked for.</summary>
    public const int MostSeconds = 3600;

    /// <summary>A shell command in the workspace of the run; exit code 0 means that the work is right.</summary>
    public required string Command { get; init; }

    /// <summary>When to look: a rule over the same signals as the policy's; its verdict does not matter.</summary>
    public required RuleSpec Moment { get; init; }

    /// <summary>The signal that takes the outcome.</summary>
    public required string Signal { get; init; }

    /// <summary>Checks that one run may cost at most, at least 1.</summary>
    public required int MostCalls { get; init; }

    /// <summary>Seconds after which a check counts as not passed, 1 to <see cref="MostSeconds"/>.</summary>
    public required int TimeoutSeconds { get; init; }

    internal void Check(string owner)
    {
        FileChecks.Text(Command, $"{owner}, verify", "command");
        FileChecks.Text(Signal, $"{owner}, verify", "signal");
        if (MostCalls < 1)
        {
            throw new StopwiseException($"{owner}, verify: 'mostCalls' is {MostCalls}; it must be at least 1.");
        }

        if (TimeoutSeconds is < 1 or > MostSeconds)
        {
            throw new StopwiseException(
                $"{owner}, verify: 'timeoutSeconds' is {TimeoutSeconds}; it must lie between 1 and {MostSeconds}."
            );
        }

        if (!Moment.IsFrozen)
        {
            throw new StopwiseException($"{owner}, verify: 'moment' has a parameter without a value.");
        }

        FileChecks.Named($"{owner}, verify", () => Moment.Bind(new SignalSchema(1, Moment.Signals)));
    }
}
