using System.Buffers;
using Stopwise.Traces.Actions.Shell;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Records;

/// <summary>The paths that results have shown: a file that was listed with its folder was there.</summary>
/// <remarks>Kept as hashes; a bare name in a listing can be a file of any folder and counts only in a listing of one folder.</remarks>
internal sealed class ListedPaths
{
    private const int LongestPath = 512;
    private const int MostParts = 6;

    private static readonly SearchValues<char> PathCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-+@~"
    );

    private readonly HashSet<ulong> _whole = [];
    private readonly HashSet<ulong> _ends = [];

    /// <summary>True where a result has shown this path, or one that is its end or has it as its end.</summary>
    public bool Has(string path)
    {
        var span = Trim(path);
        if (_whole.Contains(Hash(span)) || _ends.Contains(Hash(span)))
        {
            return true;
        }

        for (var at = span.IndexOf('/'); at >= 0; )
        {
            span = span[(at + 1)..];
            at = span.IndexOf('/');
            if (at >= 0 && _whole.Contains(Hash(span)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the paths of a text.</summary>
    /// <param name="text">A result or what a user said.</param>
    /// <param name="folder">The one folder that it lists; null where it is no such listing.</param>
    public void Add(ReadOnlySpan<char> text, string? folder)
    {
        while (text.IndexOfAny(PathCharacters) is >= 0 and var start)
        {
            text = text[start..];
            var length = text.IndexOfAnyExcept(PathCharacters) is >= 0 and var end ? end : text.Length;
            var word = Trim(text[..length]);
            if (word.Length is > 2 and <= LongestPath && word.LastIndexOf('.') > 0)
            {
                AddPath(word, folder);
            }

            text = text[length..];
        }
    }

    private void AddPath(ReadOnlySpan<char> path, string? folder)
    {
        var slash = path.IndexOf('/');
        if (slash < 0)
        {
            if (folder is not null)
            {
                var joined = ShellPath.Resolve(folder, path.ToString());
                _whole.Add(Hash(Trim(joined)));
            }

            return;
        }

        _whole.Add(Hash(path));
        for (var parts = 0; parts < MostParts && slash >= 0; parts++)
        {
            path = path[(slash + 1)..];
            slash = path.IndexOf('/');
            if (slash >= 0)
            {
                _ends.Add(Hash(path));
            }
        }
    }

    private static ReadOnlySpan<char> Trim(ReadOnlySpan<char> path)
    {
        path = path.TrimEnd("./-");
        while (path.StartsWith("./"))
        {
            path = path[2..];
        }

        return path;
    }

    private static ulong Hash(ReadOnlySpan<char> path) => TextHash.Mix(TextHash.Seed, path);
}
