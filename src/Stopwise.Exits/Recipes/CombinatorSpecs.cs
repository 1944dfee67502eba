using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Recipes;

/// <summary>Fires when one of its rules fires; of several the decision counts that comes first in <see cref="MergeOrder"/>.</summary>
public sealed record AnySpec : RuleSpec
{
    /// <summary>At least one.</summary>
    public required IReadOnlyList<RuleSpec> Rules { get; init; }

    internal override int FreeParameters => Rules.Sum(r => r.FreeParameters);

    internal override IEnumerable<string> Reads => Rules.SelectMany(r => r.Reads);

    internal override IExitRule Build(SignalSchema schema) => new Any(Rules.BuildSet(schema, "any"));

    internal override RuleSpec WithFree(double value) =>
        this with
        {
            Rules = [.. Rules.Select(r => r.WithFree(value))],
        };
}

/// <summary>Fires when all its rules fire at the same unit, with the decision that comes first in <see cref="MergeOrder"/>.</summary>
public sealed record AllSpec : RuleSpec
{
    /// <summary>At least one.</summary>
    public required IReadOnlyList<RuleSpec> Rules { get; init; }

    internal override int FreeParameters => Rules.Sum(r => r.FreeParameters);

    internal override IEnumerable<string> Reads => Rules.SelectMany(r => r.Reads);

    internal override IExitRule Build(SignalSchema schema) => new All(Rules.BuildSet(schema, "all"));

    internal override RuleSpec WithFree(double value) =>
        this with
        {
            Rules = [.. Rules.Select(r => r.WithFree(value))],
        };
}

/// <summary>Fires when enough of its rules fire at the same unit; a rule over an unknown signal does not count.</summary>
public sealed record QuorumSpec(Verdict Verdict = Verdict.ExitDoomed) : RuleSpec
{
    /// <summary>How many must fire, from 1 to the number of rules.</summary>
    public required int Needed { get; init; }

    /// <summary>The indicators; their verdicts are not looked at.</summary>
    public required IReadOnlyList<RuleSpec> Rules { get; init; }

    /// <summary>What it says when it fires. The default is exit-doomed.</summary>
    public Verdict Verdict { get; init; } = Verdict;

    internal override int FreeParameters => Rules.Sum(r => r.FreeParameters);

    internal override IEnumerable<string> Reads => Rules.SelectMany(r => r.Reads);

    internal override IExitRule Build(SignalSchema schema)
    {
        SpecChecks.AtLeast(Needed, 1, "quorum", "needed");
        SpecChecks.AtLeast(Rules.Count, Needed, "quorum", "number of rules");
        return new Quorum(Rules.BuildSet(schema, "quorum"), Needed, SpecChecks.Fires(Verdict, "quorum"));
    }

    internal override RuleSpec WithFree(double value) =>
        this with
        {
            Rules = [.. Rules.Select(r => r.WithFree(value))],
        };
}

/// <summary>Fires when its rule has fired for several units in a row, with the verdict of the last of them.</summary>
public sealed record PatienceSpec : RuleSpec
{
    /// <summary>Units in a row, at least 1.</summary>
    public required int Units { get; init; }

    /// <summary>The rule that must keep firing.</summary>
    public required RuleSpec Inner { get; init; }

    internal override int FreeParameters => Inner.FreeParameters;

    internal override IEnumerable<string> Reads => Inner.Reads;

    internal override IExitRule Build(SignalSchema schema) =>
        new Patience(Inner.Build(schema), SpecChecks.AtLeast(Units, 1, "patience", "units"));

    internal override RuleSpec WithFree(double value) => this with { Inner = Inner.WithFree(value) };
}

/// <summary>Keeps its rule from firing before a unit; the rule watches from the start all the same.</summary>
public sealed record NotBeforeSpec : RuleSpec
{
    /// <summary>The first completed unit at which it may fire, from 0.</summary>
    public required int Unit { get; init; }

    /// <summary>The rule that is held back.</summary>
    public required RuleSpec Inner { get; init; }

    internal override int FreeParameters => Inner.FreeParameters;

    internal override IEnumerable<string> Reads => Inner.Reads;

    internal override IExitRule Build(SignalSchema schema) =>
        new NotBefore(Inner.Build(schema), SpecChecks.AtLeast(Unit, 0, "not-before", "unit"));

    internal override RuleSpec WithFree(double value) => this with { Inner = Inner.WithFree(value) };
}

/// <summary>Consults its rule only after every so many units; what happens between is not seen by it.</summary>
public sealed record EverySpec : RuleSpec
{
    /// <summary>Units from one look to the next, at least 1; the first look is at unit 0.</summary>
    public required int Units { get; init; }

    /// <summary>The rule that is consulted.</summary>
    public required RuleSpec Inner { get; init; }

    internal override int FreeParameters => Inner.FreeParameters;

    internal override IEnumerable<string> Reads => Inner.Reads;

    internal override IExitRule Build(SignalSchema schema) =>
        new Every(Inner.Build(schema), SpecChecks.AtLeast(Units, 1, "every", "units"));

    internal override RuleSpec WithFree(double value) => this with { Inner = Inner.WithFree(value) };
}

internal static class RuleSpecList
{
    public static RuleSet BuildSet(this IReadOnlyList<RuleSpec> rules, SignalSchema schema, string rule)
    {
        SpecChecks.AtLeast(rules.Count, 1, rule, "number of rules");
        return new RuleSet([.. rules.Select(r => r.Build(schema))]);
    }
}
