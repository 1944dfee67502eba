using System.Globalization;
using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;
using Stopwise.Traces.Rehearsal;

namespace Stopwise.Cli;

/// <summary>Says when a rule fires, in a clause.</summary>
internal static class RuleWords
{
    // A head has a term for every signal: the sum is said, not spelled out.
    private const int MostTerms = 4;

    public static string Of(RuleSpec rule) =>
        rule switch
        {
            BudgetSpec { Cap: { } cap, Signal: { } signal } => $"{signal} is above {CapWords.Of(signal, cap)}",
            ThresholdSpec { Value: { } value } threshold =>
                $"{threshold.Signal} is {(threshold.Direction == Direction.Above ? "above" : "below")} {Number(value)}",
            AdditiveSpec { Terms.Count: <= MostTerms } additive =>
                $"{string.Join(" + ", additive.Terms.Select(Term))}{Bias(additive.Bias)} is above {Number(additive.Threshold)}",
            AdditiveSpec additive =>
                $"a weighted sum of {additive.Terms.Count} signals is above {Number(additive.Threshold)}",
            TreesSpec trees =>
                $"a sum of {trees.Roots.Count} trees over {trees.Inputs.Count} signals is above {Number(trees.Threshold)}",
            AnySpec any => string.Join("; or ", any.Rules.Select(Of)),
            AllSpec all => string.Join(" and ", all.Rules.Select(Of)),
            NotBeforeSpec held => $"after {Words.Plural(held.Unit, "step")}, {Of(held.Inner)}",
            _ => $"a rule over {string.Join(", ", rule.Signals)} fires",
        };

    private static string Term(TermSpec term) =>
        $"{Number(term.Weight)} {(term.Scale == Scale.LogPlusOne ? $"ln(1 + {term.Signal})" : term.Signal)}";

    private static string Bias(double bias) => bias == 0 ? "" : " + " + Number(bias);

    private static string Number(double? value) =>
        value is { } known ? known.ToString("0.####", CultureInfo.InvariantCulture) : "a free threshold";
}
