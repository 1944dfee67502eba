using System.Globalization;
using Stopwise.Exits;
using Stopwise.Exits.Calibration;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Signals;

namespace Stopwise.Cli;

/// <summary>One thing that was looked at in a policy file; <paramref name="Ok"/> is null where it could not be checked.</summary>
internal sealed record PolicyCheck(string Name, bool? Ok, string Detail)
{
    public static IReadOnlyList<PolicyCheck> All(string json, bool storeNamed)
    {
        Policy policy;
        try
        {
            policy = Policy.Parse(json);
        }
        catch (StopwiseException e)
        {
            return [new PolicyCheck("file", false, e.Message)];
        }

        List<PolicyCheck> checks =
        [
            new("file", true, $"policy {policy.Id}, version {policy.Version}"),
            new("parameters", policy.Rule.IsFrozen, "every parameter has a value"),
            Signals(policy),
        ];
        if (policy.Certificate is { } certificate)
        {
            checks.AddRange([
                Evidence(certificate),
                Bound(certificate),
                Settled(policy, certificate),
                Cap(policy, certificate),
            ]);
            checks.Add(Data(certificate, storeNamed));
        }
        else
        {
            checks.Add(new("certificate", null, "there is none: nothing is promised"));
        }

        return checks;
    }

    private static PolicyCheck Signals(Policy policy) =>
        SignalFold.Schema.Extends(policy.SchemaHash)
            ? new("signals", true, $"schema {policy.SchemaHash} is this program's")
            : new(
                "signals",
                false,
                $"schema {policy.SchemaHash} is not this program's ({SignalFold.Schema.Hash}): learn the policy again"
            );

    private static PolicyCheck Evidence(Certificate c)
    {
        if (!IsCounted(c))
        {
            return new(
                "p-value",
                false,
                Invariant($"n {c.N}, losses {c.Losses}, alpha {c.Alpha} are no binomial experiment")
            );
        }

        var computed = RiskPValue.ExactBinomial((int)c.Losses, c.N, c.Alpha);
        return new(
            "p-value",
            Math.Abs(computed - c.PValue) <= 1e-9 + (1e-6 * computed),
            Invariant($"{c.Losses} losses in {c.N} at alpha {c.Alpha} give {computed:G6}; recorded is {c.PValue:G6}")
        );
    }

    private static PolicyCheck Bound(Certificate c)
    {
        var p = IsCounted(c) ? RiskPValue.ExactBinomial((int)c.Losses, c.N, c.Alpha) : double.NaN;
        return new(
            "bound",
            p <= c.Delta && c.Delta < 1,
            Invariant($"the computed p-value {p:G6} must be at most delta {c.Delta}")
        );
    }

    private static bool IsCounted(Certificate c) =>
        c.N > 0 && c.Losses >= 0 && c.Losses <= c.N && double.IsInteger(c.Losses) && c.Alpha is > 0 and < 1;

    private static PolicyCheck Settled(Policy policy, Certificate c) =>
        new(
            "settlement",
            policy.Settlement == c.Settlement,
            $"the policy says {PolicyScreen.NameOf(policy.Settlement)}, the loss was counted under {PolicyScreen.NameOf(c.Settlement)}"
        );

    // The cap is kept in single precision, like the signals it is compared with.
    private static PolicyCheck Cap(Policy policy, Certificate c) =>
        Certified(policy) is BudgetSpec { Cap: { } cap }
            ? new(
                "threshold",
                (float)cap >= (float)c.Threshold,
                Invariant($"the rule stops above {cap}; certified is {c.Threshold} and everything above")
            )
            : new("threshold", null, "the rule is no cap; its threshold is not compared");

    /// <summary>The rule that the certificate speaks of: an exit on the verdict of a check stands beside it.</summary>
    private static RuleSpec Certified(Policy policy) =>
        policy is { Verify: not null, Rule: AnySpec { Rules: [var first, ..] } } ? first : policy.Rule;

    private static PolicyCheck Data(Certificate c, bool storeNamed) =>
        new(
            "data",
            null,
            storeNamed
                ? $"hash {c.DataHash} stands for the very runs it was learned from; a store that has gained or lost runs cannot give it again, so it was not compared"
                : $"hash {c.DataHash} stands for the runs it was learned from, which are not at hand"
        );

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
