namespace Stopwise;

/// <summary>A part of a page that tests write from what ships, between two marks; STOPWISE_APPROVE=1 rewrites it.</summary>
internal static class GeneratedPart
{
    public static void ShouldBe(string page, string begin, string end, string text)
    {
        var file = Path.Combine(Repo.Root, page);
        var whole = File.ReadAllText(file);
        var (from, to) = (
            whole.IndexOf(begin, StringComparison.Ordinal) + begin.Length,
            whole.IndexOf(end, StringComparison.Ordinal)
        );
        from.ShouldBeGreaterThan(begin.Length);
        to.ShouldBeGreaterThanOrEqualTo(from);
        if (Environment.GetEnvironmentVariable("STOPWISE_APPROVE") == "1")
        {
            whole = whole[..from] + text + whole[to..];
            File.WriteAllText(file, whole);
            to = whole.IndexOf(end, StringComparison.Ordinal);
        }

        whole[from..to].ShouldBe(text, "run the tests with STOPWISE_APPROVE=1 and review the change");
    }
}
