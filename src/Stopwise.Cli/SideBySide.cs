using System.Collections.Concurrent;

namespace Stopwise.Cli;

/// <summary>Work on many large things at once, none of which may wait in a buffer.</summary>
internal static class SideBySide
{
    /// <summary>The results in the order of the things.</summary>
    public static IReadOnlyList<TResult> Select<T, TResult>(IEnumerable<T> things, Func<T, TResult> work) =>
        [
            .. Partitioner
                .Create(things.Index(), EnumerablePartitionerOptions.NoBuffering)
                .AsParallel()
                .Select(thing => (thing.Index, Result: work(thing.Item)))
                .AsEnumerable()
                .OrderBy(done => done.Index)
                .Select(done => done.Result),
        ];
}
