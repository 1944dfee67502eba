namespace Stopwise.Traces.Replay;

/// <summary>Entries as they are recorded: counts how often the same was asked.</summary>
internal sealed class EntryList
{
    private readonly Dictionary<EntryKey, int> _counts = [];
    private readonly List<CassetteEntry> _entries = [];

    public IReadOnlyList<CassetteEntry> Entries => _entries;

    /// <summary>Takes an entry and sets its occurrence.</summary>
    public CassetteEntry Add(CassetteEntry entry)
    {
        var key = EntryKey.Of(entry);
        var counted = entry with { Occurrence = _counts[key] = _counts.GetValueOrDefault(key) + 1 };
        _entries.Add(counted);
        return counted;
    }
}

/// <summary>What two calls share that ask the same.</summary>
internal readonly record struct EntryKey(CallKind Kind, string Name, string Form, string Sha256)
{
    public static EntryKey Of(CassetteEntry entry) => new(entry.Kind, entry.Name, entry.Form, entry.Request.Sha256);
}
