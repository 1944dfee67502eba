using Stopwise.Exits.Tables;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Rehearsal;

/// <summary>Which kin runs a rehearsal lets a run see.</summary>
public enum KinView
{
    /// <summary>None: every task is treated as new.</summary>
    None = 0,

    /// <summary>All other runs of the task by the same model and scaffold, as if they had come before.</summary>
    Others = 1,

    /// <summary>Only those that began before, by start time or trial number.</summary>
    Earlier = 2,
}

/// <summary>Recorded runs as an exit table, with what a rehearsal needs to know of each beside it.</summary>
public sealed class RunTable
{
    /// <summary>Cost columns of the table, in order.</summary>
    public const int StepsCost = 0,
        InputTokensCost = 1,
        OutputTokensCost = 2,
        MoneyCost = 3;

    /// <summary>Loss columns of the table, in order; they match <see cref="StopSettlement"/>.</summary>
    private static readonly string[] LossNames = ["hand-in", "discard"];

    private static readonly string[] CostNames = ["steps", "input_tokens", "output_tokens", "cost_usd"];

    private RunTable(ExitTable table, IReadOnlyList<RunFacts> facts, int groups)
    {
        Table = table;
        Facts = facts;
        Groups = groups;
    }

    /// <summary>The rows.</summary>
    public ExitTable Table { get; }

    /// <summary>One entry a run, in table order.</summary>
    internal IReadOnlyList<RunFacts> Facts { get; }

    /// <summary>Number of tasks; a run without a task is a task of its own.</summary>
    public int Groups { get; }

    /// <summary>The first row at which a stop with the work handed in would do no harm; the number of rows where there is none.</summary>
    internal int FirstHarmlessRow(int run)
    {
        var row = 0;
        while (row < Table.Rows(run) && Table.Harms(run, row, (int)StopSettlement.HandIn))
        {
            row++;
        }

        return row;
    }

    /// <summary>Folds the signals of all runs; the order of the runs does not matter.</summary>
    public static RunTable Build(IEnumerable<Run> runs, KinView kin)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var folded = runs.Select(FoldedRun.Of).OrderBy(r => r.Id, StringComparer.Ordinal).ToList();
        return Build(folded, kin);
    }

    internal static RunTable Build(IReadOnlyList<FoldedRun> folded, KinView kin)
    {
        var kinOf = KinPriors(folded, kin);
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        var builder = new ExitTableBuilder(SignalFold.Schema, CostNames, LossNames);
        var facts = new List<RunFacts>(folded.Count);
        for (var i = 0; i < folded.Count; i++)
        {
            var run = folded[i];
            if (!groups.TryGetValue(run.TaskKey, out var group))
            {
                groups.Add(run.TaskKey, group = groups.Count);
            }

            run.AddTo(builder, kinOf[i], group);
            facts.Add(run.Facts);
        }

        return new RunTable(builder.Build(), facts, groups.Count);
    }

    private static KinPrior[] KinPriors(IReadOnlyList<FoldedRun> runs, KinView view)
    {
        var priors = new KinPrior[runs.Count];
        if (view == KinView.None)
        {
            return priors;
        }

        foreach (var kin in Enumerable.Range(0, runs.Count).GroupBy(i => runs[i].KinKey, StringComparer.Ordinal))
        {
            var members = kin.ToList();
            foreach (var i in members)
            {
                int count = 0,
                    solved = 0;
                foreach (var j in members)
                {
                    if (
                        j != i
                        && runs[j].Facts.Good is { } good
                        && (view == KinView.Others || runs[j].IsBefore(runs[i]))
                    )
                    {
                        count++;
                        solved += good ? 1 : 0;
                    }
                }

                priors[i] = new KinPrior(count, solved, IsKnown: true);
            }
        }

        return priors;
    }
}

/// <summary>What the reports say of one run.</summary>
internal sealed record RunFacts(
    string Id,
    string? Task,
    string Agent,
    string? Model,
    bool? Good,
    bool NeverActed,
    bool TokensEstimated
);
