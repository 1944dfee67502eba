using Stopwise.Cli.Commands;
using Stopwise.Exits;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Store;

namespace Stopwise.Cli.Checks;

/// <summary>Checks the runs that a user means: recordings that are read in place, runs of the store, or both.</summary>
internal sealed class CheckAsked(CommandCall call, RunChecker checker, int historyRuns)
{
    private readonly List<CheckedRun> _runs = [];
    private readonly List<FileFailed> _failed = [];
    private int _ignored;

    /// <param name="names">Paths, and ids of stored runs or the beginnings of them; empty for every stored run.</param>
    /// <exception cref="StopwiseException">Nothing is left to check: a check of nothing must not look like a passed one.</exception>
    public CheckReport Of(IReadOnlyList<string> names)
    {
        List<string> paths = [.. names.Where(IsPath)];
        List<string> ids = [.. names.Where(n => !IsPath(n))];
        if (ids.Count > 0 && !File.Exists(call.StorePath))
        {
            throw new StopwiseException(
                $"{ids[0]} is no file, and there is no store {call.StorePath} to look it up in."
            );
        }

        if (paths.Count > 0)
        {
            call.WithProgress("Reading runs", bar => Files(paths, bar));
        }

        var fromStore = ids.Count > 0 || names.Count == 0;
        using var store = fromStore || (historyRuns > 0 && File.Exists(call.StorePath)) ? call.ExistingStore() : null;
        if (fromStore)
        {
            call.WithProgress("Checking runs", bar => Stored(store!, ids, bar));
        }

        if (_runs.Count == 0 && _failed.Count == 0)
        {
            throw new StopwiseException($"{string.Join(", ", paths)} holds no run, so nothing was checked.");
        }

        return Report(Earlier(store, all: names.Count == 0));
    }

    private static bool IsPath(string name) => name != "last" && (File.Exists(name) || Directory.Exists(name));

    private bool Files(List<string> paths, ProgressBar bar)
    {
        var options = new ImportOptions
        {
            KeptFormats = [.. KeptFormats.Load(call).Select(k => k.Format)],
            Progress = at => bar.Report(at.FilesDone, at.FilesTotal),
        };
        Check(Found(RunReader.Read(paths, options)), found => checker.Check(found.Run, () => found.Originals));
        return true;
    }

    private IEnumerable<RunFound> Found(IEnumerable<ImportItem> items)
    {
        foreach (var item in items)
        {
            call.Stop.ThrowIfCancellationRequested();
            switch (item)
            {
                case RunFound found:
                    yield return found;
                    break;
                case FileFailed failed:
                    _failed.Add(failed);
                    break;
                default:
                    _ignored++;
                    break;
            }
        }
    }

    private bool Stored(RunStore store, List<string> ids, ProgressBar bar)
    {
        var filter = RunsCommand.Narrowed(call);
        var runs =
            ids.Count == 0
                ? RunsCommand.Read(store, filter, bar, call.Stop)
                : ids.Select(store.Resolve).Distinct(StringComparer.Ordinal).Select(id => store.Load(id)!);
        Check(runs, run => checker.Check(run, () => store.Originals(run.Id)));
        return _runs.Count > 0 || _failed.Count > 0 ? true : throw new StopwiseException(RunsCommand.Nothing(store));
    }

    // Runs are large while they hold their texts: none may wait in a buffer.
    private void Check<T>(IEnumerable<T> runs, Func<T, CheckedRun> check) =>
        _runs.AddRange(SideBySide.Select(runs, check));

    /// <summary>The newest runs of the store but for those that were named; empty where nobody needs them.</summary>
    private List<CheckedRun> Earlier(RunStore? store, bool all)
    {
        if (store is null || historyRuns == 0 || _runs.All(r => r.Violations.Count == 0))
        {
            return [];
        }

        var known = _runs.DistinctBy(r => r.Id, StringComparer.Ordinal).ToDictionary(r => r.Id, StringComparer.Ordinal);
        return call.WithProgress(
            "Checking earlier runs",
            bar =>
            {
                var newest = store
                    .Find(new RunFilter { Limit = all ? historyRuns : historyRuns + _runs.Count })
                    .Where(run => all || !known.ContainsKey(run.Id))
                    .Take(historyRuns)
                    .ToList();
                return SideBySide
                    .Select(
                        Counted(newest, bar),
                        run =>
                            known.GetValueOrDefault(run.Id)
                            ?? (store.Load(run.Id) is { } whole ? checker.Check(whole) : null)
                    )
                    .OfType<CheckedRun>()
                    .ToList();
            }
        );
    }

    private IEnumerable<RunSummary> Counted(List<RunSummary> runs, ProgressBar bar)
    {
        foreach (var (done, run) in runs.Index())
        {
            call.Stop.ThrowIfCancellationRequested();
            bar.Report(done, runs.Count);
            yield return run;
        }
    }

    private CheckReport Report(List<CheckedRun> earlier)
    {
        int[] Counts(Mark mark) => [.. checker.Contracts.Select((_, i) => _runs.Count(r => r.Marks[i] == mark))];
        var (broken, kept, undecided) = (Counts(Mark.Broken), Counts(Mark.Kept), Counts(Mark.Undecided));
        var contracts = checker
            .Contracts.Select(
                (c, i) =>
                    new CheckedContract(
                        c.Name,
                        c.Rule,
                        c.Severity,
                        broken[i] + kept[i] + undecided[i],
                        broken[i],
                        undecided[i],
                        broken[i] > 0 && earlier.Count > 0
                            ? ContractHistory.Of(earlier.Select(r => (r.Outcome, r.Marks[i])))
                            : null
                    )
            )
            .OrderByDescending(c => c.Broken > 0)
            .ThenByDescending(c => c.Severity)
            .ThenByDescending(c => c.Broken)
            .ThenBy(c => c.Name, StringComparer.Ordinal);
        return new CheckReport(
            _runs.Count,
            _runs.Count(r => r.Violations.Count > 0),
            earlier.Count,
            [.. contracts],
            InOrder(_runs.SelectMany(r => r.Violations)),
            [.. _failed.OrderBy(f => f.Path, StringComparer.Ordinal).ThenBy(f => f.Line)],
            _ignored
        );
    }

    /// <summary>
    /// The gravest first; among these every contract's first violation before any contract's second, so that a short list shows
    /// as many faults as it can.
    /// </summary>
    private static IReadOnlyList<FoundViolation> InOrder(IEnumerable<FoundViolation> found) =>
        [
            .. found
                .GroupBy(v => v.Contract, StringComparer.Ordinal)
                .SelectMany(g => g.OrderBy(v => v.Run, StringComparer.Ordinal).Index())
                .OrderByDescending(v => v.Item.Severity)
                .ThenBy(v => v.Index)
                .ThenBy(v => v.Item.Contract, StringComparer.Ordinal)
                .ThenBy(v => v.Item.Run, StringComparer.Ordinal)
                .Select(v => v.Item),
        ];
}
