using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>One map of a format file whose names are all known; what is wrong in it is refused with its line.</summary>
internal readonly struct FormatSection
{
    private readonly string _file;
    private readonly FormatNode? _node;
    private readonly string _what;

    /// <param name="file">How messages name the file.</param>
    /// <param name="node">The map; null where it is left out.</param>
    /// <param name="what">How messages name the map.</param>
    /// <param name="known">The names it may have.</param>
    public FormatSection(string file, FormatNode? node, string what, params ReadOnlySpan<string> known)
    {
        (_file, _node, _what) = (file, node, what);
        if (node is { Fields: null })
        {
            Refuse(node, $"Fields with names are expected in {what}, such as '{known[0]}: ...'.");
        }

        foreach (var (name, value) in node?.Fields ?? [])
        {
            if (!known.Contains(name))
            {
                Refuse(value, $"'{name}' is no field of {what}; it may have {string.Join(", ", known!)}.");
            }
        }
    }

    public FormatNode? Find(string name)
    {
        foreach (var field in _node?.Fields ?? [])
        {
            if (field.Name == name)
            {
                return field.Value;
            }
        }

        return null;
    }

    public FormatNode Needed(string name) =>
        Find(name) ?? Refuse<FormatNode>(_node!, $"'{name}' is missing in {_what}; add it.");

    public FormatSection Inner(string name, params ReadOnlySpan<string> known) => new(_file, Find(name), name, known);

    public FieldSource? Source(string name) => Find(name) is { } found ? SourceOf(found) : null;

    public JsonPath? Path(string name) => Find(name) is { } found ? PathOf(found) : null;

    public IReadOnlyList<JsonPath> Paths(string name) =>
        Find(name) is { } found ? [.. ListOf(found).Select(PathOf)] : [];

    public string? Text(string name) =>
        Find(name) is not { } found ? null
        : found.Text is { Length: > 0 } text ? text
        : Refuse<string>(found, $"'{name}' takes a text.");

    public bool Flag(string name, bool whenAbsent) =>
        Find(name) is not { } found
            ? whenAbsent
            : found.Text == "true" || (found.Text != "false" && Refuse<bool>(found, $"'{name}' is true or false."));

    public double? Number(string name) =>
        Find(name) is not { } found ? null
        : double.TryParse(found.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : Refuse<double>(found, $"'{name}' takes a number.");

    public IReadOnlyList<string> Values(string name)
    {
        var file = _file;
        return Find(name) is { } found
            ?
            [
                .. ListOf(found)
                    .Select(n =>
                        n.Text
                        ?? throw FormatNode.Problem(
                            file,
                            n.Line,
                            "A value is expected here: a text, a number, true or false."
                        )
                    ),
            ]
            : [];
    }

    [DoesNotReturn]
    public void Refuse(FormatNode node, string what) => throw FormatNode.Problem(_file, node.Line, what);

    [DoesNotReturn]
    public T Refuse<T>(FormatNode node, string what) => throw FormatNode.Problem(_file, node.Line, what);

    private static IReadOnlyList<FormatNode> ListOf(FormatNode node) => node.Items ?? [node];

    private FieldSource SourceOf(FormatNode node)
    {
        if (node.Fields is null)
        {
            return new FieldSource { Paths = [.. ListOf(node).Select(PathOf)] };
        }

        var field = new FormatSection(_file, node, "a field", "from", "value", "fence", "between", "negate");
        if (field.Find("value") is { } value)
        {
            return node.Fields.Count == 1 && value.Text is { } text
                ? new FieldSource { Constant = text }
                : Refuse<FieldSource>(node, "'value' is a text and stands alone.");
        }

        var source = new FieldSource
        {
            Paths = [.. ListOf(field.Needed("from")).Select(PathOf)],
            InFence = field.Flag("fence", whenAbsent: false),
            Between = field.Find("between") is { } marks ? MarksOf(marks) : null,
            Negated = field.Flag("negate", whenAbsent: false),
        };
        return source is { InFence: true, Between: not null }
            ? Refuse<FieldSource>(node, "Take 'fence' or 'between', not both.")
            : source;
    }

    private (string, string) MarksOf(FormatNode node) =>
        node.Items is [{ Text: { Length: > 0 } open }, { Text: { Length: > 0 } close }]
            ? (open, close)
            : Refuse<(string, string)>(node, "'between' takes two texts: ['<code>', '</code>'].");

    private JsonPath PathOf(FormatNode node) =>
        node.Text is not { } text ? Refuse<JsonPath>(node, "A path is expected here, such as 'message.content'.")
        : JsonPath.Parse(text, out var problem) is { } path ? path
        : Refuse<JsonPath>(node, $"This is no path: {problem}.");
}
