using Stopwise.Governance.Yaml;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>What maps of a format file hold: places in records, and values of them.</summary>
internal static class FormatSection
{
    /// <summary>The map under a name; one that is left out is empty.</summary>
    public static YamlSection Inner(this YamlSection s, string name, params IReadOnlyList<string> known) =>
        new(s.Find(name) ?? new YamlNode(s.Node.File, s.Node.Line) { Fields = [] }, name, known);

    public static FieldSource? Source(this YamlSection s, string name) =>
        s.Find(name) is { } found ? SourceOf(found) : null;

    public static JsonPath? Path(this YamlSection s, string name) => s.Find(name) is { } found ? PathOf(found) : null;

    public static IReadOnlyList<JsonPath> Paths(this YamlSection s, string name) =>
        s.Find(name) is { } found ? [.. ListOf(found).Select(PathOf)] : [];

    /// <summary>Values that a field may have, as the text of them; they may be none.</summary>
    public static IReadOnlyList<string> Values(this YamlSection s, string name) =>
        s.Find(name) is { } found
            ?
            [
                .. ListOf(found)
                    .Select(n =>
                        n.Text ?? throw n.Problem("A value is expected here: a text, a number, true or false.")
                    ),
            ]
            : [];

    private static IReadOnlyList<YamlNode> ListOf(YamlNode node) => node.Items ?? [node];

    private static FieldSource SourceOf(YamlNode node)
    {
        if (node.Fields is null)
        {
            return new FieldSource { Paths = [.. ListOf(node).Select(PathOf)] };
        }

        var field = new YamlSection(node, "a field", "from", "value", "fence", "between", "negate");
        if (field.Find("value") is { } value)
        {
            return node.Fields.Count == 1 && value.Text is { } text
                ? new FieldSource { Constant = text }
                : throw node.Problem("'value' is a text and stands alone.");
        }

        var source = new FieldSource
        {
            Paths = [.. ListOf(field.Needed("from")).Select(PathOf)],
            InFence = field.Flag("fence"),
            Between = field.Find("between") is { } marks ? MarksOf(marks) : null,
            Negated = field.Flag("negate"),
        };
        return source is { InFence: true, Between: not null }
            ? throw node.Problem("Take 'fence' or 'between', not both.")
            : source;
    }

    private static (string, string) MarksOf(YamlNode node) =>
        node.Items is [{ Text: { Length: > 0 } open }, { Text: { Length: > 0 } close }]
            ? (open, close)
            : throw node.Problem("'between' takes two texts: ['<code>', '</code>'].");

    private static JsonPath PathOf(YamlNode node) =>
        node.Text is not { } text ? throw node.Problem("A path is expected here, such as 'message.content'.")
        : JsonPath.Parse(text, out var problem) is { } path ? path
        : throw node.Problem($"This is no path: {problem}.");
}
