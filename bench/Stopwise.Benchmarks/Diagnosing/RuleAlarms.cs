using Stopwise.Benchmarks.Accuracy;
using Stopwise.Exits.Calibration;
using Stopwise.Traces.Kin;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Diagnosing;

/// <summary>How often each onset rule accuses a step of a solved run, where every accusation is a false alarm, beside failed runs.</summary>
internal sealed class RuleAlarms(string corpus)
{
    private const double Delta = .05;
    private static readonly string[] Sources =
    [
        "mini-swe-agent",
        "claude-code-tb1",
        "tau-bench",
        "agentrx",
        "react-reflexion",
    ];

    public void Write(MarkdownPage to)
    {
        to.Heading("## False alarms of the onset rules");
        to.Heading(
            "An accusation in a solved run is a false alarm, or a fault that did no harm. A rule that hits solved runs as often as failed ones says where to look in one run, and nothing about which run failed. Intervals are exact and take steps for independent."
        );
        foreach (var source in Sources)
        {
            Console.Error.WriteLine($"alarms: {source}");
            var runs = AccuracyPage
                .Read(Path.Combine(corpus, source))
                .Where(r => r.Outcome.Good is not null && r.Steps.Count > 0)
                .ToList();
            WriteSource(to, source, runs);
        }
    }

    private static void WriteSource(MarkdownPage to, string source, List<Run> runs)
    {
        var kin = runs.Where(r => r.Outcome.Good == true).ToLookup(r => r.TaskId ?? r.Id, StringComparer.Ordinal);
        Tally solved = new(),
            failed = new();
        foreach (var run in runs)
        {
            var near = NearestKin.Rank(run, kin[run.TaskId ?? run.Id].Take(RunView.KinLookedAt + 1));
            var view = new RunView(run) { SolvedKin = [.. near.Select(k => k.Other)] };
            (run.Outcome.Good == true ? solved : failed).Add(run, OnsetRules.Find(view));
        }

        to.Table(
            $"Rules on {source}: {solved.Runs} solved runs with {solved.Steps} steps, {failed.Runs} failed with {failed.Steps}; only rules that fire",
            [
                "rule",
                "MAST",
                "false alarms per 100 steps of solved runs [95 %]",
                "solved runs hit",
                "failed runs hit",
                "failed / solved",
            ],
            solved.Rules.Union(failed.Rules).Order(StringComparer.Ordinal).Select(rule => Row(rule, solved, failed))
        );
    }

    private static string[] Row(string rule, Tally solved, Tally failed)
    {
        var (firings, hits) = solved.Of(rule);
        var (_, failedHits) = failed.Of(rule);
        var (low, high) = ClopperPearson.Interval(firings, solved.Steps, Delta);
        double solvedShare = (double)hits / solved.Runs,
            failedShare = (double)failedHits / failed.Runs;
        return
        [
            rule,
            solved.MastOf(rule) ?? failed.MastOf(rule) ?? "-",
            $"{MarkdownPage.Number(100.0 * firings / solved.Steps, "0.00")} [{MarkdownPage.Number(100 * low, "0.00")}, {MarkdownPage.Number(100 * high, "0.00")}]",
            $"{hits} ({MarkdownPage.Percent(solvedShare)} %)",
            $"{failedHits} ({MarkdownPage.Percent(failedShare)} %)",
            hits == 0 ? "-" : MarkdownPage.Number(failedShare / solvedShare, "0.0"),
        ];
    }

    private sealed class Tally
    {
        private readonly Dictionary<string, (int Firings, int Runs, string? Mast)> _rules = new(StringComparer.Ordinal);

        public int Runs { get; private set; }

        public int Steps { get; private set; }

        public IEnumerable<string> Rules => _rules.Keys;

        public (int Firings, int Runs) Of(string rule) =>
            _rules.TryGetValue(rule, out var count) ? (count.Firings, count.Runs) : (0, 0);

        public string? MastOf(string rule) => _rules.GetValueOrDefault(rule).Mast;

        public void Add(Run run, IReadOnlyList<Finding> findings)
        {
            Runs++;
            Steps += run.Steps.Count;
            foreach (var rule in findings.GroupBy(f => f.Rule, StringComparer.Ordinal))
            {
                var (firings, runs, _) = _rules.GetValueOrDefault(rule.Key);
                _rules[rule.Key] = (firings + rule.Count(), runs + 1, rule.First().Mast);
            }
        }
    }
}
