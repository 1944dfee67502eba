using System.Text.Json;

namespace Stopwise.Traces.Formats.Sources;

/// <summary>Puts files together that tell of the same thing: they name it both, directly or through a third file.</summary>
internal static class SharedNames
{
    /// <param name="files">Files of one format.</param>
    /// <param name="namesIn">What a file tells of. It may fail as reading does: then the file stays alone and its reader reports it.</param>
    public static List<List<SourceFile>> Group(List<SourceFile> files, Func<SourceFile, IEnumerable<string>> namesIn)
    {
        if (files.Count < 2)
        {
            return files.ConvertAll(f => new List<SourceFile> { f });
        }

        var groups = Enumerable.Range(0, files.Count).ToArray();
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < files.Count; i++)
        {
            foreach (var name in Names(files[i], namesIn))
            {
                if (!owners.TryAdd(name, i))
                {
                    groups[Root(i)] = Root(owners[name]);
                }
            }
        }

        return files
            .Select((file, i) => (file, Group: Root(i)))
            .GroupBy(f => f.Group, f => f.file)
            .Select(g => g.ToList())
            .ToList();

        int Root(int i) => groups[i] == i ? i : groups[i] = Root(groups[i]);
    }

    private static List<string> Names(SourceFile file, Func<SourceFile, IEnumerable<string>> namesIn)
    {
        try
        {
            return [.. namesIn(file)];
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
