using System.Text.RegularExpressions;

namespace Stopwise.Architecture.Tests;

public partial class DecisionsTests
{
    private static readonly string Folder = Path.Combine(Repo.Root, "docs/decisions");

    [Fact]
    public void Every_decision_has_a_number_of_its_own_and_none_is_left_out()
    {
        var numbers = Files().Select(f => FileName().Match(f)).Select(m => m.Groups["number"].Value).Order().ToList();
        numbers.ShouldBe(Enumerable.Range(1, numbers.Count).Select(n => n.ToString("D4", null)));
    }

    [Fact]
    public void Every_decision_says_what_was_given_up_and_when_to_look_again()
    {
        foreach (var file in Files())
        {
            var headings = File.ReadLines(Path.Combine(Folder, file))
                .Where(l => l.StartsWith("## ", StringComparison.Ordinal));
            headings.ShouldBe(["## Context", "## Choice", "## What we gave up", "## When to look again"], file);
        }
    }

    [Fact]
    public void The_index_of_decisions_links_every_one()
    {
        var index = File.ReadAllText(Path.Combine(Folder, "index.md"));
        Files().Where(f => !index.Contains($"({f})", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static List<string> Files()
    {
        var files = Directory
            .EnumerateFiles(Folder, "*.md")
            .Select(f => Path.GetFileName(f))
            .Where(f => f != "index.md")
            .ToList();
        files.ShouldAllBe(f => FileName().IsMatch(f));
        return files;
    }

    [GeneratedRegex(@"^(?<number>\d{4})-[a-z0-9-]+\.md$")]
    private static partial Regex FileName();
}
