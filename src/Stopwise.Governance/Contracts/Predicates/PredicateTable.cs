namespace Stopwise.Governance.Contracts.Predicates;

/// <summary>The distinct predicates of a set, parts of others included, by number.</summary>
internal sealed class PredicateTable
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<(Predicate What, int[] Parts)> _rows = [];

    public int Count => _rows.Count;

    /// <summary>The number of a predicate, which is added where it is new.</summary>
    public int Add(Predicate what)
    {
        if (_numbers.TryGetValue(what.Text, out var known))
        {
            return known;
        }

        var parts = what is Joined joined ? [.. joined.Inner.Select(Add)] : Array.Empty<int>();
        _rows.Add((what, parts));
        return _numbers[what.Text] = _rows.Count - 1;
    }

    public bool Holds(int predicate, RecordLens record)
    {
        var (what, parts) = _rows[predicate];
        if (what is not Joined joined)
        {
            return what.Holds(record);
        }

        foreach (var part in parts)
        {
            if (record.Holds(part) != (joined.Joint == Joint.All))
            {
                return joined.Joint == Joint.Any;
            }
        }

        return joined.Joint != Joint.Any;
    }
}
