using System.Numerics;
using System.Text.Json;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Contracts.Predicates;

internal sealed class OfKind(RecordKind kind) : Predicate($"kind: {Spelling.Of(kind)}")
{
    internal override bool Holds(RecordLens record) => record.Record.Kind == kind;
}

internal sealed class OfSpeaker(Speaker speaker) : Predicate($"speaker: {Spelling.Of(speaker)}")
{
    internal override bool Holds(RecordLens record) => record.Record.Speaker == speaker;
}

internal sealed class OfFacts(RecordFacts facts) : Predicate($"does: {TextOf(facts)}")
{
    internal override bool Holds(RecordLens record) => (record.Record.Facts & facts) != RecordFacts.None;

    private static string TextOf(RecordFacts facts)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(facts, RecordFacts.None);
        var names = Enum.GetValues<RecordFacts>()
            .Where(f => f != RecordFacts.None && facts.HasFlag(f))
            .Select(Spelling.Of);
        return BitOperations.IsPow2((long)facts) ? names.Single() : $"[{string.Join(", ", names)}]";
    }
}

internal sealed class OfTrust(Trust atLeast) : Predicate($"trust: {Spelling.Of(atLeast)}")
{
    internal override bool Holds(RecordLens record) => record.Record.Trust >= atLeast;
}

internal sealed class OfOrigin(OriginKind kind) : Predicate($"from: {Spelling.Of(kind)}")
{
    internal override bool Holds(RecordLens record)
    {
        var origins = record.Record.Provenance;
        for (var i = 0; i < origins.Count; i++)
        {
            if (origins[i].Kind == kind)
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class OfSource() : Predicate("sourced: true")
{
    internal override bool Holds(RecordLens record)
    {
        var origins = record.Record.Provenance;
        for (var i = 0; i < origins.Count; i++)
        {
            if (origins[i].Kind != OriginKind.Model)
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class OfOutcome(bool failed) : Predicate($"outcome: {(failed ? "error" : "ok")}")
{
    internal override bool Holds(RecordLens record) =>
        record.Record.Kind == RecordKind.Observation && record.Record.Facts.HasFlag(RecordFacts.Error) == failed;
}

/// <summary>Some value of the field matches.</summary>
internal sealed class OfField(RecordField field, Glob glob)
    : Predicate($"{Spelling.Of(field)}: {Spelling.Quoted(glob.Text)}")
{
    internal override bool Holds(RecordLens record)
    {
        var seen = record.Record;
        return field switch
        {
            RecordField.Tool => seen.Kind is RecordKind.Action or RecordKind.Observation && glob.Matches(seen.Name),
            RecordField.Name => glob.Matches(seen.Name),
            RecordField.Agent => seen.Agent is { } agent && glob.Matches(agent),
            RecordField.File => AnyOf(seen.Reads) || AnyOf(seen.Writes),
            _ => AnyOf(OfAllowed.Values(seen, field)),
        };
    }

    private bool AnyOf(IReadOnlyList<string> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (glob.Matches(values[i]))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>Every value of the field matches one of a list: a grant, an allow-list.</summary>
internal sealed class OfAllowed(RecordField field, IReadOnlyList<Glob> globs)
    : Predicate($"only: {{{Spelling.Of(field)}: [{string.Join(", ", globs.Select(g => Spelling.Quoted(g.Text)))}]}}")
{
    public static IReadOnlyList<string> Values(MessageActionRecord record, RecordField field) =>
        field switch
        {
            RecordField.Reads => record.Reads,
            RecordField.Writes => record.Writes,
            RecordField.Host => record.Hosts,
            RecordField.Capability => record.Capabilities,
            _ => [],
        };

    internal override bool Holds(RecordLens record)
    {
        var seen = record.Record;
        return field switch
        {
            RecordField.Tool => seen.Kind is not (RecordKind.Action or RecordKind.Observation) || Allowed(seen.Name),
            RecordField.Name => Allowed(seen.Name),
            RecordField.Agent => seen.Agent is not { } agent || Allowed(agent),
            RecordField.File => AllAllowed(seen.Reads) && AllAllowed(seen.Writes),
            _ => AllAllowed(Values(seen, field)),
        };
    }

    private bool AllAllowed(IReadOnlyList<string> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (!Allowed(values[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool Allowed(string value)
    {
        for (var i = 0; i < globs.Count; i++)
        {
            if (globs[i].Matches(value))
            {
                return true;
            }
        }

        return false;
    }
}

internal sealed class OfText(LinearRegex expression) : Predicate($"text: {Spelling.Quoted(expression.Text)}")
{
    internal override bool IsSlow => true;

    internal override bool Holds(RecordLens record) => expression.Matches(record.Record.Payload);
}

/// <summary>A place in the arguments holds what is wanted.</summary>
internal sealed class OfArgument(ArgumentPath path, ArgumentTest test)
    : Predicate($"argument: {{path: {Spelling.Quoted(path.Text)}, {test.Text}}}")
{
    internal override bool IsSlow => true;

    internal override bool Holds(RecordLens record) =>
        record.Json is { } json && path.Find(json) is { } value && test.Holds(value);
}

/// <summary>The payload is JSON that a schema accepts.</summary>
internal sealed class OfSchema(ArgumentSchema schema) : Predicate($"arguments: {schema.Text}")
{
    internal override bool IsSlow => true;

    internal override bool Holds(RecordLens record) => record.Json is JsonElement json && schema.Accepts(json);
}
