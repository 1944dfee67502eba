using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Stopwise.Traces.Formats.Declared;

namespace Stopwise.Traces.Suites;

/// <summary>One map of a suite file whose names are all known; what is wrong in it is refused with its line and the nearest name.</summary>
internal sealed class SuiteMap
{
    private readonly FormatNode _node;
    private readonly string _what;

    /// <param name="file">The suite file, for messages and for paths beside it.</param>
    /// <param name="node">The map.</param>
    /// <param name="what">How messages name it.</param>
    /// <param name="known">The names it may have.</param>
    public SuiteMap(string file, FormatNode node, string what, params ReadOnlySpan<string> known)
    {
        (File, _node, _what) = (file, node, what);
        if (node.Fields is null)
        {
            Refuse(node, $"Fields with names are expected in {what}, such as '{known[0]}: ...'.");
        }

        foreach (var (name, value) in node.Fields)
        {
            if (!known.Contains(name))
            {
                throw FormatNode.Problem(
                    file,
                    value.NameLine,
                    $"'{name}' is no field of {what}; {Nearest(name, known)}it may have {string.Join(", ", known!)}."
                );
            }
        }
    }

    public string File { get; }

    public long Line => _node.Line;

    public FormatNode Node => _node;

    public FormatNode? Find(string name)
    {
        foreach (var field in _node.Fields!)
        {
            if (field.Name == name)
            {
                return field.Value;
            }
        }

        return null;
    }

    public bool Has(string name) => Find(name) is not null;

    public FormatNode Needed(string name) =>
        Find(name) ?? Refuse<FormatNode>(_node, $"'{name}' is missing in {_what}; add it.");

    public string? Text(string name) => Find(name) is { } found ? TextOf(found, name) : null;

    public string NeededText(string name) => TextOf(Needed(name), name);

    public int? Whole(string name, int least, int most) =>
        Find(name) is not { } found ? null
        : int.TryParse(found.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n)
        && n >= least
        && n <= most
            ? n
        : Refuse<int>(found, $"'{name}' takes a whole number from {least} to {most}.");

    public double? Number(string name, double least, double most) =>
        Find(name) is not { } found ? null
        : double.TryParse(found.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n)
        && n >= least
        && n <= most
            ? n
        : Refuse<double>(
            found,
            string.Create(CultureInfo.InvariantCulture, $"'{name}' takes a number from {least} to {most}.")
        );

    /// <summary>A list of texts; one text is a list of one.</summary>
    public IReadOnlyList<string> Texts(string name) =>
        Find(name) is { } found ? [.. (found.Items ?? [found]).Select(n => TextOf(n, name))] : [];

    /// <summary>A file that the suite names, beside the suite unless the path is a full one.</summary>
    public string? Path(string name) => Text(name) is { } path ? Beside(path) : null;

    public string Beside(string path) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(File) is { Length: > 0 } folder ? folder : ".", path);

    /// <summary>The text of a file that the suite names; line ends become line feeds, so that a check-out does not change it.</summary>
    public string ReadFile(FormatNode node, string path)
    {
        try
        {
            return System.IO.File.ReadAllText(Beside(path)).ReplaceLineEndings("\n");
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return Refuse<string>(node, $"{path} cannot be read ({e.Message.TrimEnd('.')}).");
        }
    }

    public string TextOf(FormatNode node, string name) =>
        node.Text is { Length: > 0 } text ? text : Refuse<string>(node, $"'{name}' takes a text.");

    [DoesNotReturn]
    public void Refuse(FormatNode node, string what) => throw FormatNode.Problem(File, node.Line, what);

    [DoesNotReturn]
    public T Refuse<T>(FormatNode node, string what) => throw FormatNode.Problem(File, node.Line, what);

    /// <summary>"did you mean" with the nearest of some names, or nothing where none is near.</summary>
    public static string Nearest(string name, params ReadOnlySpan<string> known)
    {
        var (best, least) = ("", int.MaxValue);
        foreach (var candidate in known)
        {
            var distance = EditDistance.Of(name.AsSpan(0, Math.Min(name.Length, 64)), candidate);
            if (distance < least)
            {
                (best, least) = (candidate, distance);
            }
        }

        return least <= Math.Max(2, best.Length / 2) ? $"did you mean '{best}'? " : "";
    }
}
