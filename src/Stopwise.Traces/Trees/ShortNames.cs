namespace Stopwise.Traces.Trees;

/// <summary>Names of files and folders as short as they can be told apart within a run.</summary>
internal sealed class ShortNames
{
    private const int MostSegments = 6;
    private const int MostCharacters = 60;
    private readonly Dictionary<string, string?> _owners = new(StringComparer.Ordinal);

    /// <param name="paths">All names that the run uses, repeated or not.</param>
    public ShortNames(IEnumerable<string> paths)
    {
        var distinct = paths.Select(Plain).ToHashSet(StringComparer.Ordinal);

        // The longest first: a name that is the end of exactly one longer name means the same file.
        foreach (var path in distinct.OrderByDescending(p => p.Length).ThenBy(p => p, StringComparer.Ordinal))
        {
            if (_owners.GetValueOrDefault(path) is null)
            {
                foreach (var end in Ends(path))
                {
                    _owners[end] = _owners.ContainsKey(end) ? null : path;
                }
            }
        }
    }

    /// <summary>The shortest end of the path that no other file has, clean and on one line.</summary>
    public string Of(string path)
    {
        var plain = Plain(path);
        var whole = _owners.GetValueOrDefault(plain) ?? plain;
        foreach (var end in Ends(whole))
        {
            if (_owners.GetValueOrDefault(end) == whole)
            {
                return PlainLine.Of(end, MostCharacters);
            }
        }

        return whole.Length <= MostCharacters
            ? PlainLine.Of(whole, MostCharacters)
            : "…" + PlainLine.Of(whole[^(MostCharacters - 1)..], MostCharacters - 1);
    }

    private static string Plain(string path)
    {
        var plain = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        return plain.Length > 1 ? plain.TrimEnd('/') : plain;
    }

    /// <summary>The last segment, the last two, and so on.</summary>
    private static IEnumerable<string> Ends(string path)
    {
        var at = path.Length;
        for (var i = 0; i < MostSegments && at > 0; i++)
        {
            at = path.LastIndexOf('/', at - 1);
            yield return path[(at + 1)..];
        }
    }
}
