using System.Collections.Concurrent;
using Stopwise.Exits.Calibration;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Rehearsal;

/// <summary>The runs of a rehearsal after folding: those that can take part, and a count of those that cannot.</summary>
internal sealed class RehearsalRuns
{
    private readonly int _all;
    private readonly int _unlabelled;
    private readonly int _empty;

    private RehearsalRuns(List<FoldedRun> labelled, int all, int unlabelled, int empty)
    {
        Labelled = labelled;
        _all = all;
        _unlabelled = unlabelled;
        _empty = empty;
    }

    /// <summary>Runs with a trusted outcome and at least one unit, by id.</summary>
    public IReadOnlyList<FoldedRun> Labelled { get; }

    /// <summary>The labelled runs as a table in which every task is new; folded into it once.</summary>
    public RunTable Unseen => field ??= RunTable.Build(Labelled, KinView.None);

    /// <summary>True where some run has kin.</summary>
    public bool HasKin => Labelled.GroupBy(r => r.KinKey, StringComparer.Ordinal).Any(g => g.Count() > 1);

    public static RehearsalRuns Fold(IEnumerable<Run> runs)
    {
        int all = 0,
            unlabelled = 0,
            empty = 0;
        var taking = runs.Where(run =>
        {
            all++;
            unlabelled += run.Outcome.Good is null ? 1 : 0;
            empty += run.Outcome.Good is not null && run.CallCount == 0 ? 1 : 0;
            return run.Outcome.Good is not null && run.CallCount > 0;
        });

        // Runs are large while they hold their texts: none may wait in a buffer.
        var labelled = Partitioner
            .Create(taking, EnumerablePartitionerOptions.NoBuffering)
            .AsParallel()
            .Select(FoldedRun.Of)
            .ToList();
        labelled.Sort((a, b) => string.CompareOrdinal(a.Id, b.Id));
        return new RehearsalRuns(labelled, all, unlabelled, empty);
    }

    /// <summary>What a reader must know before believing a number.</summary>
    public List<string> Notes()
    {
        var notes = new List<string>();
        if (_unlabelled > 0)
        {
            notes.Add($"{_unlabelled} of {_all} runs have no trusted outcome and took no part.");
        }

        if (_empty > 0)
        {
            notes.Add($"{_empty} labelled runs made no model call and took no part.");
        }

        if (Labelled.Any(r => r.Facts.TokensEstimated))
        {
            notes.Add("Some token numbers are estimates from text length.");
        }

        if (Labelled.Select(r => (r.Facts.Agent, r.Facts.Model)).Distinct().Count() > 1)
        {
            notes.Add(
                "Several scaffolds or models are pooled; a threshold does not travel between them: choose one with --scope before you promise anything."
            );
        }

        if (HasKin)
        {
            notes.Add("Known-task numbers let a run see the other runs of its task as if they had come before.");
        }

        return notes;
    }

    public RehearsalData Describe()
    {
        var table = Unseen;
        var tokens = Sum(table, RunTable.InputTokensCost, static _ => true);
        var largest = PolicyReports.LargestRun(table);
        var dead = Labelled.Where(r => r.Facts.NeverActed).ToList();
        var deadSolved = dead.Count(r => r.Facts.Good == true);
        var room = Room(table);
        return new RehearsalData
        {
            Runs = _all,
            LabelledRuns = Labelled.Count,
            Tasks = table.Groups,
            Solved = Labelled.Count(r => r.Facts.Good == true),
            SolvedTasks = Labelled
                .Where(r => r.Facts.Good == true)
                .Select(r => r.TaskKey)
                .Distinct(StringComparer.Ordinal)
                .Count(),
            InputTokens = tokens > 0 ? tokens : null,
            CostUsd = Sum(table, RunTable.MoneyCost, static _ => true) is > 0 and var usd ? usd : null,
            TokensEstimated = Labelled.Any(r => r.Facts.TokensEstimated),
            FailedShareOfTokens = room.Failed,
            LagShareOfTokens = room.Lag,
            LargestRunShare =
                largest < 0 ? null : table.Table.Runs[largest].TotalCosts[RunTable.InputTokensCost] / tokens,
            LargestRun = largest < 0 ? null : table.Facts[largest].Id,
            NeverActed = new NeverActedReport(
                dead.Count,
                deadSolved,
                dead.Count == 0 ? null : ClopperPearson.Upper(deadSolved, dead.Count, 0.05)
            ),
            Scopes =
            [
                .. Labelled
                    .GroupBy(r => (r.Facts.Agent, r.Facts.Model))
                    .Select(g => new ScopeCount(
                        g.Key.Agent,
                        g.Key.Model,
                        g.Count(),
                        g.Count(r => r.Facts.Good == true)
                    ))
                    .OrderBy(s => s.Agent, StringComparer.Ordinal)
                    .ThenBy(s => s.Model, StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>Shares of the input tokens that a perfect stop could save: of failed runs, and of good runs after their last useful change.</summary>
    public static (double? Failed, double? Lag) Room(RunTable table)
    {
        var tokens = Sum(table, RunTable.InputTokensCost, static _ => true);
        return tokens > 0
            ? (Sum(table, RunTable.InputTokensCost, static good => !good) / tokens, Lag(table) / tokens)
            : (null, null);
    }

    private static double Sum(RunTable table, int cost, Func<bool, bool> take)
    {
        var sum = 0.0;
        foreach (var run in table.Table.Runs)
        {
            var total = run.TotalCosts[cost];
            sum += run.Good is { } good && take(good) && !double.IsNaN(total) ? total : 0;
        }

        return sum;
    }

    private static double Lag(RunTable table)
    {
        var lag = 0.0;
        for (var run = 0; run < table.Table.Runs.Count; run++)
        {
            var row = table.FirstHarmlessRow(run);
            if (table.Table.Runs[run].Good == true && row < table.Table.Rows(run))
            {
                var saved =
                    table.Table.Runs[run].TotalCosts[RunTable.InputTokensCost]
                    - table.Table.Cost(run, row, RunTable.InputTokensCost);
                lag += double.IsNaN(saved) ? 0 : saved;
            }
        }

        return lag;
    }
}
