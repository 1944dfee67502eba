namespace Stopwise;

/// <summary>Where the tests find the checkout and the shared data that may lie beside it.</summary>
internal static class Repo
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of real runs, or null where this machine has none.</summary>
    public static string? Shared { get; } = FindShared();

    public static IEnumerable<string> Projects => Under("src", "*.csproj");

    public static IEnumerable<string> SourceFiles => Under("src", "*.cs");

    public static IEnumerable<string> Under(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories);

    private static string? FindShared()
    {
        var named = Environment.GetEnvironmentVariable("STOPWISE_SHARED");
        var folder = string.IsNullOrEmpty(named) ? Path.Combine(Root, "..", "shared") : named;
        return File.Exists(Path.Combine(folder, "corpus", "MANIFEST.jsonl")) ? Path.GetFullPath(folder) : null;
    }

    /// <remarks>Source paths are of no use here: a build for continuous integration rewrites them.</remarks>
    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Stopwise.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException($"No Stopwise.slnx above {AppContext.BaseDirectory}.");
    }
}

/// <summary>A test that needs the real runs; skipped, with the reason shown, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute()
    {
        if (Repo.Shared is null)
        {
            Skip = "The corpus of real runs is not here: put it in ../shared or set STOPWISE_SHARED.";
        }
    }
}
