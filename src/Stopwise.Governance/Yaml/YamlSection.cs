using System.Globalization;

namespace Stopwise.Governance.Yaml;

/// <summary>A map whose names are all known; any other is refused with its line and the nearest.</summary>
internal sealed class YamlSection
{
    private readonly string _what;

    /// <param name="node">The map.</param>
    /// <param name="what">How messages name it.</param>
    /// <param name="known">The names it may have.</param>
    /// <exception cref="Exits.StopwiseException">It is no map, or has another name.</exception>
    public YamlSection(YamlNode node, string what, params IReadOnlyList<string> known)
    {
        (Node, _what) = (node, what);
        foreach (
            var (name, line, _) in node.Fields
                ?? throw node.Problem($"Keys are expected in {what}, such as '{known[0]}: ...'.")
        )
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                throw YamlNode.At(
                    node.File,
                    line,
                    $"'{name}' is no key of {what}{NearestName.Hint(name, known)}. It may have {string.Join(", ", known)}."
                );
            }
        }
    }

    public YamlNode Node { get; }

    public YamlNode? Find(string name)
    {
        foreach (var field in Node.Fields!)
        {
            if (field.Name == name)
            {
                return field.Value;
            }
        }

        return null;
    }

    public bool Has(string name) => Find(name) is not null;

    public YamlNode Needed(string name) => Find(name) ?? throw Node.Problem($"'{name}' is missing in {_what}; add it.");

    public string? Text(string name) => Find(name)?.TextOf(name);

    public string NeededText(string name) => Needed(name).TextOf(name);

    public bool Flag(string name, bool whenAbsent = false) =>
        Find(name) is not { } found
            ? whenAbsent
            : found.Text switch
            {
                "true" => true,
                "false" => false,
                _ => throw found.Problem($"'{name}' is true or false, not '{found.Shown}'."),
            };

    public int? Whole(string name, int least, int most) =>
        Find(name) is not { } found ? null
        : int.TryParse(found.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
        && n >= least
        && n <= most
            ? n
        : throw found.Problem($"'{name}' takes a whole number from {least} to {most}, not '{found.Shown}'.");

    public double? Number(string name) =>
        Find(name) is not { } found ? null
        : double.TryParse(found.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n)
            ? n
        : throw found.Problem($"'{name}' takes a number, not '{found.Shown}'.");

    public double? Number(string name, double least, double most) =>
        Number(name) is not { } n ? null
        : n >= least && n <= most ? n
        : throw Needed(name)
            .Problem(string.Create(CultureInfo.InvariantCulture, $"'{name}' takes a number from {least} to {most}."));
}
