using System.Diagnostics;
using System.Globalization;
using Stopwise.Traces.Kin;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Accuracy;

/// <summary>Whether where a run parts from a solved run of its task says anything about its failure: failed beside solved, solved beside solved.</summary>
internal sealed class KinStudy(string corpus)
{
    private const int Draws = 2_000;

    private static readonly string[] Sources = ["claude-code-tb1", "tau-bench", "react-reflexion", "mini-swe-agent"];

    public string Write()
    {
        var page = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        page.WriteLine(
            "| source | failed runs | with a solved kin | nearest: median step of parting | share of the run | never part | time a pair |"
        );
        page.WriteLine("|---|---|---|---|---|---|---|");
        var control = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        control.WriteLine(
            "| source | tasks with both | similarity, failed beside solved | solved beside solved | difference (95 %) | step of parting | solved beside solved | difference (95 %) |"
        );
        control.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var source in Sources)
        {
            var tasks = AccuracyPage
                .Read(Path.Combine(corpus, source))
                .Where(r => r is { TaskId: not null, Outcome.Good: not null, Steps.Count: > 0 })
                .GroupBy(r => r.TaskId!, StringComparer.Ordinal)
                .ToList();
            page.WriteLine(Nearest(source, tasks));
            control.WriteLine(Control(source, tasks));
        }

        return $"{page}\n{control}\n{Long(8_000)}\n{Long(100_000)}\n";
    }

    /// <summary>How long two generated runs take that share half of their steps.</summary>
    private static string Long(int steps)
    {
        var (one, other) = (Generated(steps, 3), Generated(steps, 5));
        var watch = Stopwatch.StartNew();
        var kin = KinComparison.Compare(one, other);
        return $"two generated runs of {steps:n0} steps: {Number(watch.Elapsed.TotalSeconds)} s, exact: {kin.Exact}";
    }

    private static Run Generated(int steps, int every) =>
        new()
        {
            Id = $"generated-{every}",
            Format = "generated",
            Agent = "generated",
            Outcome = Outcome.Unknown,
            Source = new RunSource("generated"),
            Steps =
            [
                .. Enumerable
                    .Range(0, steps)
                    .Select(i => new Step
                    {
                        Index = i,
                        Turn = i,
                        Calls =
                        [
                            new ToolCall
                            {
                                Name = i % every == 0 ? "Edit" : "Read",
                                Arguments = $$"""{"file_path":"src/f{{i % 97}}.py"}""",
                                Result = "ok",
                            },
                        ],
                    }),
            ],
        };

    private static string Nearest(string source, List<IGrouping<string, Run>> tasks)
    {
        var nearest = new List<KinComparison>();
        var watch = new Stopwatch();
        var pairs = 0;
        foreach (var task in tasks)
        {
            var solved = task.Where(IsSolved).ToList();
            foreach (var failed in task.Where(r => !IsSolved(r) && solved.Count > 0))
            {
                watch.Start();
                nearest.Add(NearestKin.Rank(failed, solved)[0]);
                watch.Stop();
                pairs += solved.Count;
            }
        }

        var parted = nearest.Where(k => k.Divergence is not null).ToList();
        string[] cells =
        [
            source,
            $"{tasks.Sum(t => t.Count(r => !IsSolved(r)))}",
            $"{nearest.Count}",
            Number(Median(parted.Select(k => (double)k.SharedSteps))),
            Number(Median(parted.Select(Share)) * 100) + " %",
            $"{nearest.Count - parted.Count}",
            pairs == 0 ? "-" : Number(watch.Elapsed.TotalMilliseconds / pairs) + " ms",
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Control(string source, List<IGrouping<string, Run>> tasks)
    {
        var rows = new List<(KinComparison[] Failed, KinComparison[] Solved)>();
        foreach (var task in tasks)
        {
            var solved = task.Where(IsSolved).ToList();
            var failed = task.Where(r => !IsSolved(r)).ToList();
            if (solved.Count > 1 && failed.Count > 0)
            {
                rows.Add((Pairs(failed, solved), Pairs(solved, solved)));
            }
        }

        string[] cells =
        [
            source,
            $"{rows.Count}",
            .. Compared(rows, k => k.Similarity),
            .. Compared(rows, k => k.SharedSteps),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    /// <summary>Means over tasks, and the interval of their difference when tasks are drawn anew.</summary>
    private static string[] Compared(
        List<(KinComparison[] Failed, KinComparison[] Solved)> rows,
        Func<KinComparison, double> value
    )
    {
        if (rows.Count == 0)
        {
            return ["-", "-", "-"];
        }

        var means = rows.ConvertAll(r => (Failed: r.Failed.Average(value), Solved: r.Solved.Average(value)));
        var dice = new Random(1);
        var drawn = Enumerable
            .Range(0, Draws)
            .Select(_ => means.Average(_ => means[dice.Next(means.Count)] is var m ? m.Failed - m.Solved : 0))
            .Order()
            .ToList();
        var (failed, solved) = (means.Average(m => m.Failed), means.Average(m => m.Solved));
        return
        [
            Number(failed),
            Number(solved),
            $"{Number(failed - solved)} ({Number(drawn[Draws / 40])} to {Number(drawn[^(Draws / 40)])})",
        ];
    }

    private static KinComparison[] Pairs(List<Run> runs, List<Run> solved) =>
        [.. from run in runs from other in solved where run.Id != other.Id select KinComparison.Compare(run, other)];

    private static bool IsSolved(Run run) => run.Outcome.Good == true;

    private static double Share(KinComparison kin) => kin.SharedSteps / (double)kin.Steps.Count;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[sorted.Count / 2];
    }

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
