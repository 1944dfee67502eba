using Stopwise.Traces.Actions.Shell;

namespace Stopwise.Traces.Actions;

/// <summary>What one call does to the world, whatever came back; filled in while the call is read.</summary>
internal sealed class CallEffect
{
    private List<string>? _written;
    private List<string>? _looked;
    private List<string>? _listed;
    private List<string>? _searches;
    private List<string>? _reverts;
    private List<string>? _removed;
    private List<string>? _altered;
    private List<string>? _hosts;
    private List<ShellCommand>? _ran;

    /// <summary>What it is for; null while nothing was read.</summary>
    public StepKind? Kind { get; set; }

    /// <summary>True unless it provably only looks.</summary>
    public bool Changes { get; set; }

    /// <summary>It writes a file outside the scratch of the run.</summary>
    public bool Edits { get; set; }

    /// <summary>It may write files that cannot be named.</summary>
    public bool Opaque { get; set; }

    public bool CleansUp { get; set; }

    public bool LooksAtDiff { get; set; }

    /// <summary>It runs a check, perhaps beside a change.</summary>
    public bool Check { get; set; }

    /// <summary>It hands the work in.</summary>
    public bool HandsIn { get; set; }

    /// <summary>The last program of a shell command; empty for other tools.</summary>
    public string LastProgram { get; set; } = "";

    /// <summary>The object of a tool that works on no file, e.g. an order.</summary>
    public string? Subject { get; set; }

    public IReadOnlyList<string> Written => (IReadOnlyList<string>?)_written ?? [];

    public IReadOnlyList<string> Looked => (IReadOnlyList<string>?)_looked ?? [];

    public IReadOnlyList<string> Listed => (IReadOnlyList<string>?)_listed ?? [];

    public IReadOnlyList<string> Searches => (IReadOnlyList<string>?)_searches ?? [];

    public IReadOnlyList<string> Reverts => (IReadOnlyList<string>?)_reverts ?? [];

    /// <summary>Files that are removed or moved away.</summary>
    public IReadOnlyList<string> Removed => (IReadOnlyList<string>?)_removed ?? [];

    /// <summary>Files that are written in a way that needs them to be there: in place, by a patch of their text.</summary>
    public IReadOnlyList<string> Altered => (IReadOnlyList<string>?)_altered ?? [];

    /// <summary>Hosts that program text asks for something.</summary>
    public IReadOnlyList<string> CodeHosts => (IReadOnlyList<string>?)_hosts ?? [];

    /// <summary>The simple commands that a shell gets to run for it, those of scripts and of nested shells among them.</summary>
    public IReadOnlyList<ShellCommand> Ran => (IReadOnlyList<ShellCommand>?)_ran ?? [];

    /// <summary>Of several purposes the strongest counts.</summary>
    public void Raise(StepKind kind)
    {
        Kind = Kind is { } before && before > kind ? before : kind;
        Check |= kind == StepKind.Verify;
    }

    public void AddWritten(string path) => Add(ref _written, path);

    public void AddLooked(string path) => Add(ref _looked, path);

    public void AddListed(string path) => Add(ref _listed, path);

    public void AddSearch(string query) => Add(ref _searches, query);

    /// <summary>A file put back to an earlier state; <c>.</c> for all of them.</summary>
    public void AddRevert(string path) => Add(ref _reverts, path);

    public void AddRemoved(string path) => Add(ref _removed, path);

    public void AddAltered(string path) => Add(ref _altered, path);

    /// <summary>A file that a patch names.</summary>
    public void AddPatched(string path, PatchChange change)
    {
        switch (change)
        {
            case PatchChange.Alters:
                AddAltered(path);
                break;
            case PatchChange.Removes:
                AddRemoved(path);
                break;
        }
    }

    public void AddCodeHost(string host) => Add(ref _hosts, host);

    public void AddRan(ShellCommand command)
    {
        if ((_ran?.Count ?? 0) < 256)
        {
            (_ran ??= []).Add(command);
        }
    }

    private static void Add(ref List<string>? list, string text)
    {
        if (text.Length > 0 && list?.Contains(text) != true && (list?.Count ?? 0) < 256)
        {
            (list ??= []).Add(text);
        }
    }
}
