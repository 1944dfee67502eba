namespace Stopwise.Exits.Calibration;

/// <summary>
/// Draws one run of each task, so that the runs of a sample are independent although those of a task are not.
/// </summary>
public static class OneRunPerTask
{
    /// <summary>Positions of the drawn runs, in ascending order of task number.</summary>
    /// <remarks>
    /// The draw of a task depends on the seed, its number and how many runs it has, and on nothing else: adding a task
    /// leaves the others as they were.
    /// </remarks>
    /// <param name="tasks">The task number of each run.</param>
    /// <param name="seed">Any number; the same one draws the same runs, on every machine.</param>
    public static IReadOnlyList<int> Draw(ReadOnlySpan<int> tasks, ulong seed)
    {
        var runs = new SortedDictionary<int, List<int>>();
        for (var i = 0; i < tasks.Length; i++)
        {
            if (!runs.TryGetValue(tasks[i], out var list))
            {
                runs[tasks[i]] = list = [];
            }

            list.Add(i);
        }

        var drawn = new List<int>(runs.Count);
        foreach (var (task, list) in runs)
        {
            // The high half of a product maps 64 random bits on 0..count-1 with a bias below count / 2^64.
            var bits = Mix(Mix(seed) ^ (uint)task);
            drawn.Add(list[(int)Math.BigMul(bits, (ulong)list.Count, out _)]);
        }

        return drawn;
    }

    // SplitMix64 (Steele, Lea and Flood 2014).
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15UL;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBUL;
        return x ^ (x >> 31);
    }
}
