using Stopwise.Exits.Calibration;

namespace Stopwise.Traces.Rehearsal;

/// <summary>Some tasks of a run table with their runs: a part of a split.</summary>
internal sealed class TaskSample
{
    private readonly RunTable _table;

    public TaskSample(RunTable table, IEnumerable<int> groups)
    {
        _table = table;
        Groups = [.. groups.Order()];
        var member = new bool[table.Groups];
        foreach (var group in Groups)
        {
            member[group] = true;
        }

        var runs = new List<int>();
        for (var run = 0; run < table.Table.Runs.Count; run++)
        {
            if (member[table.Table.Runs[run].Group])
            {
                runs.Add(run);
            }
        }

        Runs = [.. runs];
    }

    /// <summary>The tasks in order.</summary>
    public int[] Groups { get; }

    /// <summary>Their runs in table order.</summary>
    public int[] Runs { get; }

    /// <summary>
    /// One run a task, drawn with the seed: runs of one task are dependent and count once. Only runs that the loss can
    /// see take part: good ones, or all with a trusted outcome.
    /// </summary>
    public int[] Units(StopLoss loss, int seed)
    {
        var eligible = Runs.Where(run =>
                _table.Table.Runs[run].Good is { } good && (good || loss == StopLoss.SuccessPoints)
            )
            .ToArray();
        var groups = Array.ConvertAll(eligible, run => _table.Table.Runs[run].Group);
        return [.. OneRunPerTask.Draw(groups, (ulong)(uint)seed).Select(position => eligible[position])];
    }

    /// <summary>Two parts by task, the first with <paramref name="share"/> of them.</summary>
    public (TaskSample First, TaskSample Second) Split(double share, int seed)
    {
        var shuffled = (int[])Groups.Clone();
        new Random(seed).Shuffle(shuffled);
        var cut = (int)Math.Round(share * shuffled.Length);
        return (new TaskSample(_table, shuffled.Take(cut)), new TaskSample(_table, shuffled.Skip(cut)));
    }

    /// <summary>A part of equal size for each fold, with the rest of the tasks beside it.</summary>
    public IEnumerable<(TaskSample Others, TaskSample Fold)> Folds(int folds, int seed)
    {
        var shuffled = (int[])Groups.Clone();
        new Random(seed).Shuffle(shuffled);
        for (var fold = 0; fold < folds; fold++)
        {
            yield return (
                new TaskSample(_table, shuffled.Where((_, i) => i % folds != fold)),
                new TaskSample(_table, shuffled.Where((_, i) => i % folds == fold))
            );
        }
    }
}
