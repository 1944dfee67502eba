namespace Stopwise.Traces.Actions;

/// <summary>What a patch does with a file.</summary>
internal enum PatchChange
{
    /// <summary>It changes text that is there.</summary>
    Alters,

    /// <summary>It makes the file.</summary>
    Makes,

    /// <summary>It removes the file.</summary>
    Removes,
}

/// <summary>Names the files of a patch: unified diffs and the envelope of <c>apply_patch</c>.</summary>
internal static class PatchText
{
    private const string Nothing = "/dev/null";

    private static readonly (string Head, PatchChange Change)[] Heads =
    [
        ("*** Update File: ", PatchChange.Alters),
        ("*** Add File: ", PatchChange.Makes),
        ("*** Delete File: ", PatchChange.Removes),
        ("*** Move to: ", PatchChange.Makes),
        ("+++ ", PatchChange.Alters),
        ("--- ", PatchChange.Alters),
    ];

    /// <summary>The files that it makes, alters or removes, in order, without the prefixes <c>a/</c> and <c>b/</c>.</summary>
    public static List<(string Path, PatchChange Change)> Changes(ReadOnlySpan<char> patch)
    {
        var changes = new List<(string Path, PatchChange Change)>();
        var fromNothing = false;
        foreach (var line in patch.EnumerateLines())
        {
            foreach (var (head, change) in Heads)
            {
                if (!line.StartsWith(head, StringComparison.Ordinal))
                {
                    continue;
                }

                var path = PathOf(line[head.Length..], isDiff: head[0] != '*');
                if (head == "+++ " && path is Nothing && changes.Count > 0)
                {
                    changes[^1] = (changes[^1].Path, PatchChange.Removes);
                }
                else if (path is not Nothing)
                {
                    Add(changes, path, head == "+++ " && fromNothing ? PatchChange.Makes : change);
                }

                fromNothing = head == "--- " && path is Nothing;
                break;
            }
        }

        return changes;
    }

    private static void Add(
        List<(string Path, PatchChange Change)> changes,
        ReadOnlySpan<char> path,
        PatchChange change
    )
    {
        if (path.IsEmpty || changes.Count >= 256)
        {
            return;
        }

        var text = path.ToString();
        if (!changes.Exists(c => c.Path == text))
        {
            changes.Add((text, change));
        }
    }

    /// <summary>The path behind a header; empty where the line was no header after all.</summary>
    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> rest, bool isDiff)
    {
        var tab = rest.IndexOf('\t');
        var path = (tab < 0 ? rest : rest[..tab]).Trim();
        return !isDiff ? path
            : path.StartsWith("a/", StringComparison.Ordinal) || path.StartsWith("b/", StringComparison.Ordinal)
                ? path[2..]
            : path.ContainsAny('.', '/') ? path
            : default;
    }
}
