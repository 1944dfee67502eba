using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Stopwise.Governance.Contracts.Reading;

/// <summary>One map of a contract file whose names are all known; what is wrong in it is refused with its line.</summary>
internal readonly struct YamlSection
{
    private readonly string _file;
    private readonly string _what;

    /// <param name="file">How messages name the file.</param>
    /// <param name="node">The map.</param>
    /// <param name="what">How messages name the map.</param>
    /// <param name="known">The names it may have.</param>
    public YamlSection(string file, YamlNode node, string what, params IReadOnlyList<string> known)
    {
        (_file, _what, Node) = (file, what, node);
        if (node.Fields is null)
        {
            Refuse(node, $"Keys are expected in {what}, such as '{known[0]}: ...'.");
        }

        foreach (var (name, line, _) in node.Fields)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                throw YamlNode.Problem(
                    file,
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

    public YamlNode Needed(string name) =>
        Find(name) ?? Refuse<YamlNode>(Node, $"'{name}' is missing in {_what}; add it.");

    /// <summary>A number of steps or repetitions, from 1; it may be followed by a word such as <c>steps</c>.</summary>
    public int? Count(string name, int most, params ReadOnlySpan<string> units)
    {
        if (Find(name) is not { } found)
        {
            return null;
        }

        var words = found.Text?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return
            words is { Length: 1 or 2 }
            && (words.Length == 1 || units.Contains(words[1]))
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count >= 1
            && count <= most
            ? count
            : Refuse<int>(found, $"'{name}' takes a whole number from 1 to {most}; '{Shown(found)}' is none.");
    }

    public decimal Amount(string name)
    {
        var found = Needed(name);
        return
            decimal.TryParse(found.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && amount > 0
            ? amount
            : Refuse<decimal>(found, $"'{name}' takes a number above 0; '{Shown(found)}' is none.");
    }

    public bool Flag(string name) => Find(name) is { } found && FlagOf(found, name);

    public bool FlagOf(YamlNode node, string name) =>
        node.Text switch
        {
            "true" => true,
            "false" => false,
            _ => Refuse<bool>(node, $"'{name}' is true or false, not '{Shown(node)}'."),
        };

    public string Text(YamlNode node, string name) =>
        node.Text is { Length: > 0 } text ? text : Refuse<string>(node, $"'{name}' takes a text.");

    /// <summary>One word of a list, or the message that names the nearest.</summary>
    public string OneOf(YamlNode node, string name, IReadOnlyList<string> words) =>
        node.Text is { } text && words.Contains(text, StringComparer.Ordinal)
            ? text
            : Refuse<string>(
                node,
                $"'{Shown(node)}' is no value of '{name}'{NearestName.Hint(node.Text ?? "", words)}. It is one of {string.Join(", ", words)}."
            );

    /// <summary>A value, or each of a list of values.</summary>
    public IReadOnlyList<YamlNode> Values(YamlNode node, string name) =>
        node.Items switch
        {
            null => [node],
            { Count: 0 } => Refuse<IReadOnlyList<YamlNode>>(node, $"The list of '{name}' is empty; give it a value."),
            var items => items,
        };

    [DoesNotReturn]
    public void Refuse(YamlNode node, string what) => throw YamlNode.Problem(_file, node.Line, what);

    [DoesNotReturn]
    public T Refuse<T>(YamlNode node, string what) => throw YamlNode.Problem(_file, node.Line, what);

    private static string Shown(YamlNode node) =>
        node.Text is { } text ? (text.Length <= 60 ? text : $"{text.AsSpan(0, 60)}...")
        : node.Items is not null ? "a list"
        : "a map";
}
