using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Actions;

/// <summary>The files that a run made itself: which are its scratch, and what it put into its scripts.</summary>
/// <remarks>
/// A relative and an absolute path are taken for one file where the second ends with the first, since a record does not say
/// where its shell stood. Texts are kept as part of the call that wrote them and read only when the script is run.
/// </remarks>
internal sealed class OwnFiles
{
    /// <summary>More files of one name than this are not told apart, so that none takes long to find.</summary>
    private const int MaxFilesOfAName = 64;

    private readonly Dictionary<string, List<OwnFile>> _byName = new(StringComparer.Ordinal);

    /// <summary>The run made a file and may throw it away.</summary>
    public void AddScratch(string path, OwnText text)
    {
        var file = FindOrAdd(path);
        file.IsScratch = true;
        file.Text = text;
    }

    /// <summary>The run wrote a file with an editor; it is work, not scratch, but its text is known.</summary>
    public void AddText(string path, OwnText text) => FindOrAdd(path).Text = text;

    /// <summary>The run saw a file that it had not made: to overwrite it is an edit.</summary>
    public void AddWork(string path)
    {
        var file = FindOrAdd(path);
        file.IsWork |= !file.IsScratch && file.Text is null;
    }

    public bool IsWork(string path) => Find(path)?.IsWork == true;

    public bool IsScratch(string path) => Find(path)?.IsScratch == true;

    /// <summary>Forgets that a file is scratch; false where it was none.</summary>
    public bool RemoveScratch(string path)
    {
        if (Find(path) is not { IsScratch: true } file)
        {
            return false;
        }

        file.IsScratch = false;
        return true;
    }

    /// <summary>What the run put into a file; null where it did not write it.</summary>
    public OwnText? TextOf(string path) => Find(path)?.Text;

    private OwnFile? Find(string path)
    {
        if (_byName.TryGetValue(ShellPath.NameOf(path), out var files))
        {
            foreach (var file in files)
            {
                if (IsSame(file.Path, path))
                {
                    return file;
                }
            }
        }

        return null;
    }

    private OwnFile FindOrAdd(string path)
    {
        if (Find(path) is { } found)
        {
            return found;
        }

        var file = new OwnFile(path);
        var name = ShellPath.NameOf(path);
        if (!_byName.TryGetValue(name, out var files))
        {
            _byName.Add(name, files = []);
        }

        if (files.Count < MaxFilesOfAName)
        {
            files.Add(file);
        }

        return file;
    }

    private static bool IsSame(string a, string b)
    {
        if (a == b)
        {
            return true;
        }

        var (longer, shorter) = a.Length > b.Length ? (a, b) : (b, a);
        return longer.Length > shorter.Length + 1
            && longer[0] == '/'
            && shorter.Length > 0
            && shorter[0] != '/'
            && longer[^(shorter.Length + 1)] == '/'
            && longer.EndsWith(shorter, StringComparison.Ordinal);
    }

    private sealed class OwnFile(string path)
    {
        public string Path { get; } = path;

        public bool IsScratch { get; set; }

        public bool IsWork { get; set; }

        public OwnText? Text { get; set; }
    }
}

/// <summary>Text that a run put into a file.</summary>
/// <param name="Text">The text, or the arguments of the tool that wrote it, as JSON.</param>
/// <param name="IsArguments">True where the text still has to be taken out of the arguments.</param>
internal readonly record struct OwnText(ReadOnlyMemory<char> Text, bool IsArguments);
