namespace Stopwise.Architecture.Tests.DocsTests;

/// <summary>A block after <c>&lt;!-- sample: NAME --&gt;</c> is the file samples/NAME, line for line.</summary>
public class SampleTests
{
    private const string Mark = "<!-- sample: ";

    public static TheoryData<string> AllPages => [.. Pages.All];

    [Theory, MemberData(nameof(AllPages))]
    public void Quoted_samples_are_the_samples(string page)
    {
        var lines = Pages.Lines(page);
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Mark, StringComparison.Ordinal))
            {
                continue;
            }

            var quoted = lines.Skip(i + 2).TakeWhile(l => l != "```");
            quoted.ShouldBe(Code(Name(lines[i])), $"{page}:{i + 1}");
        }
    }

    [Fact]
    public void Every_sample_is_quoted_somewhere()
    {
        var quoted = Pages
            .All.SelectMany(Pages.Lines)
            .Where(l => l.StartsWith(Mark, StringComparison.Ordinal))
            .Select(Name);
        Directory
            .EnumerateFiles(Path.Combine(Repo.Root, "samples"), "*.cs")
            .Select(f => Path.GetFileName(f))
            .Except(quoted)
            .ShouldBeEmpty();
    }

    [Fact]
    public void Every_recording_of_the_samples_is_imported_by_a_page()
    {
        var commands = Pages
            .All.SelectMany(Pages.Lines)
            .Where(l => l.StartsWith("$ ", StringComparison.Ordinal))
            .ToList();
        Directory
            .EnumerateDirectories(Path.Combine(Repo.Root, "samples", "recordings"))
            .Select(d => $"samples/recordings/{Path.GetFileName(d)}")
            .Where(folder => !commands.Exists(c => c.Contains(folder, StringComparison.Ordinal)))
            .ShouldBeEmpty();
    }

    /// <summary>The sample without the directives on its top, which only say where the project lies.</summary>
    private static IEnumerable<string> Code(string sample) =>
        File.ReadAllLines(Path.Combine(Repo.Root, "samples", sample))
            .SkipWhile(l => l.StartsWith("#:", StringComparison.Ordinal) || l.Length == 0);

    private static string Name(string line) => line[Mark.Length..line.IndexOf(" -->", StringComparison.Ordinal)];
}
