using Stopwise.Governance.Yaml;

namespace Stopwise.Traces.Suites;

/// <summary>Files that a suite names: beside the suite, unless the path is a full one.</summary>
internal static class SuitePaths
{
    public static string? Path(this YamlSection map, string name) =>
        map.Find(name) is { } node ? node.Beside(node.TextOf(name)) : null;

    /// <summary>The text of a file; line ends become line feeds, so that a check-out does not change it.</summary>
    /// <param name="node">Where the suite names it, for messages.</param>
    /// <param name="path">How the suite names it.</param>
    public static string ReadFile(this YamlNode node, string path)
    {
        try
        {
            return File.ReadAllText(node.Beside(path)).ReplaceLineEndings("\n");
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw node.Problem($"{path} cannot be read ({e.Message.TrimEnd('.')}).");
        }
    }

    private static string Beside(this YamlNode node, string path) =>
        System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(node.File) is { Length: > 0 } folder ? folder : ".",
            path
        );
}
