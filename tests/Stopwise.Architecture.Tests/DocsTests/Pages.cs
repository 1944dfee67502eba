using System.Text.RegularExpressions;

namespace Stopwise.Architecture.Tests.DocsTests;

/// <summary>The Markdown pages of the project, as paths relative to its root.</summary>
internal static partial class Pages
{
    public static IReadOnlyList<string> All { get; } =
    [
        .. Directory
            .EnumerateFiles(Repo.Root, "*.md")
            .Concat(Repo.Under("docs", "*.md"))
            .Select(Relative)
            .Order(StringComparer.Ordinal),
    ];

    public static string[] Lines(string page) => File.ReadAllLines(Path.Combine(Repo.Root, page));

    /// <summary>The lines outside fenced blocks, with their numbers from 1.</summary>
    public static IEnumerable<(int Number, string Text)> Prose(string page)
    {
        var fenced = false;
        var lines = Lines(page);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                fenced = !fenced;
            }
            else if (!fenced)
            {
                yield return (i + 1, lines[i]);
            }
        }
    }

    /// <summary>The anchors of a page, made from its headings as GitHub does.</summary>
    public static HashSet<string> Anchors(string page) =>
        [
            .. Prose(page)
                .Where(l => l.Text.StartsWith('#'))
                .Select(l =>
                    NotInAnchor().Replace(l.Text.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-')
                ),
        ];

    private static string Relative(string path) => Path.GetRelativePath(Repo.Root, path);

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
