using System.Text.Json;
using Stopwise.Governance.Contracts.Automata;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Contracts.Predicates;

/// <summary>One record as the machines of a set look at it: each predicate is asked at most once, and only if a machine asks.</summary>
internal sealed class RecordLens(PredicateTable table)
{
    private const int Slicings = (int)SliceBy.Action + 1;

    private readonly int[] _asked = new int[table.Count];
    private readonly bool[] _held = new bool[table.Count];
    private readonly List<SliceKey>?[] _keys = new List<SliceKey>?[Slicings];
    private readonly int[] _keyed = new int[Slicings];
    private int _look;
    private JsonElement? _json;
    private bool _read;
    private Fingerprint? _print;

    public MessageActionRecord Record { get; private set; } = null!;

    /// <summary>The step of the record, or of an earlier one that had a greater: time never goes back.</summary>
    public int Step { get; private set; }

    /// <summary>Whether it is a call of a tool or the result of one.</summary>
    public bool IsCall => Record.Kind is RecordKind.Action or RecordKind.Observation;

    /// <summary>Name and payload, for comparing actions.</summary>
    public Fingerprint Print => _print ??= Fingerprint.Of(Record.Name, Record.Payload);

    /// <summary>The payload where it is JSON; null otherwise.</summary>
    public JsonElement? Json
    {
        get
        {
            if (!_read)
            {
                _read = true;
                _json = Parse(Record.Payload);
            }

            return _json;
        }
    }

    /// <summary>Turns to another record, or to the same one anew.</summary>
    public void Look(MessageActionRecord record, int step)
    {
        _look++;
        (Record, Step) = (record, step);
        _print = null;
        _read = false;
    }

    /// <summary>The keys it bears; one may come twice. The list is used again for the next record.</summary>
    public List<SliceKey> Keys(SliceBy by)
    {
        ref var keys = ref _keys[(int)by];
        keys ??= [];
        if (_keyed[(int)by] != _look)
        {
            _keyed[(int)by] = _look;
            SliceKey.Collect(by, this, keys);
        }

        return keys;
    }

    public bool Holds(int predicate)
    {
        if (_asked[predicate] != _look)
        {
            _asked[predicate] = _look;
            _held[predicate] = table.Holds(predicate, this);
        }

        return _held[predicate];
    }

    private static JsonElement? Parse(string payload)
    {
        if (!payload.AsSpan().TrimStart().StartsWith('{'))
        {
            return null;
        }

        try
        {
            return JsonElement.Parse(payload);
        }
        // The second is thrown for half of a surrogate pair. Neither is a fault of the contract: the payload is simply no JSON.
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
