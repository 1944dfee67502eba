using System.Runtime.InteropServices;
using Stopwise.Governance.Contracts.Predicates;

namespace Stopwise.Governance.Contracts.Automata;

/// <summary>Runs the automaton of a regular pattern in every slice of a run.</summary>
/// <remarks>
/// Parametric slicing (Chen and Rosu, LMCS 8(1), 2012): a record moves the slices whose keys it bears. One that bears none
/// moves none, but where it answers (<see cref="Automaton.Answer"/>) it answers for all, which one number remembers: slices
/// moved last before it stand where it leads. Waits are in one queue, which is in the order of their deadlines because all are
/// equally long; those answered meanwhile are dropped when they come to its head.
/// </remarks>
internal sealed class AutomatonMachine : Machine
{
    private readonly Automaton _table;
    private readonly int[] _atoms;
    private readonly SliceBy _each;
    private readonly SameBy _same;
    private readonly bool _inARow;
    private readonly bool _countsSame;
    private readonly bool _isWhole;
    private readonly bool _mindsAll;
    private readonly Dictionary<SliceKey, int> _places = [];
    private readonly List<Slice> _slices = [];
    private readonly Queue<Wait> _waits = new();
    private int _answered;
    private int _answerState;

    public AutomatonMachine(Contract contract, Scope scope, Automaton table, int[] atoms)
        : base(contract, scope)
    {
        (_table, _atoms, _each) = (table, atoms, contract.Each);
        if (contract.Pattern is RepetitionPattern repetition)
        {
            (_same, _inARow) = (repetition.Same, repetition.InARow);
        }

        _countsSame = _same != SameBy.None && !_inARow;
        _isWhole = _each == SliceBy.Run && !_countsSame;
        _mindsAll = table.Owing == 0 || _inARow;

        Begin(-1, -1);
    }

    protected override bool IsSettled =>
        _table.Settled >= 0
        && (_each == SliceBy.Run ? StateOf(_slices[0]) == _table.Settled : _answerState == _table.Settled);

    protected override void Begin(int seq, int step)
    {
        _places.Clear();
        _slices.Clear();
        _waits.Clear();
        (_answered, _answerState) = (-1, 0);
        if (_isWhole)
        {
            Add(SliceKey.Whole, seq, step);
        }
    }

    protected override void Feed(RecordLens seen)
    {
        Expire(seen);
        var letter = Letter(seen);
        var keys = seen.Keys(_each);
        if (keys.Count == 0)
        {
            Answer(letter, seen);
            return;
        }

        Applied |= IsSubject(letter);
        if (letter == 0 && !_mindsAll)
        {
            return;
        }

        if (_isWhole)
        {
            Move(0, letter, seen);
            return;
        }

        for (var i = 0; i < keys.Count; i++)
        {
            Move(Place(KeyOf(keys[i], seen), seen), letter, seen);
        }
    }

    protected override bool FeedBreaks(RecordLens seen)
    {
        if (NextWait() is { } wait && wait.Deadline < seen.Step)
        {
            return true;
        }

        var letter = Letter(seen);
        if (letter == 0 && !_inARow)
        {
            return false;
        }

        if (_isWhole)
        {
            return CellOf(_slices[0], letter, seen).Breaks;
        }

        var keys = seen.Keys(_each);
        for (var i = 0; i < keys.Count; i++)
        {
            var slice = _places.TryGetValue(KeyOf(keys[i], seen), out var place)
                ? _slices[place]
                : new Slice { State = _answerState, Moved = int.MaxValue };
            if (CellOf(slice, letter, seen).Breaks)
            {
                return true;
            }
        }

        return false;
    }

    protected override Owing Owed()
    {
        var owing = default(Owing);
        if (_table.Owing < 0)
        {
            return owing;
        }

        foreach (ref readonly var slice in CollectionsMarshal.AsSpan(_slices))
        {
            if (StateOf(slice) == _table.Owing)
            {
                var earliest = owing.Slices == 0 || slice.Cause < owing.Earliest.Seq ? slice.Blame : owing.Earliest;
                owing = new Owing(owing.Slices + 1, owing.NewKeys + (IsBroken(slice.Key) ? 0 : 1), earliest);
            }
        }

        return owing;
    }

