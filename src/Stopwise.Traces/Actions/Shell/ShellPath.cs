namespace Stopwise.Traces.Actions.Shell;

/// <summary>Paths as text: no file system is asked.</summary>
internal static class ShellPath
{
    /// <summary>The path seen from where the text started, with <c>.</c> and <c>..</c> taken out where that is possible.</summary>
    public static string Resolve(string directory, string path)
    {
        if (path.Length > 1 && path[^1] == '/')
        {
            path = path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/";
        }

        if (directory.Length == 0 && !NeedsCleaning(path))
        {
            return path;
        }

        var rooted = path.Length > 0 && path[0] is '/' or '~' or '$';
        return Clean(directory.Length == 0 || rooted ? path : directory + "/" + path);
    }

    /// <summary>True where the text does not say which file it is: a variable or a substitution is left in it.</summary>
    public static bool IsUnknown(string path) => path.AsSpan().ContainsAny('$', '`');

    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static bool NeedsCleaning(ReadOnlySpan<char> path) =>
        path.StartsWith("./", StringComparison.Ordinal)
        || path.Contains("/./", StringComparison.Ordinal)
        || path.Contains("//", StringComparison.Ordinal)
        || path.Contains("/..", StringComparison.Ordinal);

    private static string Clean(string path)
    {
        if (path.Contains("://", StringComparison.Ordinal))
        {
            return path;
        }

        var kept = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part == ".." && kept.Count > 0 && kept[^1] is not (".." or "" or "~") && !ShellPath.IsUnknown(kept[^1]))
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (part is not ("." or "") || (part.Length == 0 && kept.Count == 0))
            {
                kept.Add(part);
            }
        }

        return kept switch
        {
            [] => ".",
            [""] => path.Length > 0 ? "/" : "",
            _ => string.Join('/', kept),
        };
    }
}
