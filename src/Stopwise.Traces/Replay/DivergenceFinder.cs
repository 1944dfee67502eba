namespace Stopwise.Traces.Replay;

/// <summary>Finds the recorded call that an unanswered one comes nearest to.</summary>
/// <remarks>
/// The nearest shares the most messages and then the most bytes from the front, which is where two conversations part. Of equally near
/// ones it is the first that has not been used, and then the first.
/// </remarks>
internal static class DivergenceFinder
{
    /// <param name="number">The number of the call.</param>
    /// <param name="call">The call.</param>
    /// <param name="entries">What is recorded.</param>
    /// <param name="used">Places of the entries that have answered.</param>
    /// <param name="anyModel">Whether an entry answers for whatever model is asked.</param>
    public static Divergence Find(
        int number,
        AskedCall call,
        IReadOnlyList<CassetteEntry> entries,
        HashSet<int> used,
        bool anyModel
    )
    {
        var same = entries.Where(e => e.Kind == call.Kind).ToList();
        var exhausted = same.FindLast(e =>
            Asks(call, e)
            && (e.Name == call.Name || (call.Kind == CallKind.Model && (anyModel || e.Name == RunRecording.AnyModel)))
        );
        if (exhausted is not null)
        {
            return new Divergence(number, call.Kind, call.Name, DivergenceReason.Exhausted, exhausted, null);
        }

        if (call.Kind == CallKind.Model && same.Find(e => Asks(call, e)) is { } other)
        {
            return new Divergence(number, call.Kind, call.Name, DivergenceReason.OtherName, other, null);
        }

        foreach (var asked in call.Requests)
        {
            if (Nearest(call, asked, entries, used) is { } nearest)
            {
                var first = RequestDifference.Between(nearest.Request, asked.Request);
                return new Divergence(number, call.Kind, call.Name, DivergenceReason.OtherRequest, nearest, first);
            }
        }

        return new Divergence(number, call.Kind, call.Name, DivergenceReason.NothingRecorded, null, null);
    }

    private static bool Asks(AskedCall call, CassetteEntry entry) =>
        call.Requests.Any(r => r.Form == entry.Form && r.Request.SameAs(entry.Request));

    private static CassetteEntry? Nearest(
        AskedCall call,
        AskedForm asked,
        IReadOnlyList<CassetteEntry> entries,
        HashSet<int> used
    )
    {
        var candidates = Enumerable
            .Range(0, entries.Count)
            .Where(i => entries[i].Kind == call.Kind && entries[i].Form == asked.Form)
            .ToList();

        // Another tool's arguments are no neighbour, however alike they are; another model's conversation is.
        var named = candidates
            .Where(i => entries[i].Name == call.Name || entries[i].Name == RunRecording.AnyModel)
            .ToList();
        candidates =
            named.Count > 0 ? named
            : call.Kind == CallKind.Tool ? []
            : candidates;
        CassetteEntry? best = null;
        var nearest = (Items: -1, Letters: -1, Unused: false);
        foreach (var i in candidates)
        {
            var items = asked.Request.SharedItems(entries[i].Request);
            var letters = asked.Request.SharedLetters(entries[i].Request, items);
            var found = (Items: items, Letters: letters, Unused: !used.Contains(i));
            if (found.CompareTo(nearest) > 0)
            {
                (best, nearest) = (entries[i], found);
            }
        }

        return best;
    }
}
