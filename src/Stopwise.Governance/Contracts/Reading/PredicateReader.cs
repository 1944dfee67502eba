using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Records;
using Stopwise.Governance.Yaml;

namespace Stopwise.Governance.Contracts.Reading;

/// <summary>Reads predicates: a map whose keys must all hold, a list of which one must, or the name of a definition.</summary>
internal sealed class PredicateReader
{
    private static readonly string[] Keys =
    [
        "kind",
        "speaker",
        "tool",
        "name",
        "agent",
        "does",
        "file",
        "reads",
        "writes",
        "host",
        "capability",
        "trust",
        "from",
        "sourced",
        "text",
        "argument",
        "arguments",
        "outcome",
        "only",
        "any",
        "all",
        "not",
    ];

    private static readonly IReadOnlyList<string> Fields = Spelling.All<RecordField>();
    private static readonly IReadOnlyList<string> Facts = [.. Spelling.All<RecordFacts>().Where(f => f != "none")];

    private readonly Dictionary<string, Predicate> _defined = new(StringComparer.Ordinal);

    /// <summary>Adds a definition, which may use those before it.</summary>
    public void Define(YamlField field)
    {
        if (field.Name.Length == 0 || field.Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
        {
            throw YamlNode.At(
                field.Value.File,
                field.Line,
                $"'{field.Name}' is no name: take letters, digits and dashes."
            );
        }

        _defined[field.Name] = Read(field.Value);
    }

    public Predicate Read(YamlNode node)
    {
        try
        {
            return node switch
            {
                { Text: { } name } => _defined.GetValueOrDefault(name) ?? throw Unknown(node, name),
                { Items: { Count: > 0 } items } => Predicate.Any([.. items.Select(Read)]),
                { Fields: { Count: > 0 } fields } => ReadMap(node, fields),
                _ => throw node.Problem("An empty predicate says nothing; write 'does: edit' or the like."),
            };
        }
        // Thrown by the predicates themselves where a pattern, an expression or a size is refused.
        catch (ArgumentException e)
        {
            throw node.Problem(e.Message.Split('\n')[0]);
        }
    }

    private Exits.StopwiseException Unknown(YamlNode node, string name) =>
        node.Problem(
            $"'{name}' is not defined{NearestName.Hint(name, [.. _defined.Keys, .. Keys])}. A predicate is a map such as {{does: edit}}, or a name from 'define'."
        );

    private Predicate ReadMap(YamlNode node, IReadOnlyList<YamlField> fields)
    {
        var section = new YamlSection(node, "a predicate", Keys);
        Predicate[] parts = [.. fields.Select(f => ReadKey(section, f))];
        return parts is [var one] ? one : Predicate.All(parts);
    }

    private Predicate ReadKey(YamlSection section, YamlField field)
    {
        var (name, _, value) = field;
        if (Spelling.Find<RecordField>(name) is { } pattern)
        {
            return AnyOf(field, v => Predicate.Like(pattern, v.TextOf(name)));
        }

        return name switch
        {
            "kind" => AnyOf(field, v => Predicate.Kind(Value<RecordKind>(v, name))),
            "speaker" => AnyOf(field, v => Predicate.Speaker(Value<Speaker>(v, name))),
            "does" => Predicate.Does(
                value
                    .Values(name)
                    .Select(v => Spelling.Find<RecordFacts>(v.OneOf(name, Facts))!.Value)
                    .Aggregate((all, one) => all | one)
            ),
            "trust" => Predicate.Trust(Value<Trust>(value, name)),
            "from" => AnyOf(field, v => Predicate.From(Value<OriginKind>(v, name))),
            "sourced" => section.Flag(name) ? Predicate.Sourced : !Predicate.Sourced,
            "text" => AnyOf(field, v => Predicate.Said(v.TextOf(name))),
            "outcome" => Predicate.Outcome(value.OneOf(name, ["ok", "error"]) == "error"),
            "argument" => ReadArgument(value),
            "arguments" => new OfSchema(SchemaReader.Read(value)),
            "only" => ReadOnly(value),
            "not" => !Read(value),
            "all" => Predicate.All([.. value.Values(name).Select(Read)]),
            _ => Predicate.Any([.. value.Values(name).Select(Read)]),
        };
    }

    private static Predicate AnyOf(YamlField field, Func<YamlNode, Predicate> read)
    {
        Predicate[] parts = [.. field.Value.Values(field.Name).Select(read)];
        return parts is [var one] ? one : Predicate.Any(parts);
    }

    private static T Value<T>(YamlNode node, string name)
        where T : struct, Enum => Spelling.Find<T>(node.OneOf(name, Spelling.All<T>()))!.Value;

    private static Predicate ReadOnly(YamlNode node)
    {
        var section = new YamlSection(node, "only", Fields);
        Predicate[] parts =
        [
            .. node.Fields!.Select(f =>
                Predicate.Only(Spelling.Find<RecordField>(f.Name)!.Value, f.Value.Texts(f.Name))
            ),
        ];
        return parts switch
        {
            [] => throw node.Problem("'only' names a field and what it may be: only: {writes: ['src/**']}."),
            [var one] => one,
            _ => Predicate.All(parts),
        };
    }

    private static OfArgument ReadArgument(YamlNode node)
    {
        var section = new YamlSection(node, "argument", "path", "equals", "in", "matches");
        var path = ArgumentPath.Parse(section.NeededText("path"));
        return (section.Find("equals"), section.Find("in"), section.Find("matches")) switch
        {
            ({ } equals, null, null) => new(path, ArgumentTest.OneOf([Scalar(equals, "equals")])),
            (null, { } list, null) => new(
                path,
                ArgumentTest.OneOf([.. list.Values("in").Select(v => Scalar(v, "in"))])
            ),
            (null, null, { } matches) => new(path, ArgumentTest.Like(LinearRegex.Parse(matches.TextOf("matches")))),
            _ => throw node.Problem("'argument' takes exactly one of equals, in, matches beside its path."),
        };
    }

    private static string Scalar(YamlNode node, string name) =>
        node.Text ?? throw node.Problem($"'{name}' takes texts, numbers, true or false.");
}
