using Stopwise.Traces.Onset.Rules;
using Stopwise.Traces.Onset.Talk;

namespace Stopwise.Traces.Onset;

/// <summary>All onset rules, in the order in which a report lists equals.</summary>
internal static class OnsetRules
{
    public static IReadOnlyList<OnsetRule> All { get; } = [.. TalkRule.All, .. ActionRules.All];

    /// <summary>What the rules find in a run, in order of steps.</summary>
    /// <remarks>
    /// Where a record gives what code printed as an entry of its own, the call stands in the entry of the terminal and not
    /// in that of the agent who asked: rules about calls would accuse the terminal, so only those about talk look.
    /// </remarks>
    public static IReadOnlyList<Finding> Find(RunView run)
    {
        IReadOnlyList<OnsetRule> rules = run.IsConversation && run.Talks.Any(t => t.IsResult) ? TalkRule.All : All;
        return [.. rules.SelectMany(rule => rule.Find(run)).OrderBy(f => f.Step)];
    }

    /// <summary>The rule of a name; null where none has it.</summary>
    public static OnsetRule? Named(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The weight of a rule's finding: by rarity where rates are known, else the one that ships.</summary>
    public static double WeightOf(string name, RuleRates? rates)
    {
        if (Named(name) is not { } rule)
        {
            return 0;
        }

        var weight = rates?.WeightOf(rule) ?? rule.Weight;
        return rule.SeesTheEndOnly ? weight / 2 : weight;
    }

    private static readonly Dictionary<string, OnsetRule> ByName = All.ToDictionary(
        r => r.Name,
        StringComparer.Ordinal
    );
}
