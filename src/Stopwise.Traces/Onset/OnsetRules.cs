using Stopwise.Traces.Onset.Rules;
using Stopwise.Traces.Onset.Talk;

namespace Stopwise.Traces.Onset;

/// <summary>All onset rules, in the order in which a report lists equals.</summary>
internal static class OnsetRules
{
    public static IReadOnlyList<OnsetRule> All { get; } = [.. TalkRule.All, .. ActionRules.All];

    /// <summary>What the rules find in a run, in order of steps.</summary>
    public static IReadOnlyList<Finding> Find(RunView run) =>
        [.. All.SelectMany(rule => rule.Find(run)).OrderBy(f => f.Step)];

    /// <summary>The weight that ships with a rule; 0 for a name that no rule has.</summary>
    public static double WeightOf(string name) => Weights.GetValueOrDefault(name);

    private static readonly Dictionary<string, double> Weights = All.ToDictionary(
        r => r.Name,
        r => r.Weight,
        StringComparer.Ordinal
    );
}
