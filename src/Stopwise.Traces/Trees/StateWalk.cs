using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Trees;

/// <summary>Where a step hangs in the tree of states.</summary>
/// <param name="Parent">The step that opened the state it was taken in.</param>
/// <param name="Opens">True where later steps see another state that this step made.</param>
/// <param name="Backtrack">What it took back.</param>
internal readonly record struct StatePlace(int Parent, bool Opens, Backtrack? Backtrack);

/// <summary>Follows the state of the work through a run.</summary>
/// <remarks>
/// A change opens a state below the current one; looking, checking and talking stay in it. Taking work back goes to the
/// latest state that had none of it, and only where that state is all there is to go back to: if anything else was
/// changed since, files are together that never were, and the step opens a state of its own. Scratch files that the run
/// made itself do not count, and a change that cannot be named does, since nobody knows whether it was taken back.
/// Every change is walked over a bounded number of times, so the whole is linear.
/// </remarks>
internal sealed class StateWalk
{
    // Looking through all files ever changed at each of many reverts would not be linear.
    private const int MostDirty = 128;

    // Work that is put aside and brought back over and over is walked over each time.
    private const int MostAside = 1_000;

    private readonly List<State> _chain = [];
    private readonly List<(string Path, int Depth)> _dirty = [];
    private List<State> _aside = [];
    private int _asideDepth = -1;
    private int _committed;

    private int Current => _chain.Count == 0 ? TraceTree.Start : _chain[^1].Step;

    /// <summary>Takes the next step of the run.</summary>
    public StatePlace Next(Step step, StepReading reading)
    {
        var parent = Current;
        if (reading.Kind != StepKind.Change || WasRefused(step))
        {
            return new StatePlace(parent, Opens: false, null);
        }

        if (Revert.Of(step) is { } revert && Apply(revert, step.Index, reading) is { } place)
        {
            return place;
        }

        Open(step.Index, reading);
        return new StatePlace(parent, Opens: true, null);
    }

    /// <summary>A tool that only edits and says that it failed left all as it was; a failed command may have got half way.</summary>
    private static bool WasRefused(Step step) => step.Calls.All(c => c.IsError && c.Command is null);

    private void Open(int step, StepReading reading)
    {
        foreach (var path in reading.Written)
        {
            if (reading.Edits && !_dirty.Exists(d => d.Path == path))
            {
                if (_dirty.Count == MostDirty)
                {
                    _dirty.RemoveAt(0);
                }

                _dirty.Add((path, _chain.Count));
            }
        }

        _chain.Add(new State(step, reading.Written, Named: !reading.Opaque, reading.Edits || reading.Opaque));
    }

    /// <summary>Null where nothing that the run is known to have done is undone: then it is a change like any other.</summary>
    private StatePlace? Apply(Revert revert, int step, StepReading reading)
    {
        var parent = Current;
        switch (revert.Act)
        {
            case RevertAct.Commit:
                Open(step, reading);
                _committed = _chain.Count;
                _dirty.Clear();
                return new StatePlace(parent, Opens: true, null);
            case RevertAct.BringBack:
                return BringBack(parent);
            case RevertAct.UndoLast:
                return UndoLast(parent, step, reading);
            default:
                return TakeBack(revert, parent, step, reading);
        }
    }

    private StatePlace? TakeBack(Revert revert, int parent, int step, StepReading reading)
    {
        var undone = _dirty.FindAll(d => IsMeant(d.Path, revert));
        if (undone.Count == 0)
        {
            return null;
        }

        var depth = undone.Min(d => d.Depth);
        var top = _chain.Count;
        while (top > depth && IsCovered(_chain[top - 1], revert))
        {
            top--;
        }

        _dirty.RemoveAll(d => IsMeant(d.Path, revert) || d.Depth >= Math.Max(depth, top));
        if (top > depth)
        {
            return Partial(revert, parent, step, _chain[top - 1]);
        }

        if (revert.Act == RevertAct.PutAside)
        {
            _aside = _chain.Count - depth <= MostAside ? _chain.GetRange(depth, _chain.Count - depth) : [];
            _asideDepth = depth;
        }

        _chain.RemoveRange(depth, _chain.Count - depth);
        var back = new Backtrack(Current, $"takes back all that was changed since {Named(Current)}");
        if (revert.ChangesMore)
        {
            Open(step, reading);
        }

        return new StatePlace(revert.ChangesMore ? back.ReturnsTo!.Value : parent, revert.ChangesMore, back);
    }

    private StatePlace Partial(Revert revert, int parent, int step, State other)
    {
        _chain.Add(new State(step, revert.Files, Named: true, Counts: true));
        var why = other.Named ? "also changed other files" : "made changes that nobody can name";
        return new StatePlace(
            parent,
            Opens: true,
            new Backtrack(null, $"takes back a part: s{other.Step} {why}, so this state never was before")
        );
    }

    private StatePlace? UndoLast(int parent, int step, StepReading reading)
    {
        if (_chain.Count <= _committed)
        {
            return null;
        }

        var last = _chain[^1];
        if (!last.Named || !last.Written.SequenceEqual(reading.Written, StringComparer.Ordinal))
        {
            _chain.Add(new State(step, reading.Written, Named: true, Counts: true));
            return new StatePlace(
                parent,
                Opens: true,
                new Backtrack(null, $"undoes an edit before s{last.Step}, so this state never was before")
            );
        }

        _chain.RemoveAt(_chain.Count - 1);
        _dirty.RemoveAll(d => d.Depth >= _chain.Count);
        return new StatePlace(parent, Opens: false, new Backtrack(Current, $"undoes s{last.Step}"));
    }

    private StatePlace? BringBack(int parent)
    {
        if (_aside.Count == 0 || _asideDepth != _chain.Count)
        {
            return null;
        }

        foreach (var state in _aside)
        {
            foreach (var path in state.Written.Take(MostDirty - _dirty.Count))
            {
                _dirty.Add((path, _chain.Count));
            }

            _chain.Add(state);
        }

        _aside = [];
        return new StatePlace(
            parent,
            Opens: false,
            new Backtrack(Current, $"brings back the work of {Named(Current)} that was put aside")
        );
    }

    private static string Named(int state) => state == TraceTree.Start ? "the beginning" : $"s{state}";

    private static bool IsCovered(State state, Revert revert) =>
        !state.Counts || (state.Named && state.Written.Count > 0 && state.Written.All(w => IsMeant(w, revert)));

    private static bool IsMeant(string path, Revert revert) =>
        revert.IsAll
        || revert.Files.Any(file => IsIn(path, file.StartsWith("./", StringComparison.Ordinal) ? file[2..] : file));

    private static bool IsIn(string path, string name)
    {
        if (name.EndsWith('/'))
        {
            return path.StartsWith(name, StringComparison.Ordinal)
                || path.Contains("/" + name, StringComparison.Ordinal);
        }

        return path == name
            || (path.EndsWith(name, StringComparison.Ordinal) && path[^(name.Length + 1)] == '/')
            || (
                name.Length > path.Length
                && name.EndsWith(path, StringComparison.Ordinal)
                && name[^(path.Length + 1)] == '/'
            );
    }

    /// <param name="Step">The change that opened it.</param>
    /// <param name="Written">Files that the change wrote.</param>
    /// <param name="Named">False where it may have written others.</param>
    /// <param name="Counts">False where it only wrote scratch.</param>
    private readonly record struct State(int Step, IReadOnlyList<string> Written, bool Named, bool Counts);
}
