using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Onset;

/// <summary>What the rules find across many runs: which faults recur, and which of them solved runs show as well.</summary>
public sealed class OnsetOverview
{
    private readonly Dictionary<string, RuleCount> _rules = new(StringComparer.Ordinal);
    private readonly List<OnsetLine> _runs = [];

    /// <summary>Failed runs taken in.</summary>
    public int Failed { get; private set; }

    /// <summary>Solved runs taken in.</summary>
    public int Solved { get; private set; }

    /// <summary>Runs without a trusted outcome: their findings are in no share.</summary>
    public int Unknown { get; private set; }

    /// <summary>Takes in the report of a run.</summary>
    public void Add(Run run, OnsetReport report)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(report);
        if (run.Outcome.Good is not { } good)
        {
            Unknown++;
            return;
        }

        if (!good && report.Candidates is [var first, ..])
        {
            string[] rules = [.. first.Findings.Select(f => f.Rule).Distinct(StringComparer.Ordinal)];
            _runs.Add(new OnsetLine(run.Id, run.Agent, run.Steps.Count, first.Step, report.Layer, rules));
        }

        Failed += good ? 0 : 1;
        Solved += good ? 1 : 0;
        foreach (var rule in report.Findings.GroupBy(f => f.Rule, StringComparer.Ordinal))
        {
            var count = _rules.GetValueOrDefault(rule.Key, new RuleCount(0, 0, rule.First().Mast));
            _rules[rule.Key] = good
                ? count with
                {
                    SolvedRuns = count.SolvedRuns + 1,
                }
                : count with
                {
                    FailedRuns = count.FailedRuns + 1,
                };
        }
    }

    /// <summary>Where each failed run seems to have gone wrong, in the order in which they were taken in.</summary>
    public IReadOnlyList<OnsetLine> Runs => _runs;

    /// <summary>One row a rule, those that failed runs show most above solved ones first.</summary>
    public IReadOnlyList<RuleShare> Rules =>
        [
            .. _rules
                .Select(r => new RuleShare(
                    r.Key,
                    r.Value.Mast,
                    OnsetRules.Named(r.Key)?.Looks ?? "",
                    r.Value.FailedRuns,
                    Share(r.Value.FailedRuns, Failed),
                    r.Value.SolvedRuns,
                    Share(r.Value.SolvedRuns, Solved)
                ))
                .OrderByDescending(r => (r.FailedShare ?? 0) - (r.SolvedShare ?? 0))
                .ThenBy(r => r.Rule, StringComparer.Ordinal),
        ];

    private static double? Share(int runs, int of) => of == 0 ? null : (double)runs / of;

    private sealed record RuleCount(int FailedRuns, int SolvedRuns, string? Mast);
}

/// <summary>Where one failed run seems to have gone wrong.</summary>
/// <param name="Run">Its id.</param>
/// <param name="Agent">The scaffold that ran.</param>
/// <param name="Steps">How many steps it has.</param>
/// <param name="Step">The step to open first.</param>
/// <param name="Layer">What the order rests on.</param>
/// <param name="Rules">Rules that fired in that turn.</param>
public sealed record OnsetLine(
    string Run,
    string Agent,
    int Steps,
    int Step,
    OnsetLayer Layer,
    IReadOnlyList<string> Rules
);

/// <summary>How many runs show what a rule looks for.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Mast">Its failure mode in MAST; null where none applies.</param>
/// <param name="Looks">What it looks for.</param>
/// <param name="FailedRuns">Failed runs with at least one finding.</param>
/// <param name="FailedShare">Their share of all failed runs, from 0 to 1; null where there are none.</param>
/// <param name="SolvedRuns">Solved runs with at least one finding: false alarms, or faults that did no harm.</param>
/// <param name="SolvedShare">Their share of all solved runs, from 0 to 1; null where there are none.</param>
public sealed record RuleShare(
    string Rule,
    string? Mast,
    string Looks,
    int FailedRuns,
    double? FailedShare,
    int SolvedRuns,
    double? SolvedShare
);
