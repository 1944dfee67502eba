using System.Globalization;

namespace Stopwise.Traces.Rehearsal;

/// <summary>Says a cap with its unit.</summary>
public static class CapWords
{
    /// <summary>A number of what the cap counts, e.g. <c>812,345 input tokens</c>.</summary>
    /// <param name="kind">Kind of the cap or name of its signal.</param>
    /// <param name="value">In the unit of the signal.</param>
    public static string Of(string kind, double value)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return kind switch
        {
            "token-cap" or "input_tokens" => Count(value) + " input tokens",
            "context-cap" or "context_tokens" => Count(value) + " context tokens",
            "step-cap" or "steps" => Count(value) + " steps",
            "cost-cap" or "cost_usd" => "US $" + value.ToString("0.00##", CultureInfo.InvariantCulture),
            "token-cap-or-verified-done" => Count(value) + " input tokens",
            _ when kind.StartsWith("done:", StringComparison.Ordinal) => "armed past " + Count(value) + " input tokens",
            "blend-cap" or "blend-cap+errors" => Count(Math.Exp(value) - 1) + " blended tokens",
            _ => "score " + value.ToString("G4", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The threshold of a line in the unit of what it counts; null where it has none.</summary>
    public static string? Threshold(PolicyReport policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (policy is { Threshold: not null, Kind: "kin" or "loop-rules" or "structural" })
        {
            return "fixed rule";
        }

        if (policy is { Threshold: not null, Kind: "combined" })
        {
            return "two thresholds";
        }

        return policy.Threshold is { } value
            ? Of(
                Array.Find(
                    [policy.Chosen ?? policy.Id, policy.Kind],
                    k => PolicyLearner.Kinds.Contains(k, StringComparer.Ordinal) || k == "token-cap-or-verified-done"
                ) ?? "",
                value
            )
            : null;
    }

    /// <summary>The kind in words, e.g. <c>token cap</c>.</summary>
    public static string Name(string kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return kind.Replace('-', ' ');
    }

    private static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
