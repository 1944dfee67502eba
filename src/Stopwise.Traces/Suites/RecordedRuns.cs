using System.IO.Enumeration;
using Stopwise.Exits;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Suites;

/// <summary>The recorded runs that suites name: files, patterns of files, or ids of stored runs. Each file is read once.</summary>
/// <param name="stored">Gives a stored run by its id; it throws a <see cref="StopwiseException"/> where there is none.</param>
internal sealed class RecordedRuns(Func<string, Run> stored)
{
    private readonly Dictionary<string, IReadOnlyList<Run>> _read = new(StringComparer.Ordinal);

    /// <summary>All runs of a name.</summary>
    /// <param name="suite">The suite file: paths begin beside it.</param>
    /// <param name="name">A file, a pattern with <c>*</c>, <c>?</c> and <c>**</c>, or an id.</param>
    /// <exception cref="StopwiseException">Nothing is there, or no run can be read of it; the message says why.</exception>
    public IReadOnlyList<Run> Of(string suite, string name)
    {
        var folder = Path.GetDirectoryName(suite) is { Length: > 0 } found ? found : ".";
        var key = $"{Path.GetFullPath(folder)}\n{name}";
        if (!_read.TryGetValue(key, out var runs))
        {
            runs = Read(folder, name);
            _read.Add(key, runs);
        }

        return runs;
    }

    private List<Run> Read(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return Path.Exists(path) ? OfFiles(name, [path])
            : name.AsSpan().ContainsAny('*', '?') ? OfFiles(name, Matching(folder, name))
            : [stored(name)];
    }

    private static List<Run> OfFiles(string name, IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
        {
            throw new StopwiseException($"No file fits '{name}'.");
        }

        var runs = new List<Run>();
        var failures = new List<string>();
        foreach (var item in RunReader.Read(paths, new ImportOptions()))
        {
            switch (item)
            {
                case RunFound found:
                    runs.Add(found.Run);
                    break;
                case FileFailed failed:
                    failures.Add($"{failed.Path}{(failed.Line is { } line ? $":{line}" : "")}: {failed.Reason}");
                    break;
            }
        }

        // A part that cannot be read is no run that passed: the test must not pass without it.
        return failures.Count > 0 ? throw new StopwiseException(failures[0])
            : runs.Count > 0 ? runs
            : throw new StopwiseException($"No run was found in '{name}'.");
    }

    private static IReadOnlyList<string> Matching(string folder, string pattern)
    {
        var plain = pattern.Replace('\\', '/');
        var wild = plain.AsSpan().IndexOfAny('*', '?');
        var fixedPart = plain[..(plain.LastIndexOf('/', wild) + 1)];
        var root = Path.Combine(folder, fixedPart);
        if (!Directory.Exists(root))
        {
            return [];
        }

        var rest = plain[fixedPart.Length..];
        return
        [
            .. Directory
                .EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Where(f => Fits(rest.Split('/'), Path.GetRelativePath(root, f).Replace('\\', '/').Split('/')))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether the parts of a path fit those of a pattern; <c>**</c> stands for any folders, none included.</summary>
    internal static bool Fits(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty)
        {
            return path.IsEmpty;
        }

        if (pattern[0] == "**")
        {
            return Fits(pattern[1..], path) || (!path.IsEmpty && Fits(pattern, path[1..]));
        }

        return !path.IsEmpty
            && FileSystemName.MatchesSimpleExpression(pattern[0], path[0], ignoreCase: false)
            && Fits(pattern[1..], path[1..]);
    }
}
