namespace Stopwise.Traces.Actions;

/// <summary>Names the files of a patch: unified diffs and the envelope of <c>apply_patch</c>.</summary>
internal static class PatchText
{
    /// <summary>The files that it makes, alters or removes, in order, without the prefixes <c>a/</c> and <c>b/</c>.</summary>
    public static List<string> Files(ReadOnlySpan<char> patch)
    {
        var files = new List<string>();
        foreach (var line in patch.EnumerateLines())
        {
            var path = PathOf(line);
            if (!path.IsEmpty && files.Count < 256)
            {
                var text = path.ToString();
                if (!files.Contains(text))
                {
                    files.Add(text);
                }
            }
        }

        return files;
    }

    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> line)
    {
        foreach (
            var head in (ReadOnlySpan<string>)
                ["*** Update File: ", "*** Add File: ", "*** Delete File: ", "*** Move to: ", "+++ ", "--- "]
        )
        {
            if (!line.StartsWith(head, StringComparison.Ordinal))
            {
                continue;
            }

            var path = line[head.Length..];
            var tab = path.IndexOf('\t');
            path = (tab < 0 ? path : path[..tab]).Trim();
            if (head[0] != '*')
            {
                path =
                    path.StartsWith("a/", StringComparison.Ordinal) || path.StartsWith("b/", StringComparison.Ordinal)
                        ? path[2..]
                    : path is "/dev/null" || !path.ContainsAny('.', '/') ? default
                    : path;
            }

            return path;
        }

        return default;
    }
}
