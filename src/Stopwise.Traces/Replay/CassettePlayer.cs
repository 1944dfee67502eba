namespace Stopwise.Traces.Replay;

/// <summary>Gives recorded answers to whoever asks what was recorded, and keeps account of what it could not answer.</summary>
/// <remarks>
/// An answer is found by what is called, its name, the canonical request, and how often the same was asked before. So tools that run side
/// by side get their own answers in whatever order they ask. All members may be called from several threads.
/// </remarks>
public sealed class CassettePlayer
{
    private readonly Lock _lock = new();
    private readonly ReplayOptions _options;
    private readonly string _source;
    private readonly EntryList _entries = new();
    private readonly Dictionary<EntryKey, List<int>> _index = [];
    private readonly Dictionary<EntryKey, int> _asked = [];
    private readonly List<PlayedCall> _calls = [];
    private readonly HashSet<int> _used = [];

    /// <param name="cassette">What was recorded.</param>
    /// <param name="options">How to replay; null for a strict replay.</param>
    public CassettePlayer(Cassette cassette, ReplayOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(cassette);
        _options = options ?? new ReplayOptions();
        _source = cassette.Source;
        foreach (var entry in cassette.Entries)
        {
            Index(_entries.Add(entry));
        }

        Recorded = cassette.Entries.Count;
    }

    /// <summary>Entries that were there before the replay.</summary>
    public int Recorded { get; }

    /// <summary>How it replays.</summary>
    public ReplayOptions Options => _options;

    /// <summary>Looks for the recorded answer. What is not found is a divergence; see <see cref="Record"/> for what a hybrid replay does.</summary>
    public PlayedCall Play(AskedCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        lock (_lock)
        {
            var number = _calls.Count;
            foreach (var asked in call.Requests)
            {
                if (Take(call, asked) is { } entry)
                {
                    return Kept(new PlayedCall(number, call, entry, null));
                }
            }

            return Kept(
                new PlayedCall(
                    number,
                    call,
                    null,
                    DivergenceFinder.Find(number, call, _entries.Entries, _used, _options.AnyModel)
                )
            );
        }
    }

    /// <summary>Keeps the answer that a live model or tool gave to a call that was not recorded: a later replay finds it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="response">One JSON value in the call's own form; its secrets are masked.</param>
    /// <param name="at">When it came; null leaves it out.</param>
    public CassetteEntry Record(PlayedCall call, string response, DateTimeOffset? at = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(response);
        var masked = CanonicalJson.Parse(AskedCall.Masked(response));
        lock (_lock)
        {
            var entry = _entries.Add(
                new CassetteEntry
                {
                    Kind = call.Asked.Kind,
                    Name = call.Asked.Name,
                    Form = call.Asked.Own.Form,
                    Request = call.Asked.Own.Request,
                    Occurrence = 1,
                    Response = masked is { } json ? CanonicalJson.Compact(json) : CanonicalJson.OfText(response),
                    Step = call.Divergence?.Step,
                    At = at,
                }
            );
            Index(entry);
            _used.Add(_entries.Entries.Count - 1);

            // It has just been answered: asking the same once more is the next occurrence.
            var key = KeyOf(call.Asked, call.Asked.Own);
            _asked[key] = Math.Max(_asked.GetValueOrDefault(key), _index[key].Count);
            _calls[call.Number] = call with { Recorded = entry };
            return entry;
        }
    }

    /// <summary>The entries with what a hybrid replay added.</summary>
    public Cassette ToCassette()
    {
        lock (_lock)
        {
            return new Cassette(_source, [.. _entries.Entries]);
        }
    }

    /// <summary>What became of the calls so far.</summary>
    public ReplayReport Report()
    {
        lock (_lock)
        {
            return new ReplayReport(
                InOrder(_calls),
                [.. _entries.Entries.Take(Recorded).Where((_, i) => !_used.Contains(i))],
                _options.Mode
            );
        }
    }

    /// <summary>Tools that were called between two model calls ran side by side: they stand as they were recorded.</summary>
    private List<PlayedCall> InOrder(List<PlayedCall> calls)
    {
        var places = new Dictionary<CassetteEntry, int>(ReferenceEqualityComparer.Instance);
        foreach (var entry in _entries.Entries)
        {
            places[entry] = places.Count;
        }

        var round = 0;
        return
        [
            .. calls
                .Select(c => (Call: c, Round: c.Asked.Kind == CallKind.Model ? ++round : round))
                .OrderBy(c => c.Round)
                .ThenBy(c => c.Call.Asked.Kind)
                .ThenBy(c => c.Call.Entry is { } entry ? places[entry] : int.MaxValue)
                .ThenBy(c => c.Call.Asked.Own.Request.Sha256, StringComparer.Ordinal)
                .Select(c => c.Call),
        ];
    }

    private CassetteEntry? Take(AskedCall call, AskedForm asked)
    {
        var key = KeyOf(call, asked);
        if (!_index.TryGetValue(key, out var found))
        {
            key = key with { Name = RunRecording.AnyModel };
            if (call.Kind != CallKind.Model || !_index.TryGetValue(key, out found))
            {
                return null;
            }
        }

        var times = _asked.GetValueOrDefault(key);
        if (times >= found.Count && _options.Exhausted == WhenExhausted.Miss)
        {
            return null;
        }

        _asked[key] = times + 1;
        var at = found[Math.Min(times, found.Count - 1)];
        _used.Add(at);
        return _entries.Entries[at];
    }

    private PlayedCall Kept(PlayedCall call)
    {
        _calls.Add(call);
        return call;
    }

    private void Index(CassetteEntry entry)
    {
        var key = EntryKey.Of(entry);
        key = entry.Kind == CallKind.Model && _options.AnyModel ? key with { Name = RunRecording.AnyModel } : key;
        if (!_index.TryGetValue(key, out var places))
        {
            _index[key] = places = [];
        }

        places.Add(_entries.Entries.Count - 1);
    }

    private EntryKey KeyOf(AskedCall call, AskedForm asked) =>
        new(
            call.Kind,
            call.Kind == CallKind.Model && _options.AnyModel ? RunRecording.AnyModel : call.Name,
            asked.Form,
            asked.Request.Sha256
        );
}

/// <summary>A call that was made in a replay, and what became of it.</summary>
/// <param name="Number">Its number, from 0, in the order of arrival.</param>
/// <param name="Asked">What was asked.</param>
/// <param name="Entry">The recorded call that answers it; null where none does.</param>
/// <param name="Divergence">Why none does; null where one does.</param>
public sealed record PlayedCall(int Number, AskedCall Asked, CassetteEntry? Entry, Divergence? Divergence)
{
    /// <summary>The answer that a hybrid replay got elsewhere and kept; null where it did not.</summary>
    public CassetteEntry? Recorded { get; init; }
}
