using System.Runtime.CompilerServices;

namespace Stopwise;

/// <summary>Where the tests find the checkout and the shared data that may lie beside it.</summary>
internal static class Repo
{
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, ".."));

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

    private static string Here([CallerFilePath] string path = "") => path;
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
