using System.Text.Json;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Tests.Rehearsal;

public class RehearserTests
{
    [Fact]
    public void A_cap_stops_what_its_score_says_and_hand_in_forgives_late_stops()
    {
        var table = RunTable.Build([RunMaker.Simple("a", true, steps: 10, lastEdit: 4)], KinView.None);
        var family = Scores.Cap(table, Column.InputTokens);

        family.StopRow(0, 350).ShouldBe(4);
        family.StopRow(0, 400).ShouldBe(5);
        family.StopRow(0, 900).ShouldBe(-1);
        family.Critical(0, StopSettlement.HandIn).ShouldBe(300);
        family.Critical(0, StopSettlement.Discard).ShouldBe(900);
    }

    [Fact]
    public void Savings_of_the_oracle_are_what_is_spent_on_failed_runs_and_after_the_last_change()
    {
        var runs = Enumerable
            .Range(0, 10)
            .Select(i => RunMaker.Simple($"r{i}", i % 2 == 0, steps: 10, lastEdit: 4))
            .ToList();
        var oracle = Policy(runs, "oracle", new RehearsalOptions());

        oracle.InputTokensSaved!.Value.ShouldBe((0.5 * 0.9) + (0.5 * 0.6), 1e-9);
        oracle.GoodRunsStopped.ShouldBe(0);
    }

    [Fact]
    public void With_too_few_tasks_nothing_is_stopped_and_the_missing_ones_are_counted()
    {
        var runs = Enumerable
            .Range(0, 15)
            .Select(i => RunMaker.Simple($"r{i:00}", true, steps: 10 + i, lastEdit: 4))
            .ToList();
        var cap = Policy(runs, "token-cap", new RehearsalOptions { Alpha = 0.10 });

        cap.Certified.ShouldBe(false);
        cap.UnitsMissing.ShouldBe(7);
        cap.RunsStopped.ShouldBe(0);
    }

    [Fact]
    public void Repeated_runs_of_a_task_are_one_unit()
    {
        var runs = Enumerable
            .Range(0, 80)
            .Select(i => RunMaker.Simple($"r{i:00}", true, steps: 10, lastEdit: 4, task: $"t{i / 4}"))
            .ToList();

        Policy(runs, "token-cap", new RehearsalOptions()).N.ShouldBe(20);
    }

    [Fact]
    public void The_same_seed_gives_the_same_report_whatever_the_order_of_the_runs()
    {
        var runs = Made(120, 3).ToList();
        var options = new RehearsalOptions { Seed = 4, BootstrapDraws = 100 };
        var first = JsonSerializer.Serialize(new Rehearser(options).Rehearse(runs));
        runs.Reverse();
        var second = JsonSerializer.Serialize(new Rehearser(options).Rehearse(runs));

        second.ShouldBe(first);
    }

    [Fact]
    public void A_learned_policy_replays_to_the_stops_of_its_threshold()
    {
        var runs = Made(300, 8).ToList();
        var learned = new PolicyLearner(new RehearsalOptions(), new LearningScope()).Learn(runs, "token-cap");
        var policy = Exits.Recipes.Policy.Parse(learned.Policy!.ToJson());
        var report = new Rehearser(new RehearsalOptions()).Rehearse(runs, policy);

        var table = RunTable.Build(runs, KinView.None);
        var family = Scores.Cap(table, Column.InputTokens);
        var stopped = Enumerable.Range(0, runs.Count).Count(r => family.StopRow(r, policy.Certificate!.Threshold) >= 0);
        stopped.ShouldBeGreaterThan(0);
        report.Protocols[0].Policies[0].RunsStopped.ShouldBe((double)stopped / runs.Count, 1e-12);
        policy.Certificate!.PValue.ShouldBeLessThanOrEqualTo(0.10);
    }

    [Fact]
    public void The_promise_holds_on_new_runs_from_the_same_source()
    {
        // 200 histories of 60 runs each; the true harm of a learned cap is measured on 4,000 runs it never saw.
        var world = RunTable.Build(Made(4000, 999), KinView.None);
        var truth = Scores.Cap(world, Column.InputTokens);
        var good = Enumerable.Range(0, 4000).Where(r => world.Table.Runs[r].Good == true).ToList();
        var broken = 0;
        for (var history = 0; history < 200; history++)
        {
            var table = RunTable.Build(Made(60, history), KinView.None);
            var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
            var certificate = Certification.Of(
                table,
                Scores.Cap(table, Column.InputTokens),
                all,
                new RehearsalOptions(),
                0.10
            );
            var harmed = certificate.IsCertified
                ? good.Count(r => truth.Critical(r, StopSettlement.HandIn) > certificate.Threshold)
                : 0;
            broken += (double)harmed / good.Count > 0.10 ? 1 : 0;
        }

        broken.ShouldBeLessThanOrEqualTo(20 + (int)(3 * Math.Sqrt(200 * 0.1 * 0.9)));
        broken.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_report_says_which_runs_were_stopped_and_when()
    {
        var cap = Policy(Made(300, 5), "token-cap", new RehearsalOptions());

        cap.Stops.Count.ShouldBe((int)Math.Round(cap.RunsStopped * 300));
        cap.Stops.ShouldAllBe(s => s.AfterSteps > 0 && s.AfterSteps < s.Steps);
        cap.Stops.ShouldAllBe(s => s.InputTokensSaved == 100.0 * (s.Steps - s.AfterSteps));
        cap.Stops.Where(s => s.Harmed).Select(s => s.Run).Order(StringComparer.Ordinal).ShouldBe(cap.WrongStops);
        cap.Stops.ShouldContain(s => !s.Good);
        Policy(Made(300, 5), "random-run", new RehearsalOptions()).Stops.ShouldBeEmpty();
    }

    [Fact]
    public void Kin_are_runs_of_the_same_task_and_model()
    {
        Run[] runs =
        [
            RunMaker.Simple("a", true, 3, 1, "t") with
            {
                Trial = "0",
            },
            RunMaker.Simple("b", false, 3, 1, "t") with
            {
                Trial = "1",
            },
            RunMaker.Simple("c", true, 3, 1, "t") with
            {
                Trial = "2",
                Model = "other",
            },
        ];
        var kinRuns = SignalFold.Schema.IndexOf("kin_runs");
        var kinSolved = SignalFold.Schema.IndexOf("kin_solved");

        var others = RunTable.Build(runs, KinView.Others).Table;
        others.Signals(1, 0)[kinRuns].ShouldBe(1);
        others.Signals(1, 0)[kinSolved].ShouldBe(1);
        var earlier = RunTable.Build(runs, KinView.Earlier).Table;
        earlier.Signals(0, 0)[kinRuns].ShouldBe(0);
        earlier.Signals(1, 0)[kinRuns].ShouldBe(1);
        float.IsNaN(RunTable.Build(runs, KinView.None).Table.Signals(0, 0)[kinRuns]).ShouldBeTrue();
    }

    private static PolicyReport Policy(IEnumerable<Run> runs, string id, RehearsalOptions options) =>
        new Rehearser(options).Rehearse(runs).Protocols[0].Policies.Single(p => p.Id == id);

    private static IEnumerable<Run> Made(int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var solved = random.NextDouble() < 0.6;
            var steps = 3 + (int)(random.NextDouble() * (solved ? 20 : 40));
            yield return RunMaker.Simple($"{seed}-{i:0000}", solved, steps, Math.Max(1, steps - random.Next(6)));
        }
    }
}
