using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Contracts.Automata;

/// <summary>Where one slice of a run stands in its automaton.</summary>
internal struct Slice
{
    public SliceKey Key;
    public int State;

    /// <summary>The record that moved it last.</summary>
    public int Moved;

    /// <summary>The record that began what it may be broken by, or -1; and its step.</summary>
    public int Cause;
    public int CauseStep;

    /// <summary>How often something was begun: a wait of an earlier time is no longer waited for.</summary>
    public int Opening;

    public Row Row;

    public readonly Blame Blame => new(Key, Cause, CauseStep);
}

/// <summary>
/// Repetitions in a row: what the latest was. Records of another kind are no interruption, so that a call, its result and the
/// next call are two calls in a row.
/// </summary>
internal struct Row
{
    private bool _begun;
    private Fingerprint _shared;
    private RecordKind _kind;

    /// <summary>The letter of a record.</summary>
    /// <param name="counts">Whether it is one of those that are counted.</param>
    /// <param name="shared">What it would have to share with the latest.</param>
    /// <param name="kind">Its kind.</param>
    public readonly int Letter(bool counts, in Fingerprint shared, RecordKind kind) =>
        counts ? (_begun && _shared.Equals(shared) ? RegularPatterns.Again : RegularPatterns.Anew)
        : _begun && _kind == kind ? RegularPatterns.Interrupted
        : 0;

    /// <summary>Remembers it.</summary>
    public void Take(bool counts, in Fingerprint shared, RecordKind kind)
    {
        if (counts)
        {
            (_begun, _shared, _kind) = (true, shared, kind);
        }
        else if (_kind == kind)
        {
            _begun = false;
        }
    }
}
