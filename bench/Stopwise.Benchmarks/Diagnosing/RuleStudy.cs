using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Onset.Rules;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Diagnosing;

/// <summary>
/// What each onset rule does on real runs: firings and runs hit, solved beside failed. Rules are tuned on one half of the
/// tasks (by a hash of their name); the other half is what counts.
/// </summary>
internal static class RuleStudy
{
    public static int Write(string[] args)
    {
        var corpus = Option(args, "--corpus") ?? Path.Combine("..", "shared", "corpus");
        var half = Option(args, "--half");
        var show = Option(args, "--show");
        var most = int.Parse(Option(args, "--count") ?? "25", CultureInfo.InvariantCulture);
        var agent = Option(args, "--agent");
        if (!Directory.Exists(corpus) && !File.Exists(corpus))
        {
            Console.Error.WriteLine($"No corpus of real runs at '{corpus}': name its folder with --corpus.");
            return 2;
        }

        var runs = RunReader
            .Read([corpus], new ImportOptions())
            .OfType<RunFound>()
            .Select(f => f.Run)
            .Where(r =>
                r.Outcome.Good is not null && (half is null || HalfOf(r) == half) && (agent is null || r.Agent == agent)
            )
            .ToList();
        if (show is not null)
        {
            Show(runs, show, most, Option(args, "--outcome"));
            return 0;
        }

        foreach (var group in runs.GroupBy(r => $"{r.Format} / {r.Agent}").OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Table(group.Key, [.. group]);
        }

        return 0;
    }

    private static void Table(string name, List<Run> runs)
    {
        var rules = ActionRules.All;
        var firings = new int[rules.Count, 2];
        var hits = new int[rules.Count, 2];
        int[] steps = [0, 0],
            count = [0, 0],
            accused = [0, 0];
        var watch = new TimeSpan[rules.Count];
        foreach (var view in Views(runs))
        {
            var failed = view.Run.Outcome.Good == true ? 0 : 1;
            count[failed]++;
            steps[failed] += view.Steps.Count;
            var any = 0;
            for (var r = 0; r < rules.Count; r++)
            {
                var start = Stopwatch.GetTimestamp();
                var fired = rules[r].Find(view).Count();
                watch[r] += Stopwatch.GetElapsedTime(start);
                firings[r, failed] += fired;
                hits[r, failed] += fired > 0 ? 1 : 0;
                any |= fired;
            }

            accused[failed] += any > 0 ? 1 : 0;
        }

        var rates = RuleRates.ByAgent(Views(runs), rules);
        Console.WriteLine(
            $"\n## {name}: solved {count[0]} runs, {steps[0]} steps; failed {count[1]} runs, {steps[1]} steps. Accused somewhere: {accused[0]} solved, {accused[1]} failed\n"
        );
        Console.WriteLine(
            "| rule | firings per 100 steps, solved | failed | lift | runs hit, solved | failed | lift | solved runs hit, 95 % | weight | ms |"
        );
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        for (var r = 0; r < rules.Count; r++)
        {
            if (firings[r, 0] + firings[r, 1] == 0)
            {
                continue;
            }

            var rate = rates.Count > 0 ? rates[0] : null;
            var exact = rate?.ShareOfRuns(rate.Rules[r]);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {rules[r].Name} | {Per(firings[r, 0], steps[0], 100):0.00} | {Per(firings[r, 1], steps[1], 100):0.00} | {Lift(firings[r, 0], steps[0], firings[r, 1], steps[1])} | {hits[r, 0]} ({Per(hits[r, 0], count[0], 100):0} %) | {hits[r, 1]} ({Per(hits[r, 1], count[1], 100):0} %) | {Lift(hits[r, 0], count[0], hits[r, 1], count[1])} | {100 * exact?.Lower:0}-{100 * exact?.Upper:0} % | {rate?.WeightOf(rules[r]):0.0} | {watch[r].TotalMilliseconds:0} |"
                )
            );
        }
    }

    private static void Show(List<Run> runs, string name, int most, string? outcome)
    {
        var rule = ActionRules.All.Single(r => r.Name == name);
        var found = Views(runs)
            .Where(v => outcome is null || (v.Run.Outcome.Good == true) == (outcome == "solved"))
            .SelectMany(v => rule.Find(v).Select(f => (v, f)))
            .ToList();
        Console.WriteLine($"{found.Count} firings");
        var random = new Random(7);
        foreach (var (view, finding) in found.OrderBy(_ => random.Next()).Take(most))
        {
            Console.WriteLine(
                $"\n### {view.Run.Id} {(view.Run.Outcome.Good == true ? "solved" : "FAILED")} {view.Steps.Count} steps\n{finding.Reason}  [{string.Join(',', finding.Evidence)}]"
            );
            foreach (
                var step in finding.Evidence.Take(2).Append(finding.Step).Where(s => s < view.Steps.Count).Distinct()
            )
            {
                var s = view.Steps[step];
                Console.WriteLine($"  {step}: {Clip(s.Message + s.Thought, 220)}");
                foreach (var call in s.Calls.Take(2))
                {
                    Console.WriteLine(
                        $"     $ {Clip(call.Command ?? call.Name + call.Arguments, 260)}\n     > {Tail(call.Result, 200)}"
                    );
                }
            }
        }
    }

    private static IEnumerable<RunView> Views(List<Run> runs)
    {
        var kin = runs.Where(r => r.Outcome.Good == true && r.TaskId is not null).ToLookup(r => (r.Agent, r.TaskId));
        return runs.Select(r => new RunView(r) { SolvedKin = [.. kin[(r.Agent, r.TaskId)].Where(k => k != r)] });
    }

    private static string HalfOf(Run run) =>
        (SHA256.HashData(Encoding.UTF8.GetBytes(run.TaskId ?? run.Id))[1] & 1) == 0 ? "tune" : "report";

    private static double Per(int count, int of, double scale) => of == 0 ? 0 : scale * count / of;

    private static string Lift(int a, int of, int b, int ofB) =>
        a == 0 ? "-" : (Per(b, ofB, 1) / Per(a, of, 1)).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Clip(string? text, int most) =>
        (
            text is null ? "-"
            : text.Length > most ? text[..most] + "…"
            : text
        ).ReplaceLineEndings("\\n");

    private static string Tail(string? text, int most) =>
        (
            text is null ? "-"
            : text.Length > most ? "…" + text[^most..]
            : text
        ).ReplaceLineEndings("\\n");

    private static string? Option(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }
}
