using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Export.Cuts;

/// <summary>Finds where a run can be cut so that no call of what is kept waits for a result.</summary>
internal static class CutPoint
{
    /// <summary>
    /// The number of steps to keep: the cut before a step moves back to the start of its model turn, and out of a sub-agent
    /// to the turn that started it, until neither a turn nor a sub-agent of the main line is cut in two.
    /// </summary>
    public static int Before(Run run, int step)
    {
        var turns = Turn.Of(run);
        var firstOfTurn = new Dictionary<int, int>();
        var callers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var s in run.Steps)
        {
            firstOfTurn.TryAdd(s.Turn, s.Index);
            foreach (var call in s.Calls.Where(c => c.Id.Length > 0))
            {
                callers.TryAdd(call.Id, s.Index);
            }
        }

        var cut = step;
        for (var before = -1; cut != before && cut < run.Steps.Count; )
        {
            before = cut;
            var at = run.Steps[cut];
            cut = Math.Min(cut, firstOfTurn[at.Turn]);
            cut = Math.Min(cut, TurnOf(turns, cut).First);
            if (at.ParentCallId is { } parent && callers.TryGetValue(parent, out var caller))
            {
                cut = Math.Min(cut, caller);
            }
        }

        return cut;
    }

    private static Turn TurnOf(IReadOnlyList<Turn> turns, int step)
    {
        int low = 0,
            high = turns.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = turns[middle].First <= step ? (middle, high) : (low, middle - 1);
        }

        return turns[low];
    }
}
