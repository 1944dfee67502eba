using Stopwise.Governance.Records;
using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Records;

/// <summary>The files of a run, one spelling each: the first one that was used.</summary>
/// <remarks>
/// A record does not say where its shell stood, so a relative path is taken for an absolute one that ends with it. Which one,
/// where several do, is settled by the folder that such a match has shown before, else by which was used last. A name once
/// given stays: later calls never change it. No more than <see cref="MostOfAName"/> files of one last name are compared.
/// </remarks>
internal sealed class FileBook
{
    private const int MostOfAName = 64;

    private readonly Dictionary<string, BookedFile> _bySpelling = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<BookedFile>> _byName = new(StringComparer.Ordinal);
    private string? _root;
    private long _clock;

    /// <summary>The file that a call means by a path, seen from where the call began.</summary>
    public BookedFile Find(string path)
    {
        path = Clean(path);
        if (!_bySpelling.TryGetValue(path, out var file))
        {
            file = Match(path) ?? Add(path);
            _bySpelling.Add(path, file);
        }

        file.Used = ++_clock;
        return file;
    }

    private static string Clean(string path)
    {
        if (path.Length > 2 && path[1] == ':' && char.IsAsciiLetter(path[0]))
        {
            path = path.Replace('\\', '/');
        }

        return ShellPath.Resolve("", path);
    }

    private static bool IsRooted(string path) =>
        path.Length > 0 && (path[0] is '/' or '~' || (path.Length > 2 && path[1] == ':' && path[2] == '/'));

    private BookedFile? Match(string path)
    {
        if (!_byName.TryGetValue(ShellPath.NameOf(path), out var files))
        {
            return null;
        }

        BookedFile? best = null;
        foreach (var file in files)
        {
            if (IsRooted(path) ? file.Rooted is null && IsEnd(file.Name, path) : EndsAs(file, path))
            {
                best = best is null || Precedes(file, best, path) ? file : best;
            }
        }

        if (best is null)
        {
            return null;
        }

        if (IsRooted(path))
        {
            best.Rooted = path;
            NoteRoot(path, best.Name);
        }
        else if (best.Rooted is { } rooted)
        {
            NoteRoot(rooted, path);
        }

        return best;
    }

    private static bool EndsAs(BookedFile file, string relative) =>
        file.Rooted is { } rooted ? IsEnd(relative, rooted) : IsEnd(relative, file.Name) || IsEnd(file.Name, relative);

    private bool Precedes(BookedFile file, BookedFile other, string relative)
    {
        var (inRoot, otherInRoot) = (IsAt(file, relative), IsAt(other, relative));
        return inRoot == otherInRoot ? file.Used > other.Used : inRoot;
    }

    private bool IsAt(BookedFile file, string relative) =>
        _root is { } root
        && file.Rooted is { } rooted
        && rooted.Length == root.Length + relative.Length + 1
        && rooted.StartsWith(root, StringComparison.Ordinal);

    /// <summary>A relative path of a folder and a file that ends an absolute one shows where calls begin.</summary>
    private void NoteRoot(string rooted, string relative)
    {
        if (relative.Contains('/', StringComparison.Ordinal))
        {
            _root ??= rooted[..^(relative.Length + 1)];
        }
    }

    private static bool IsEnd(string end, string path) =>
        end.Length > 0
        && !IsRooted(end)
        && path.Length > end.Length
        && path[^(end.Length + 1)] == '/'
        && path.EndsWith(end, StringComparison.Ordinal);

    private BookedFile Add(string path)
    {
        var file = new BookedFile(path) { Rooted = IsRooted(path) ? path : null };
        var name = ShellPath.NameOf(path);
        if (!_byName.TryGetValue(name, out var files))
        {
            _byName.Add(name, files = []);
        }

        if (files.Count < MostOfAName)
        {
            files.Add(file);
        }

        return file;
    }
}

/// <summary>What a run knows of a file.</summary>
/// <param name="name">How its records spell it.</param>
internal sealed class BookedFile(string name)
{
    public string Name { get; } = name;

    /// <summary>Its absolute path, once one was seen.</summary>
    public string? Rooted { get; set; }

    /// <summary>The run knows that it is there: it was read, changed or made.</summary>
    public bool IsThere { get; set; }

    /// <summary>How far its text can be trusted: a file that was fetched stays foreign.</summary>
    public Trust Trust { get; set; } = Trust.Tool;

    /// <summary>The record that last showed its text; null where none did.</summary>
    public int? ShownAt { get; set; }

    /// <summary>When it was last named, by a count of such events.</summary>
    public long Used { get; set; }
}
