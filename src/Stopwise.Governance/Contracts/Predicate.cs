using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Contracts;

/// <summary>What can be said of one record by looking at nothing but it.</summary>
/// <remarks>
/// A value without state: two predicates with the same <see cref="Text"/> are the same one, and a set of contracts asks each
/// at most once a record. Combine them with <c>&amp;</c>, <c>|</c> and <c>!</c>.
/// </remarks>
public abstract class Predicate
{
    /// <summary>The most parts a predicate has, named ones counted wherever they stand.</summary>
    public const int MostParts = 500;

    private protected Predicate(string text, int parts = 1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, MostParts, "the parts of a predicate");
        (Text, Parts) = (text, parts);
    }

    /// <summary>How a contract file spells it, on one line.</summary>
    public string Text { get; }

    internal int Parts { get; }

    /// <summary>True where it reads texts: asked after all others.</summary>
    internal virtual bool IsSlow => false;

    /// <summary>Both hold.</summary>
    public static Predicate operator &(Predicate left, Predicate right) => All(left, right);

    /// <summary>At least one holds.</summary>
    public static Predicate operator |(Predicate left, Predicate right) => Any(left, right);

    /// <summary>It does not hold.</summary>
    public static Predicate operator !(Predicate what)
    {
        ArgumentNullException.ThrowIfNull(what);
        return new Joined(Joint.Not, [what]);
    }

    /// <summary>Every one holds.</summary>
    public static Predicate All(params IReadOnlyList<Predicate> parts) => Join(Joint.All, parts);

    /// <summary>At least one holds.</summary>
    public static Predicate Any(params IReadOnlyList<Predicate> parts) => Join(Joint.Any, parts);

    /// <summary>It is of this kind.</summary>
    public static Predicate Kind(RecordKind kind) => new OfKind(kind);

    /// <summary>It speaks as this.</summary>
    public static Predicate Speaker(Speaker speaker) => new OfSpeaker(speaker);

    /// <summary>It has any of these facts.</summary>
    public static Predicate Does(RecordFacts anyOf) => new OfFacts(anyOf);

    /// <summary>It is no more trustworthy than this.</summary>
    public static Predicate Trust(Trust atLeast) => new OfTrust(atLeast);

    /// <summary>It depends on something of this kind.</summary>
    public static Predicate From(OriginKind origin) => new OfOrigin(origin);

    /// <summary>It depends on something other than the model's own words.</summary>
    public static Predicate Sourced { get; } = new OfSource();

    /// <summary>The field, or any of its values, matches a pattern with <c>*</c>, <c>**</c> and <c>?</c>.</summary>
    public static Predicate Like(RecordField field, string glob) => new OfField(field, Glob.Parse(field, glob));

    /// <summary>Every value of the field matches one of the patterns; true where there is none.</summary>
    public static Predicate Only(RecordField field, params IReadOnlyList<string> globs)
    {
        ArgumentNullException.ThrowIfNull(globs);
        return new OfAllowed(field, [.. globs.Select(g => Glob.Parse(field, g))]);
    }

    /// <summary>The payload matches an expression somewhere, in time linear in its length.</summary>
    /// <exception cref="ArgumentException">It is no expression, or one that has no linear time: a look-around, a back-reference.</exception>
    public static Predicate Said(string expression) => new OfText(LinearRegex.Parse(expression));

    /// <summary>It is a result and failed, or it is a result and did not.</summary>
    public static Predicate Outcome(bool failed) => new OfOutcome(failed);

    internal abstract bool Holds(RecordLens record);

    private static Joined Join(Joint joint, IReadOnlyList<Predicate> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count, nameof(parts));
        return new Joined(joint, [.. parts]);
    }
}

/// <summary>A field of a record that can be matched by pattern.</summary>
public enum RecordField
{
    /// <summary>The tool of an action or of its result.</summary>
    Tool,

    /// <summary>The name of any record.</summary>
    Name,

    /// <summary>The agent.</summary>
    Agent,

    /// <summary>A file that is read or changed.</summary>
    File,

    /// <summary>A file that is read.</summary>
    Reads,

    /// <summary>A file that is changed, created or deleted.</summary>
    Writes,

    /// <summary>A network host.</summary>
    Host,

    /// <summary>A capability that must be granted.</summary>
    Capability,
}