    protected override void Close(RecordLens seen)
    {
        var owed = Owed();
        if (owed.Slices == 0)
        {
            return;
        }

        // The earliest goes first, so that it is the one reported.
        Break(seen, Fault.Owed, owed.Earliest);
        foreach (ref readonly var slice in CollectionsMarshal.AsSpan(_slices))
        {
            if (StateOf(slice) == _table.Owing && slice.Blame != owed.Earliest)
            {
                Break(seen, Fault.Owed, slice.Blame);
            }
        }
    }

    private void Expire(RecordLens seen)
    {
        while (NextWait() is { } wait)
        {
            if (wait.Deadline >= seen.Step)
            {
                var allowed = _table.Within!.Value + 1.0;
                Came((wait.Deadline - seen.Step + 1) / allowed);
                return;
            }

            _waits.Dequeue();
            ref var slice = ref CollectionsMarshal.AsSpan(_slices)[wait.Slice];
            Break(seen, Fault.Late, slice.Blame);
            slice.State = _table.Late;
        }
    }

    /// <summary>The wait whose deadline is next; those that were answered are forgotten, which nothing can see.</summary>
    private Wait? NextWait()
    {
        while (_waits.TryPeek(out var wait))
        {
            ref readonly var slice = ref CollectionsMarshal.AsSpan(_slices)[wait.Slice];
            if (slice.Opening == wait.Opening && StateOf(slice) == _table.Owing)
            {
                return wait;
            }

            _waits.Dequeue();
        }

        return null;
    }

    private void Answer(int letter, RecordLens seen)
    {
        if ((letter & _table.Answer) != 0)
        {
            _answered = seen.Record.Seq;
            _answerState = _table[_answerState, letter & _table.Answer].Next;
        }
    }

    private void Move(int place, int letter, RecordLens seen)
    {
        ref var slice = ref CollectionsMarshal.AsSpan(_slices)[place];
        if (slice.Moved == seen.Record.Seq)
        {
            return;
        }

        var cell = CellOf(slice, letter, seen);
        if (_inARow)
        {
            slice.Row.Take(letter != 0, Shared(seen), seen.Record.Kind);
        }

        if (cell.Opens)
        {
            Open(ref slice, place, seen.Record.Seq, seen.Step);
        }

        if (cell.Breaks)
        {
            Break(seen, Fault.Record, slice.Blame);
        }

        slice.State = cell.Next;
        slice.Moved = seen.Record.Seq;
        Came(_table.Slack[cell.Next]);
    }

    private Automaton.Cell CellOf(in Slice slice, int letter, RecordLens seen) =>
        _table[StateOf(slice), _inARow ? slice.Row.Letter(letter != 0, Shared(seen), seen.Record.Kind) : letter];

    private void Open(ref Slice slice, int place, int seq, int step)
    {
        slice.Opening++;
        (slice.Cause, slice.CauseStep) = (seq, step);
        if (_table.Within is { } within)
        {
            _waits.Enqueue(new Wait(place, slice.Opening, step + within));
        }
    }

    private int Place(in SliceKey key, RecordLens seen) =>
        _places.TryGetValue(key, out var place) ? place : Add(key, seen.Record.Seq, seen.Step);

    private int Add(in SliceKey key, int seq, int step)
    {
        var place = _slices.Count;
        var slice = new Slice
        {
            Key = key,
            State = _answerState,
            Moved = _answered,
            Cause = -1,
        };
        if (slice.State == _table.Owing)
        {
            Open(ref slice, place, seq, step);
        }

        _slices.Add(slice);
        _places.Add(key, place);
        return place;
    }

    private int StateOf(in Slice slice) => slice.Moved < _answered ? _answerState : slice.State;

    private SliceKey KeyOf(in SliceKey key, RecordLens seen) =>
        _countsSame ? new SliceKey(key.Name, Shared(seen)) : key;

    /// <summary>What a record has in common with those it repeats.</summary>
    private Fingerprint Shared(RecordLens seen) =>
        _same switch
        {
            SameBy.Action => seen.Print,
            SameBy.Tool => Fingerprint.Of(seen.Record.Name, ""),
            SameBy.Result => Fingerprint.Of("", seen.Record.Payload),
            _ => default,
        };

    private bool IsSubject(int letter) =>
        _table.Subject == 0 || letter != 0 && (_inARow || (letter & _table.Subject) != 0);

    private int Letter(RecordLens seen)
    {
        var letter = 0;
        for (var i = 0; i < _atoms.Length; i++)
        {
            letter |= seen.Holds(_atoms[i]) ? 1 << i : 0;
        }

        return letter;
    }

    private readonly record struct Wait(int Slice, int Opening, int Deadline);
}
