using Stopwise.Exits;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Rehearsal.Lines;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Tests.Rehearsal;

public class PolicyRulesTests
{
    [Theory]
    [InlineData("kin-none-of-3")]
    [InlineData("token-cap+kin-none-of-3")]
    [InlineData("token-cap-lowered-by-kin")]
    [InlineData("context-cap-lowered-by-kin")]
    [InlineData("best-cap")]
    [InlineData("token-cap-or-kin-rate")]
    public void The_rule_on_disk_stops_where_the_rehearsed_line_stops(string kind)
    {
        var runs = Repeated(seed: 3).ToList();
        var options = new RehearsalOptions { Alpha = 0.3 };
        var learned = new PolicyLearner(options, new LearningScope()).Learn(runs, kind);
        var known = kind.Contains("kin", StringComparison.Ordinal);
        var table = RunTable.Build(runs, known ? KinView.Others : KinView.None);
        var line = (known ? Contestants.Known(table, options) : Contestants.Unseen(table, options)).Single(l =>
            l.Id == kind
        );
        var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
        var stops = line.Fit(all, all, options).Choices.Single();

        var replayed = Exits.Tables.Replay.Stops(learned.Policy!.Bind(SignalFold.Schema), table.Table).Rows;

        replayed.ShouldBe(Enumerable.Range(0, runs.Count).Select(stops));
        replayed.ShouldContain(row => row >= 0);
    }

    [Fact]
    public void Every_line_stops_where_its_rule_stops()
    {
        var runs = Repeated(seed: 3).ToList();
        var options = new RehearsalOptions
        {
            Alpha = 0.3,
            Heads = true,
            Done = true,
        };
        var stopped = 0;
        foreach (var view in (KinView[])[KinView.None, KinView.Others])
        {
            var table = RunTable.Build(runs, view);
            var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
            var lines = view == KinView.None ? Contestants.Unseen(table, options) : Contestants.Known(table, options);
            foreach (
                var line in lines.Where(l => !l.IsControl && l.Kind is not ("structural" or "verified, simulated"))
            )
            {
                var fitted = line.Fit(all, all, options);
                if (fitted.Certificate is not { IsCertified: true } certificate)
                {
                    continue;
                }

                var rule =
                    fitted.Rule ?? PolicyRules.Of(line.Id, fitted.Chosen, certificate.Threshold, options.Settlement);
                var rows = Exits.Tables.Replay.Stops(rule.Bind(SignalFold.Schema), table.Table).Rows;
                rows.ShouldBe(Enumerable.Range(0, runs.Count).Select(fitted.Choices.Single()), line.Id);
                stopped += rows.Any(row => row >= 0) ? 1 : 0;
            }
        }

        stopped.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void A_first_turn_without_a_tool_ends_a_run_that_never_acted()
    {
        var acting = RunMaker.Simple("acts", false, 5, 2);
        var talking = acting with
        {
            Id = "talks",
            Steps = [.. acting.Steps.Select(s => s with { Calls = [], Message = "I would now." })],
        };
        var rule = PolicyRules.Of("never-acted", null, 0, StopSettlement.HandIn).Bind(SignalFold.Schema);

        var stops = Exits.Tables.Replay.Stops(rule, RunTable.Build([acting, talking], KinView.None).Table);

        stops.Rows.ShouldBe([-1, 1]);
        stops.Decisions[1].Verdict.ShouldBe(Verdict.ExitDead);
    }

    private static IEnumerable<Run> Repeated(int seed)
    {
        var random = new Random(seed);
        for (var task = 0; task < 120; task++)
        {
            var hard = random.NextDouble() < 0.3;
            for (var trial = 0; trial < 4; trial++)
            {
                var solved = random.NextDouble() < (hard ? 0.02 : 0.8);
                var steps = 3 + random.Next(solved ? 20 : 40);
                yield return RunMaker.Simple(
                    $"{task:000}-{trial}",
                    solved,
                    steps,
                    Math.Max(1, steps - random.Next(5)),
                    $"t{task}"
                );
            }
        }
    }
}
