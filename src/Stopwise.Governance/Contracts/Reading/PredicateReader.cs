using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Contracts.Reading;

/// <summary>Reads predicates: a map whose keys must all hold, a list of which one must, or the name of a definition.</summary>
internal sealed class PredicateReader(string file)
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
            throw YamlNode.Problem(file, field.Line, $"'{field.Name}' is no name: take letters, digits and dashes.");
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
                _ => throw YamlNode.Problem(
                    file,
                    node.Line,
                    "An empty predicate says nothing; write 'does: edit' or the like."
                ),
            };
        }
        // Thrown by the predicates themselves where a pattern, an expression or a size is refused.
        catch (ArgumentException e)
        {
            throw YamlNode.Problem(file, node.Line, e.Message.Split('\n')[0]);
        }
    }

    private Exits.StopwiseException Unknown(YamlNode node, string name) =>
        YamlNode.Problem(
            file,
            node.Line,
            $"'{name}' is not defined{NearestName.Hint(name, [.. _defined.Keys, .. Keys])}. A predicate is a map such as {{does: edit}}, or a name from 'define'."
        );

    private Predicate ReadMap(YamlNode node, IReadOnlyList<YamlField> fields)
    {
        var section = new YamlSection(file, node, "a predicate", Keys);
        Predicate[] parts = [.. fields.Select(f => ReadKey(section, f))];
        return parts is [var one] ? one : Predicate.All(parts);
    }

    private Predicate ReadKey(YamlSection section, YamlField field)
    {
        var (name, _, value) = field;
        if (Spelling.Find<RecordField>(name) is { } pattern)
        {
            return AnyOf(section, field, v => Predicate.Like(pattern, section.Text(v, name)));
        }

        return name switch
        {
            "kind" => AnyOf(section, field, v => Predicate.Kind(Value<RecordKind>(section, v, name))),
            "speaker" => AnyOf(section, field, v => Predicate.Speaker(Value<Speaker>(section, v, name))),
            "does" => Predicate.Does(
                section
                    .Values(value, name)
                    .Select(v => Spelling.Find<RecordFacts>(section.OneOf(v, name, Facts))!.Value)
                    .Aggregate((all, one) => all | one)
            ),
            "trust" => Predicate.Trust(Value<Trust>(section, value, name)),
            "from" => AnyOf(section, field, v => Predicate.From(Value<OriginKind>(section, v, name))),
            "sourced" => section.FlagOf(value, name) ? Predicate.Sourced : !Predicate.Sourced,
            "text" => AnyOf(section, field, v => Predicate.Said(section.Text(v, name))),
            "outcome" => Predicate.Outcome(section.OneOf(value, name, ["ok", "error"]) == "error"),
            "argument" => ReadArgument(value),
            "arguments" => new OfSchema(new SchemaReader(file).Read(value)),
            "only" => ReadOnly(value),
            "not" => !Read(value),
            "all" => Predicate.All([.. section.Values(value, name).Select(Read)]),
            _ => Predicate.Any([.. section.Values(value, name).Select(Read)]),
        };
    }

    private static Predicate AnyOf(YamlSection section, YamlField field, Func<YamlNode, Predicate> read)
    {
        Predicate[] parts = [.. section.Values(field.Value, field.Name).Select(read)];
        return parts is [var one] ? one : Predicate.Any(parts);
    }

    private static T Value<T>(YamlSection section, YamlNode node, string name)
        where T : struct, Enum => Spelling.Find<T>(section.OneOf(node, name, Spelling.All<T>()))!.Value;

    private Predicate ReadOnly(YamlNode node)
    {
        var section = new YamlSection(file, node, "only", Fields);
        Predicate[] parts =
        [
            .. node.Fields!.Select(f =>
                Predicate.Only(
                    Spelling.Find<RecordField>(f.Name)!.Value,
                    [.. section.Values(f.Value, f.Name).Select(v => section.Text(v, f.Name))]
                )
            ),
        ];
        return parts switch
        {
            [] => section.Refuse<Predicate>(
                node,
                "'only' names a field and what it may be: only: {writes: ['src/**']}."
            ),
            [var one] => one,
            _ => Predicate.All(parts),
        };
    }

    private OfArgument ReadArgument(YamlNode node)
    {
        var section = new YamlSection(file, node, "argument", "path", "equals", "in", "matches");
        var path = ArgumentPath.Parse(section.Text(section.Needed("path"), "path"));
        return (section.Find("equals"), section.Find("in"), section.Find("matches")) switch
        {
            ({ } equals, null, null) => new(path, ArgumentTest.OneOf([Scalar(section, equals, "equals")])),
            (null, { } list, null) => new(
                path,
                ArgumentTest.OneOf([.. section.Values(list, "in").Select(v => Scalar(section, v, "in"))])
            ),
            (null, null, { } matches) => new(
                path,
                ArgumentTest.Like(LinearRegex.Parse(section.Text(matches, "matches")))
            ),
            _ => section.Refuse<OfArgument>(
                node,
                "'argument' takes exactly one of equals, in, matches beside its path."
            ),
        };
    }

    private static string Scalar(YamlSection section, YamlNode node, string name) =>
        node.Text ?? section.Refuse<string>(node, $"'{name}' takes texts, numbers, true or false.");
}
