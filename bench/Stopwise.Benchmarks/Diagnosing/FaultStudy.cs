using Stopwise.Benchmarks.Accuracy;
using Stopwise.Benchmarks.Diagnosing.Faults;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Benchmarks.Diagnosing;

/// <summary>
/// Faults put into solved runs, so that the step at fault is known: half of the tasks teach how rarely rules fire, the
/// other half is spoilt and ranked, beside the same runs untouched.
/// </summary>
internal sealed class FaultStudy(string corpus, int draws = 3)
{
    private static readonly string[] Sources = ["mini-swe-agent", "claude-code-tb1", "tau-bench", "agentrx"];

    private static readonly string[] Columns =
    [
        "kind",
        "fault",
        "runs",
        "step first",
        "step in 3",
        "first 3 steps hold it",
        "last 3 steps hold it",
        "random order: in 3",
        "some rule on the step",
        "on it before the fault",
    ];

    public void Write(MarkdownPage to)
    {
        to.Heading("## Faults put into solved runs");
        to.Heading(
            "One place of a solved run's record is spoilt, so the step at fault is known; nothing is executed again, so no consequence shows. Half of the tasks teach how rarely rules fire, the other half is spoilt. The operators were written by somebody who did not write the rules, and the rules by somebody who did not know the operators. After a first look one rule was mended (`edit-unread`: code that rewrites a file, overwritten files, tracebacks): on mini-swe-agent its two faults were at 50 % before, all others stand as they first were. *On it before the fault* is how often a rule accused that step of the good run."
        );
        foreach (var source in Sources)
        {
            Console.Error.WriteLine($"faults: {source}");
            var solved = AccuracyPage
                .Read(Path.Combine(corpus, source))
                .Where(r => r.Outcome.Good == true && r.Steps.Count >= 5)
                .ToList();
            var history = OnsetHistory.From(solved.Where(r => !IsJudged(r)));
            WriteSource(to, source, [.. solved.Where(IsJudged).Select(r => new GoodRun(r))], new Diagnoser(history));
        }
    }

    private void WriteSource(MarkdownPage to, string source, List<GoodRun> runs, Diagnoser diagnoser)
    {
        to.Table(
            $"Faults in solved runs of {source}: {runs.Count} runs of tasks that taught nothing, up to {draws} draws a run; the record was changed, nothing was executed again",
            Columns,
            FaultOperators.All.Select(o => Row(o, runs, diagnoser)).OfType<string[]>()
        );
        string[][] unseen = [.. UnseenOperators.All.Select(o => Row(o, runs, diagnoser)).OfType<string[]>()];
        if (unseen.Length > 0)
        {
            to.Table(
                $"A second set of faults in the same runs of {source}, by an author who had seen neither the rules nor the first set; no rule was changed after it was scored",
                Columns,
                unseen
            );
        }
    }

    private string[]? Row(FaultOperator fault, List<GoodRun> runs, Diagnoser diagnoser)
    {
        List<double> first = [],
            three = [],
            time = [],
            last = [],
            chance = [],
            fired = [],
            before = [],
            count = [];
        var groups = new List<string>();
        foreach (var run in runs)
        {
            var faulty = Enumerable
                .Range(0, draws)
                .Select(d =>
                    fault.Apply(
                        run,
                        new Random(unchecked((int)TextHash.Mix(TextHash.Seed + (ulong)d, run.Run.Id + fault.Name)))
                    )
                )
                .OfType<FaultyRun>()
                .ToList();
            if (faulty.Count == 0)
            {
                continue;
            }

            var scores = faulty
                .Select(f =>
                    (
                        Ranked: diagnoser.Judge(new RunView(f.Run)),
                        Clean: diagnoser.Judge(new RunView(run.Run)),
                        Fault: f
                    )
                )
                .ToList();
            var ranks = scores
                .Select(s =>
                    s.Fault.Also.Append(s.Fault.Onset)
                        .Select(o => RankScore.Of(s.Ranked.Scores, o))
                        .MinBy(r => r.Effort)
                )
                .ToList();
            first.Add(ranks.Average(r => r.First));
            three.Add(ranks.Average(r => r.Three));
            time.Add(faulty.Average(f => f.Onset < 3 ? 1.0 : 0));
            last.Add(faulty.Average(f => f.Onset >= f.Run.Steps.Count - 3 ? 1.0 : 0));
            chance.Add(faulty.Average(f => Math.Min(1, 3.0 / f.Run.Steps.Count)));
            fired.Add(scores.Average(s => s.Ranked.Findings.Any(f => s.Fault.IsOnset(f.Step)) ? 1.0 : 0));
            before.Add(scores.Average(s => s.Clean.Findings.Any(f => f.Step == s.Fault.Onset) ? 1.0 : 0));
            groups.Add(run.Run.TaskId ?? run.Run.Id);
        }

        if (groups.Count < 5)
        {
            return null;
        }

        var bootstrap = new TaskBootstrap(groups);
        return
        [
            fault.Kind,
            fault.Name,
            MarkdownPage.Number(groups.Count, "0"),
            Cell(first, bootstrap),
            Cell(three, bootstrap),
            MarkdownPage.Percent(time.Average()),
            MarkdownPage.Percent(last.Average()),
            MarkdownPage.Percent(chance.Average()),
            MarkdownPage.Percent(fired.Average()),
            MarkdownPage.Percent(before.Average()),
        ];
    }

    private static string Cell(List<double> values, TaskBootstrap bootstrap)
    {
        var (low, high) = bootstrap.Interval(values);
        return $"{MarkdownPage.Percent(values.Average())} [{MarkdownPage.Number(low * 100, "0")}, {MarkdownPage.Number(high * 100, "0")}]";
    }

    /// <summary>Half of the tasks, by a hash of their names.</summary>
    private static bool IsJudged(Run run) => (TextHash.Mix(TextHash.Seed, run.TaskId ?? run.Id) >> 32) % 2 == 0;
}
