namespace Stopwise.Traces.Replay.Faults;

/// <summary>
/// Makes a set that fails smaller until no single item can be taken out of it: ddmin of Zeller and Hildebrandt, "Simplifying and
/// Isolating Failure-Inducing Input", IEEE Transactions on Software Engineering 28(2), 2002, section 3.
/// </summary>
public static class DeltaDebugging
{
    /// <summary>Minimizes.</summary>
    /// <param name="items">A set that fails.</param>
    /// <param name="fails">Whether a set fails; null ends the work (the budget is spent). It is asked once about each set.</param>
    /// <returns>
    /// A subset that fails. Where it is said to be 1-minimal, every subset with one item less was seen not to fail; smaller subsets may
    /// fail where the predicate is not monotone.
    /// </returns>
    public static MinimalSet<T> Minimize<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, bool?> fails)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(fails);
        var tested = new Dictionary<string, bool>(StringComparer.Ordinal);
        var left = Enumerable.Range(0, items.Count).ToArray();
        var parts = 2;
        while (left.Length > 0)
        {
            parts = Math.Min(parts, left.Length);
            var chunks = Chunks(left, parts);

            // With one item left its only smaller subset is the empty one.
            var (found, spent, isComplement) = FirstFailing(chunks, left);
            if (spent)
            {
                return new MinimalSet<T>([.. left.Select(i => items[i])], IsOneMinimal: false);
            }

            if (found is not null)
            {
                left = found;
                parts = isComplement ? Math.Max(parts - 1, 2) : 2;
            }
            else if (parts < left.Length)
            {
                parts *= 2;
            }
            else
            {
                break;
            }
        }

        return new MinimalSet<T>([.. left.Select(i => items[i])], IsOneMinimal: true);

        (int[]? Found, bool Spent, bool IsComplement) FirstFailing(List<int[]> chunks, int[] whole)
        {
            var subsets = chunks.Where(c => c.Length < whole.Length).Select(c => (Set: c, IsComplement: false));
            var complements = chunks.Select(c => (Set: whole.Except(c).ToArray(), IsComplement: true));
            foreach (var (set, isComplement) in subsets.Concat(complements))
            {
                switch (Test(set))
                {
                    case null:
                        return (null, true, false);
                    case true:
                        return (set, false, isComplement);
                }
            }

            return (null, false, false);
        }

        bool? Test(int[] set)
        {
            var key = string.Join(',', set);
            if (tested.TryGetValue(key, out var known))
            {
                return known;
            }

            var answer = fails([.. set.Select(i => items[i])]);
            if (answer is { } said)
            {
                tested[key] = said;
            }

            return answer;
        }
    }

    private static List<int[]> Chunks(int[] whole, int parts)
    {
        var chunks = new List<int[]>(parts);
        for (int i = 0, start = 0; i < parts; i++)
        {
            var end = (int)((long)whole.Length * (i + 1) / parts);
            chunks.Add(whole[start..end]);
            start = end;
        }

        return chunks;
    }
}

/// <summary>A set that fails.</summary>
/// <param name="Items">The items in their order.</param>
/// <param name="IsOneMinimal">True where every subset with one item less was tested and does not fail.</param>
public sealed record MinimalSet<T>(IReadOnlyList<T> Items, bool IsOneMinimal);
