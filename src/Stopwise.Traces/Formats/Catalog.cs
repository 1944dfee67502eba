using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats;

/// <summary>The files of one tree with their kinds, and which of them are spoken for.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<SourceFile, FileKind> _kinds = [];
    private readonly HashSet<SourceFile> _claimed = [];
    private readonly Dictionary<SourceFile, string> _ignored = [];
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    public IEnumerable<SourceFile> Files => _kinds.Keys;

    public void Add(SourceFile file, FileKind kind) => _kinds[file] = kind;

    public FileKind KindOf(SourceFile file) => _kinds[file];

    /// <summary>Files of a kind that nobody has claimed, in order.</summary>
    public IEnumerable<SourceFile> Free(FileKind kind) =>
        [.. _kinds.Where(f => f.Value == kind && !_claimed.Contains(f.Key)).Select(f => f.Key)];

    /// <summary>Files of text, whatever their kind, that nobody has claimed, in order.</summary>
    public IEnumerable<SourceFile> FreeText() =>
        [
            .. _kinds
                .Where(f =>
                    f.Value is not (FileKind.Empty or FileKind.Binary or FileKind.LfsPointer)
                    && !_claimed.Contains(f.Key)
                )
                .Select(f => f.Key),
        ];

    public void Claim(SourceFile file) => _claimed.Add(file);

    /// <summary>Says why a file beside a run is not needed.</summary>
    public void Ignore(SourceFile file, string reason)
    {
        _claimed.Add(file);
        _ignored[file] = reason;
    }

    /// <summary>Claims a file that was thought not to be needed.</summary>
    public void Take(SourceFile file)
    {
        _claimed.Add(file);
        _ignored.Remove(file);
    }

    /// <summary>Remembers which files an item speaks of.</summary>
    public void Told(ImportItem item)
    {
        switch (item)
        {
            case FileFailed failed:
                _told.Add(failed.Path);
                break;
            case FileIgnored ignored:
                _told.Add(ignored.Path);
                break;
            case RunFound { Run.Source: var source } found:
                _told.Add(source.Member is null ? source.Path : $"{source.Path}!/{source.Member}");
                _told.UnionWith(found.Originals.Select(o => o.Name));
                break;
        }
    }

    /// <summary>What no run was read from and no failure names, with the reason.</summary>
    public IEnumerable<FileIgnored> Rest() =>
        from file in _kinds
        let told = _told.Contains(file.Key.Display) || _told.Contains(file.Key.Name)
        let reason = _ignored.GetValueOrDefault(file.Key) ?? (told ? null : Reason(file.Key, file.Value))
        where reason is not null
        select new FileIgnored(file.Key.Display, reason);

    private string Reason(SourceFile file, FileKind kind) =>
        _claimed.Contains(file) ? "It belongs to a run that could not be read." : Reason(kind);

    private static string Reason(FileKind kind) =>
        kind switch
        {
            FileKind.Empty => "The file is empty.",
            FileKind.Binary => "The file is not text.",
            FileKind.LfsPointer => "The file is a git-lfs pointer; fetch the real file with 'git lfs pull'.",
            FileKind.OtherJson => "JSON of no known run format.",
            FileKind.HarborResult or FileKind.TerminalBenchResult => "A trial's result without a recording of the run.",
            FileKind.SwebenchReport or FileKind.SwebenchSummary => "An evaluation report of no run read here.",
            FileKind.FailureLabels => "Failure labels of no run read here.",
            FileKind.OpenHandsState => "A session's state without its events.",
            FileKind.Cast => "A terminal recording without an agent's stream in it.",
            _ => "Text of no known run format.",
        };
}
