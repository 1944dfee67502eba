using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;
using Stopwise.Traces.Text;

namespace Stopwise.Traces.Kin;

/// <summary>Finds the solved run that tells most about a run: one of the same task that went along with it longest.</summary>
/// <remarks>
/// Solved means solved with a trusted verdict. Nearest is who shares most steps before parting, then who is more alike as a
/// whole; the same model, then the id, only break ties, because a run of another model that went the same way for longer
/// shows the difference better than one of the same model that began otherwise.
/// </remarks>
public static class NearestKin
{
    /// <summary>Solved runs that are compared at most, the ones taken in last: 64.</summary>
    public const int Most = 64;

    /// <summary>Comparisons with the solved runs of the same task, the nearest first; empty where there are none.</summary>
    public static IReadOnlyList<KinComparison> All(RunStore store, Run run)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(run);
        return run.TaskId is { } task ? Rank(run, SolvedOn(store, task, run)) : [];
    }

    /// <summary>The comparison with the nearest solved run of the same task; null where there is none.</summary>
    public static KinComparison? Find(RunStore store, Run run) => All(store, run) is [var nearest, ..] ? nearest : null;

    /// <summary>Comparisons with solved runs, the nearest first.</summary>
    public static IReadOnlyList<KinComparison> Rank(Run run, IEnumerable<Run> solved) =>
        [
            .. solved
                .Where(other => other.Id != run.Id && other.Outcome.Good == true)
                .Select(other => KinComparison.Compare(run, other))
                .OrderByDescending(k => k.SharedSteps)
                .ThenByDescending(k => k.Similarity)
                .ThenByDescending(k => k.Other.Model == run.Model)
                .ThenBy(k => k.Other.Id, StringComparer.Ordinal),
        ];

    /// <summary>
    /// The nearest solved run of the task whose prompt is most like this one's; null where no other task has one. Reads every
    /// solved run of the store.
    /// </summary>
    public static KinComparison? FindOnSimilarTask(RunStore store, Run run)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(run);
        var index = new TaskIndex();
        foreach (var solved in store.LoadAll(new RunFilter { Outcome = OutcomeState.Solved }))
        {
            if (solved.TaskId is not null)
            {
                index.Add(solved);
            }
        }

        var similar = index.Kin(run, new TaskQuery { Most = 1 }).Tasks;
        return similar is [var task] && Rank(run, SolvedOn(store, task.Task, run)) is [var nearest, ..]
            ? nearest
            : null;
    }

    private static IEnumerable<Run> SolvedOn(RunStore store, string task, Run run) =>
        store
            .Find(new RunFilter { TaskId = task, Outcome = OutcomeState.Solved })
            .Where(s => s.Outcome.Good == true && s.Id != run.Id)
            .Take(Most)
            .Select(s => store.Load(s.Id))
            .OfType<Run>();
}
