using Stopwise.Governance.Contracts.Predicates;

namespace Stopwise.Governance.Contracts.Automata;

/// <summary>What one slice of a run shares: a name, an action, or both; neither for the whole run.</summary>
/// <param name="Name">The file, tool, agent or host; empty where there is none.</param>
/// <param name="Print">The action; default where it does not matter.</param>
internal readonly record struct SliceKey(string Name, Fingerprint Print)
{
    private const int ShownCharacters = 80;

    public static SliceKey Whole { get; } = new("", default);

    /// <summary>For reports: an action as its tool and the beginning of its arguments.</summary>
    public string Shown()
    {
        if (Name.Length > 0 || Print.Name is null)
        {
            return Name;
        }

        var payload = Print.Payload.ReplaceLineEndings(" ");
        return payload.Length <= ShownCharacters
            ? $"{Print.Name} {payload}"
            : $"{Print.Name} {payload.AsSpan(0, ShownCharacters)}...";
    }

    public bool Equals(SliceKey other) =>
        string.Equals(Name, other.Name, StringComparison.Ordinal) && Print.Equals(other.Print);

    public override int GetHashCode() =>
        HashCode.Combine(string.GetHashCode(Name, StringComparison.Ordinal), Print.Hash);

    /// <summary>Collects the keys that a record bears; one may come twice.</summary>
    public static void Collect(SliceBy by, RecordLens seen, List<SliceKey> into)
    {
        into.Clear();
        var record = seen.Record;
        switch (by)
        {
            case SliceBy.Run:
                into.Add(Whole);
                break;
            case SliceBy.File:
                Add(record.Reads, into);
                Add(record.Writes, into);
                break;
            case SliceBy.Host:
                Add(record.Hosts, into);
                break;
            case SliceBy.Agent when record.Agent is { Length: > 0 } agent:
                into.Add(new SliceKey(agent, default));
                break;
            case SliceBy.Tool when seen.IsCall:
                into.Add(new SliceKey(record.Name, default));
                break;
            case SliceBy.Action when record.Kind == Records.RecordKind.Action:
                into.Add(new SliceKey("", seen.Print));
                break;
            default:
                break;
        }
    }

    private static void Add(IReadOnlyList<string> names, List<SliceKey> into)
    {
        for (var i = 0; i < names.Count; i++)
        {
            into.Add(new SliceKey(names[i], default));
        }
    }
}
