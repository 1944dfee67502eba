using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Stopwise.Architecture.Tests;

/// <summary>What docs/architecture.md draws and lists, and what the project files say.</summary>
internal static partial class ArchitecturePage
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repo.Root, "docs/architecture.md"));

    /// <summary>The arrows of the drawing, as <c>Traces --&gt; Exits</c>.</summary>
    public static IReadOnlyList<(string From, string To)> Arrows { get; } =
    [.. Arrow().Matches(Text).Select(m => (m.Groups["from"].Value, m.Groups["to"].Value))];

    /// <summary>The paths that the map lists.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [.. MapRow().Matches(Text).Select(m => m.Groups["path"].Value)];

    /// <summary>The row of each project, from the table of rows.</summary>
    public static IReadOnlyDictionary<string, int> Rows { get; } =
        ProjectRow()
            .Matches(Text)
            .ToDictionary(
                m => m.Groups["project"].Value,
                m => int.Parse(m.Groups["row"].Value, System.Globalization.CultureInfo.InvariantCulture)
            );

    /// <summary>The references in the project files under src.</summary>
    public static IEnumerable<(string From, string To)> References =>
        from file in Repo.Projects
        from reference in XDocument.Load(file).Descendants("ProjectReference")
        select (ShortName(file), ShortName(reference.Attribute("Include")!.Value));

    public static string ShortName(string project) =>
        Path.GetFileNameWithoutExtension(project.Replace('\\', '/')).Replace("Stopwise.", "", StringComparison.Ordinal);

    [GeneratedRegex(@"^  (?<from>[\w.]+) --> (?<to>[\w.]+)$", RegexOptions.Multiline)]
    private static partial Regex Arrow();

    [GeneratedRegex(@"^\| `(?<path>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex MapRow();

    [GeneratedRegex(@"^\| row (?<row>\d+) \| (?<project>\w+) \|", RegexOptions.Multiline)]
    private static partial Regex ProjectRow();
}
