using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Store;

/// <summary>Takes what a reader finds into a store, in batches, while the reader goes on.</summary>
public static class RunImport
{
    private const int MostRuns = 512;
    private const long MostBytes = 32 << 20;

    /// <summary>Imports everything; a file that cannot be read is in the report and stops nothing.</summary>
    /// <param name="store">Where the runs go.</param>
    /// <param name="items">What the reader finds; enumerated once.</param>
    /// <param name="progress">Told the runs read so far, on the calling thread.</param>
    /// <param name="stop">Ends the import after the batch at hand; what was read until then is kept.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ImportReport Into(
        RunStore store,
        IEnumerable<ImportItem> items,
        IProgress<int>? progress = null,
        CancellationToken stop = default
    )
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(items);
        var tally = new Tally();
        using var writer = new Writer(store, tally);
        foreach (var item in items.TakeWhile(_ => !stop.IsCancellationRequested))
        {
            tally.Read(item);
            if (item is RunFound found)
            {
                writer.Add(found);
                progress?.Report(tally.Runs);
            }
        }

        writer.Finish();
        stop.ThrowIfCancellationRequested();
        return tally.Report();
    }

    /// <summary>Fills one batch while the one before is written.</summary>
    private sealed class Writer(RunStore store, Tally tally) : IDisposable
    {
        private List<RunFound> _batch = [];
        private long _bytes;
        private Task<IReadOnlyList<SaveResult>>? _writing;

        public void Add(RunFound found)
        {
            _batch.Add(found);
            _bytes += found.Originals.Sum(o => (long)o.Content.Length);
            if (_batch.Count >= MostRuns || _bytes >= MostBytes)
            {
                Turn();
            }
        }

        public void Finish()
        {
            Turn();
            Settle();
        }

        // A reader that throws leaves a batch being written: it must be done before the caller closes the store.
        public void Dispose() => ((IAsyncResult?)_writing)?.AsyncWaitHandle.WaitOne();

        private void Turn()
        {
            Settle();
            var full = _batch;
            _writing = Task.Run(() => store.Save(full));
            _batch = [];
            _bytes = 0;
        }

        private void Settle()
        {
            if (_writing is { } writing)
            {
                _writing = null;
                tally.Saved(writing.GetAwaiter().GetResult());
            }
        }
    }

    private sealed class Tally
    {
        private readonly List<FileFailed> _failed = [];
        private readonly List<FileIgnored> _ignored = [];
        private readonly SortedDictionary<string, int> _byFormat = new(StringComparer.Ordinal);
        private int _imported;
        private int _updated;
        private int _duplicates;
        private long _steps;
        private long _secrets;
        private int _estimated;

        public int Runs { get; private set; }

        public void Read(ImportItem item)
        {
            switch (item)
            {
                case RunFound { Run: var run }:
                    Runs++;
                    _byFormat[run.Format] = _byFormat.GetValueOrDefault(run.Format) + 1;
                    _steps += run.Steps.Count;
                    _secrets += run.SecretsMasked;
                    _estimated += IsEstimated(run) ? 1 : 0;
                    break;
                case FileFailed failed:
                    _failed.Add(failed);
                    break;
                case FileIgnored ignored:
                    _ignored.Add(ignored);
                    break;
            }
        }

        public void Saved(IReadOnlyList<SaveResult> results)
        {
            _duplicates += results.Count(r => r == SaveResult.Duplicate);
            _updated += results.Count(r => r == SaveResult.Updated);
            _imported += results.Count(r => r != SaveResult.Duplicate);
        }

        public ImportReport Report() =>
            new()
            {
                Imported = _imported,
                Updated = _updated,
                Duplicates = _duplicates,
                Failed = _failed,
                Ignored = _ignored,
                ByFormat = _byFormat,
                Steps = _steps,
                SecretsMasked = _secrets,
                EstimatedRuns = _estimated,
            };

        private static bool IsEstimated(Run run) =>
            run.Steps.Any(s => s.Usage.Estimated) || run.Closing is { Usage.Estimated: true };
    }
}
