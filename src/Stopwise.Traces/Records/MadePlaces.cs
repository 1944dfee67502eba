using System.Collections.Frozen;
using Stopwise.Traces.Actions.Shell;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Records;

/// <summary>The folders that a run made itself: what lies in them is its own, and to throw it away destroys nothing.</summary>
/// <remarks>
/// A folder is the run's own where one of its calls makes it and nothing had shown the name before: <c>mkdir -p src</c> makes
/// nothing where <c>src</c> was listed. A call that fails is believed too, since its result comes after it was read.
/// </remarks>
internal sealed class MadePlaces
{
    private const int MostMade = 1024;
    private const int LongestName = 128;

    /// <summary>Programs that make the folder they are given.</summary>
    private static readonly FrozenSet<string> Makers = FrozenSet.ToFrozenSet(
        ["mkdir", "sphinx-quickstart", "sphinx-build", "virtualenv", "mkvirtualenv"],
        StringComparer.Ordinal
    );

    /// <summary>Programs that make a folder with some of their verbs.</summary>
    private static readonly FrozenSet<string> Builders = FrozenSet.ToFrozenSet(
        ["git", "hg", "django-admin", "manage.py", "cargo", "dotnet", "npm", "rails", "uv", "poetry"],
        StringComparer.Ordinal
    );

    private static readonly FrozenSet<string> MakingVerbs = FrozenSet.ToFrozenSet(
        ["startproject", "startapp", "clone", "new", "init", "create", "venv"],
        StringComparer.Ordinal
    );

    private readonly List<string> _made = [];
    private readonly HashSet<ulong> _shown = [];

    /// <summary>True where a path is a folder that the run made, or lies in one.</summary>
    public bool Has(string path)
    {
        foreach (var made in _made)
        {
            if (IsIn(path, made))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the names that a text shows to be there: paths, and lines that are one name or end with one.</summary>
    public void Show(ReadOnlySpan<char> text)
    {
        foreach (var raw in text.EnumerateLines())
        {
            var line = raw.Trim();
            var isEntry =
                line.StartsWith("drwx") || line.StartsWith("├") || line.StartsWith("└") || line.StartsWith("│");
            foreach (var range in line.SplitAny(" \t\"'`()[]{}<>,;:="))
            {
                var word = line[range];
                if (word.Contains('/') || word.Length == line.Length || (isEntry && range.End.Value == line.Length))
                {
                    ShowPath(word);
                }
            }
        }
    }

    /// <summary>Takes a file or folder that the run wrote where none was known to be; one whose name was shown may be an old one.</summary>
    public void Add(string path)
    {
        if (_made.Count < MostMade && !IsShown(ShellPath.NameOf(path)) && !Has(path))
        {
            _made.Add(path);
        }
    }

    /// <summary>Takes note of what a command makes.</summary>
    public void Make(ShellCommand command)
    {
        var words = Carriers.Unwrap(command.Words, out _);
        if (words.IsEmpty)
        {
            return;
        }

        var program = ShellPath.NameOf(words[0]);
        var start = Makers.Contains(program) ? 1 : 0;
        if (Builders.Contains(program) || program.StartsWith("python", StringComparison.Ordinal))
        {
            for (var i = 1; i < words.Length && i <= 3 && start == 0; i++)
            {
                start = MakingVerbs.Contains(words[i]) ? i + 1 : 0;
            }
        }

        for (var i = start; start > 0 && i < words.Length; i++)
        {
            if (words[i].Length > 0 && words[i][0] != '-' && !ShellPath.IsUnknown(words[i]))
            {
                Make(ShellPath.Resolve(command.Directory, words[i]), command.Directory);
            }
        }
    }

    /// <summary>
    /// The uppermost folder under the one where the command stands that nobody had shown is the run's own; of a path from
    /// elsewhere only its end.
    /// </summary>
    private void Make(string path, string from)
    {
        if (path.Contains("://", StringComparison.Ordinal) || Has(path))
        {
            return;
        }

        var start =
            from.Length > 0 && path.StartsWith(from + "/", StringComparison.Ordinal) ? from.Length + 1
            : path.StartsWith('/') ? path.LastIndexOf('/') + 1
            : 0;
        while (start < path.Length && _made.Count < MostMade)
        {
            var slash = path.IndexOf('/', start);
            var end = slash < 0 ? path.Length : slash;
            if (!IsShown(path.AsSpan(start, end - start)))
            {
                _made.Add(path[..end]);
                return;
            }

            start = end + 1;
        }
    }

    private bool IsShown(ReadOnlySpan<char> name) => name is "" or "." or ".." or "~" || _shown.Contains(Hash(name));

    private void ShowPath(ReadOnlySpan<char> path)
    {
        foreach (var range in path.Split('/'))
        {
            var name = path[range];
            if (name.Length is > 0 and <= LongestName)
            {
                _shown.Add(Hash(name));
            }
        }
    }

    /// <summary>A relative path may be the end of an absolute one: a record does not say where its shell stood.</summary>
    private static bool IsIn(string path, string folder)
    {
        var at =
            path.StartsWith(folder, StringComparison.Ordinal) ? 0
            : path.StartsWith('/') && !folder.StartsWith('/') ? path.IndexOf("/" + folder, StringComparison.Ordinal) + 1
            : 0;
        if (at > 0 || path.StartsWith(folder, StringComparison.Ordinal))
        {
            var end = at + folder.Length;
            return end == path.Length || path[end] == '/';
        }

        return folder.EndsWith("/" + path, StringComparison.Ordinal);
    }

    private static ulong Hash(ReadOnlySpan<char> name) => TextHash.Mix(TextHash.Seed, name);
}
