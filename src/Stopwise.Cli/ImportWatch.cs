using Stopwise.Traces.Formats;
using Stopwise.Traces.Store;

namespace Stopwise.Cli;

/// <summary>Follows paths that grow: reads them again whenever something under them has changed and then kept still.</summary>
/// <remarks>
/// Files are looked at by size and time of writing once a second, which works on every file system. A change reads all of the
/// paths again, since a run may lie in several files; the store takes what is new and leaves the rest. Reading never takes more
/// than a fifth of the time.
/// </remarks>
internal sealed class ImportWatch(
    RunStore store,
    IReadOnlyList<string> paths,
    ImportOptions options,
    TimeProvider clock
)
{
    private const int RunsAtOnce = 32;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private HashSet<FileFailed> _failures = [];

    /// <summary>Whether the last reading could not read something.</summary>
    public bool HasFailures => _failures.Count > 0;

    /// <summary>Watches until it is stopped or nothing has changed for a while.</summary>
    /// <param name="untilIdle">How long nothing may change; null for as long as it takes.</param>
    /// <param name="tell">Told every change.</param>
    /// <param name="stop">Ends the watch after the runs at hand.</param>
    public async Task FollowAsync(TimeSpan? untilIdle, Action<WatchedChange> tell, CancellationToken stop)
    {
        Dictionary<string, (long, DateTime)>? read = null;
        Dictionary<string, (long, DateTime)>? before = null;
        var changed = clock.GetTimestamp();
        while (!stop.IsCancellationRequested)
        {
            var now = Files();
            var pause = Look;
            if (Same(now, read))
            {
                if (untilIdle is { } most && clock.GetElapsedTime(changed) >= most)
                {
                    return;
                }
            }
            else if (Same(now, before))
            {
                // What is written while it is read differs from this look, and is read again.
                var start = clock.GetTimestamp();
                Read(tell, stop);
                read = now;
                changed = clock.GetTimestamp();
                pause = Max(Look, 4 * clock.GetElapsedTime(start));
            }
            else
            {
                changed = clock.GetTimestamp();
            }

            before = now;
            await Task.Delay(pause, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Read(Action<WatchedChange> tell, CancellationToken stop)
    {
        var failures = new HashSet<FileFailed>();
        foreach (
            var items in RunReader.Read(paths, options).TakeWhile(_ => !stop.IsCancellationRequested).Chunk(RunsAtOnce)
        )
        {
            foreach (var failed in items.OfType<FileFailed>().Where(failures.Add).Where(f => !_failures.Contains(f)))
            {
                tell(
                    new WatchedChange(
                        "failed",
                        failed.Line is { } line ? $"{failed.Path}:{line}" : failed.Path,
                        null,
                        failed.Reason
                    )
                );
            }

            var runs = items.OfType<RunFound>().ToList();
            foreach (var (found, result) in runs.Zip(store.Save(runs)).Where(r => r.Second != SaveResult.Duplicate))
            {
                var change = result == SaveResult.Imported ? "imported" : "updated";
                tell(new WatchedChange(change, found.Run.Id, found.Run.Steps.Count, null));
            }
        }

        if (!stop.IsCancellationRequested)
        {
            _failures = failures;
        }
    }

    private Dictionary<string, (long, DateTime)> Files()
    {
        var files = new Dictionary<string, (long, DateTime)>(StringComparer.Ordinal);
        var walk = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        };
        foreach (var path in paths)
        {
            try
            {
                var found = Directory.Exists(path)
                    ? new DirectoryInfo(path).EnumerateFiles("*", walk)
                    : [new FileInfo(path)];
                foreach (var file in found.Where(f => f.Exists))
                {
                    files[file.FullName] = (file.Length, file.LastWriteTimeUtc);
                }
            }
            catch (IOException)
            {
                // It went away between two looks: the next look tells, and reading reports what is missing.
            }
        }

        return files;
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static bool Same(Dictionary<string, (long, DateTime)> now, Dictionary<string, (long, DateTime)>? then) =>
        then is not null
        && now.Count == then.Count
        && now.All(f => then.TryGetValue(f.Key, out var known) && known == f.Value);
}

/// <summary>One thing that a watch did.</summary>
/// <param name="Change"><c>imported</c>, <c>updated</c> or <c>failed</c>.</param>
/// <param name="What">The run, or the file with its line.</param>
/// <param name="Steps">Steps of the run by now.</param>
/// <param name="Reason">What is wrong with the file.</param>
internal sealed record WatchedChange(string Change, string What, int? Steps, string? Reason);
