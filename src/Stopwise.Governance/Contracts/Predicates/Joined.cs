namespace Stopwise.Governance.Contracts.Predicates;

/// <summary>How the parts of a predicate are joined.</summary>
internal enum Joint
{
    All,
    Any,
    Not,
}

/// <summary>A predicate of predicates. Its parts are asked through the table, each at most once a record; slow ones come last.</summary>
internal sealed class Joined(Joint joint, IReadOnlyList<Predicate> parts)
    : Predicate(TextOf(joint, parts), 1 + parts.Sum(p => p.Parts))
{
    public Joint Joint => joint;

    public IReadOnlyList<Predicate> Inner { get; } = [.. parts.OrderBy(p => p.IsSlow)];

    internal override bool IsSlow => Inner.Any(p => p.IsSlow);

    internal override bool Holds(RecordLens record) =>
        joint switch
        {
            Joint.All => Inner.All(p => p.Holds(record)),
            Joint.Any => Inner.Any(p => p.Holds(record)),
            _ => !Inner[0].Holds(record),
        };

    private static string TextOf(Joint joint, IReadOnlyList<Predicate> parts) =>
        joint == Joint.Not
            ? $"not {{{parts[0].Text}}}"
            : $"{(joint == Joint.All ? "all" : "any")} [{string.Join(", ", parts.Select(p => p.Text))}]";
}
