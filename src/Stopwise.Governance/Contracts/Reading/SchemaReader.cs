using System.Globalization;
using Stopwise.Governance.Contracts.Predicates;

namespace Stopwise.Governance.Contracts.Reading;

/// <summary>Reads the subset of JSON Schema that <see cref="ArgumentSchema"/> checks; any other keyword is refused.</summary>
internal sealed class SchemaReader(string file)
{
    private static readonly string[] Keys =
    [
        "type",
        "required",
        "properties",
        "additionalProperties",
        "enum",
        "const",
        "pattern",
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
        "items",
    ];

    private static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    /// <exception cref="ArgumentException">An expression in it is refused.</exception>
    public ArgumentSchema Read(YamlNode node)
    {
        var s = new YamlSection(file, node, "a schema", Keys);
        var allowed =
            s.Find("enum") is { } list ? Scalars(s, list, "enum")
            : s.Find("const") is { } one ? Scalars(s, one, "const")
            : null;
        if (s.Find("enum") is not null && s.Find("const") is { } both)
        {
            s.Refuse(both, "Take 'enum' or 'const', not both.");
        }

        return new ArgumentSchema
        {
            Text = TextOf(node),
            Types = s.Find("type") is { } type
                ? [.. s.Values(type, "type").Select(v => s.OneOf(v, "type", Types))]
                : [],
            Required = s.Find("required") is { } names ? Scalars(s, names, "required") : [],
            Properties = Properties(s),
            AdditionalProperties =
                s.Find("additionalProperties") is not { } more || s.FlagOf(more, "additionalProperties"),
            Enum = allowed,
            Pattern = s.Find("pattern") is { } pattern ? LinearRegex.Parse(s.Text(pattern, "pattern")) : null,
            Minimum = Number(s, "minimum"),
            Maximum = Number(s, "maximum"),
            MinLength = Length(s, "minLength"),
            MaxLength = Length(s, "maxLength"),
            Items = s.Find("items") is { } items ? Read(items) : null,
        };
    }

    private Dictionary<string, ArgumentSchema> Properties(YamlSection s)
    {
        var properties = new Dictionary<string, ArgumentSchema>(StringComparer.Ordinal);
        if (s.Find("properties") is { } node)
        {
            foreach (
                var field in node.Fields
                    ?? s.Refuse<IReadOnlyList<YamlField>>(node, "'properties' takes names with a schema each.")
            )
            {
                properties.Add(field.Name, Read(field.Value));
            }
        }

        return properties;
    }

    private static IReadOnlyList<string> Scalars(YamlSection s, YamlNode node, string name) =>
        [
            .. s.Values(node, name)
                .Select(v => v.Text ?? s.Refuse<string>(v, $"'{name}' takes texts, numbers, true, false or null.")),
        ];

    private static decimal? Number(YamlSection s, string name) =>
        s.Find(name) is not { } found ? null
        : decimal.TryParse(found.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : s.Refuse<decimal>(found, $"'{name}' takes a number.");

    private static int? Length(YamlSection s, string name) =>
        s.Find(name) is not { } found ? null
        : int.TryParse(found.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length
        : s.Refuse<int>(found, $"'{name}' takes a whole number.");

    private static string TextOf(YamlNode node) =>
        node.Text is { } text ? Spelling.Quoted(text)
        : node.Items is { } items ? $"[{string.Join(", ", items.Select(TextOf))}]"
        : $"{{{string.Join(", ", node.Fields!.Select(f => $"{f.Name}: {TextOf(f.Value)}"))}}}";
}
