using System.Text.RegularExpressions;

namespace Stopwise.Architecture.Tests.DocsTests;

public partial class LinkTests
{
    public static TheoryData<string> AllPages => [.. Pages.All];

    [Theory, MemberData(nameof(AllPages))]
    public void Links_inside_the_project_lead_somewhere(string page)
    {
        var broken =
            from line in Pages.Prose(page)
            from link in Link().Matches(InlineCode().Replace(line.Text, ""))
            let target = link.Groups["target"].Value
            where !target.Contains("://", StringComparison.Ordinal) && !Resolves(page, target)
            select $"{page}:{line.Number}: {target}";
        broken.ShouldBeEmpty();
    }

    [Fact]
    public void Every_page_of_the_documentation_is_reached_from_the_start_page()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { "docs/index.md" };
        var open = new Queue<string>(reached);
        while (open.TryDequeue(out var page))
        {
            foreach (var target in Targets(page).Where(t => Pages.All.Contains(t) && reached.Add(t)))
            {
                open.Enqueue(target);
            }
        }

        Pages.All.Where(p => p.StartsWith("docs/", StringComparison.Ordinal)).Except(reached).ShouldBeEmpty();
    }

    private static IEnumerable<string> Targets(string page) =>
        from line in Pages.Prose(page)
        from link in Link().Matches(line.Text)
        let target = link.Groups["target"].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
        select PathOf(page, target);

    private static bool Resolves(string page, string target)
    {
        var parts = target.Split('#', 2);
        var file = parts[0].Length == 0 ? page : PathOf(page, parts[0]);
        if (!Path.Exists(Path.Combine(Repo.Root, file)))
        {
            return false;
        }

        return parts.Length == 1 || Pages.Anchors(file).Contains(parts[1]);
    }

    private static string PathOf(string page, string target) =>
        Path.GetRelativePath(
            Repo.Root,
            Path.GetFullPath(Path.Combine(Repo.Root, Path.GetDirectoryName(page)!, target))
        );

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`(?!\\])")]
    private static partial Regex InlineCode();
}
