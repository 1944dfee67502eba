using System.Globalization;
using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Yaml;

namespace Stopwise.Governance.Contracts.Reading;

/// <summary>Reads the subset of JSON Schema that <see cref="ArgumentSchema"/> checks; any other keyword is refused.</summary>
internal static class SchemaReader
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
    public static ArgumentSchema Read(YamlNode node)
    {
        var s = new YamlSection(node, "a schema", Keys);
        var allowed =
            s.Find("enum") is { } list ? Scalars(list, "enum")
            : s.Find("const") is { } one ? Scalars(one, "const")
            : null;
        if (s.Find("enum") is not null && s.Find("const") is { } both)
        {
            throw both.Problem("Take 'enum' or 'const', not both.");
        }

        return new ArgumentSchema
        {
            Text = TextOf(node),
            Types = s.Find("type") is { } type ? [.. type.Values("type").Select(v => v.OneOf("type", Types))] : [],
            Required = s.Find("required") is { } names ? Scalars(names, "required") : [],
            Properties = Properties(s),
            AdditionalProperties = s.Flag("additionalProperties", whenAbsent: true),
            Enum = allowed,
            Pattern = s.Text("pattern") is { } pattern ? LinearRegex.Parse(pattern) : null,
            Minimum = Number(s, "minimum"),
            Maximum = Number(s, "maximum"),
            MinLength = s.Whole("minLength", 0, int.MaxValue),
            MaxLength = s.Whole("maxLength", 0, int.MaxValue),
            Items = s.Find("items") is { } items ? Read(items) : null,
        };
    }

    private static Dictionary<string, ArgumentSchema> Properties(YamlSection s)
    {
        var properties = new Dictionary<string, ArgumentSchema>(StringComparer.Ordinal);
        if (s.Find("properties") is { } node)
        {
            foreach (var field in node.Fields ?? throw node.Problem("'properties' takes names with a schema each."))
            {
                properties.Add(field.Name, Read(field.Value));
            }
        }

        return properties;
    }

    private static IReadOnlyList<string> Scalars(YamlNode node, string name) =>
        [
            .. node.Values(name)
                .Select(v => v.Text ?? throw v.Problem($"'{name}' takes texts, numbers, true, false or null.")),
        ];

    private static decimal? Number(YamlSection s, string name) =>
        s.Find(name) is not { } found ? null
        : decimal.TryParse(found.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw found.Problem($"'{name}' takes a number.");

    private static string TextOf(YamlNode node) =>
        node.Text is { } text ? Spelling.Quoted(text)
        : node.Items is { } items ? $"[{string.Join(", ", items.Select(TextOf))}]"
        : $"{{{string.Join(", ", node.Fields!.Select(f => $"{f.Name}: {TextOf(f.Value)}"))}}}";
}
