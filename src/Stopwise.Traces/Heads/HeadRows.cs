using Stopwise.Traces.Rehearsal;

namespace Stopwise.Traces.Heads;

/// <summary>What a head is asked at a row.</summary>
internal enum HeadTarget
{
    /// <summary>Will the whole run fail?</summary>
    Fails = 0,

    /// <summary>Would a stop here with the work handed in do no harm: the run fails, or nothing useful is still to come?</summary>
    Safe = 1,

    /// <summary>Is the run good and nothing useful still to come?</summary>
    Done = 2,
}

/// <summary>Training rows: features, a 0/1 target and a weight, column by column.</summary>
internal sealed class HeadRows
{
    private HeadRows(float[][] columns, float[] target, float[] weight)
    {
        Columns = columns;
        Target = target;
        Weight = weight;
    }

    /// <summary>Features, [feature][row]; NaN where not known.</summary>
    public float[][] Columns { get; }

    /// <summary>0 or 1 a row.</summary>
    public float[] Target { get; }

    /// <summary>Weights that add up to 1 within each run: a long run says no more than a short one.</summary>
    public float[] Weight { get; }

    public int Count => Target.Length;

    /// <summary>False where there is nothing to tell apart.</summary>
    public bool HasBothTargets => Target.AsSpan().Contains(0) && Target.AsSpan().Contains(1);

    /// <summary>Given rows, for tests and comparisons.</summary>
    public static HeadRows Of(float[][] columns, float[] target, float[] weight) => new(columns, target, weight);

    /// <summary>All rows of the labelled runs of a sample but the one before the first step.</summary>
    public static HeadRows Of(RunTable table, TaskSample sample, HeadTarget target)
    {
        var rows = table.Table;
        var runs = sample.Runs.Where(r => rows.Runs[r].Good is not null).ToArray();
        var count = runs.Sum(r => rows.Rows(r) - 1);
        var columns = new float[HeadFeatures.Width][];
        for (var i = 0; i < columns.Length; i++)
        {
            columns[i] = new float[count];
        }

        var (targets, weights) = (new float[count], new float[count]);
        Span<float> features = stackalloc float[HeadFeatures.Width];
        var at = 0;
        foreach (var run in runs)
        {
            for (var row = 1; row < rows.Rows(run); row++, at++)
            {
                HeadFeatures.Write(rows.Signals(run, row), features);
                for (var i = 0; i < columns.Length; i++)
                {
                    columns[i][at] = features[i];
                }

                var good = rows.Runs[run].Good == true;
                var harmless = !rows.Harms(run, row, (int)StopSettlement.HandIn);
                targets[at] = target switch
                {
                    HeadTarget.Fails => good ? 0 : 1,
                    HeadTarget.Safe => !good || harmless ? 1 : 0,
                    _ => good && harmless ? 1 : 0,
                };
                weights[at] = 1f / (rows.Rows(run) - 1);
            }
        }

        return new HeadRows(columns, targets, weights);
    }
}
