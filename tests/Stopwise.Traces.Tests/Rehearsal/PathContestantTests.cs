using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Tests.Rehearsal;

public class PathContestantTests
{
    [Fact]
    public void A_path_goes_from_cautious_to_saving_most_on_the_tuning_tasks()
    {
        var table = Table(1, 200);
        var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
        var path = new ThresholdPath(table, Members(table), all, StopSettlement.HandIn);

        var good = all.Runs.Where(r => table.Table.Runs[r].Good == true).ToList();
        var harm = path.Pairs.Select(p => good.Count(r => path.Harms(r, p, StopSettlement.HandIn))).ToList();
        var saved = path.Pairs.Select(p => Certification.TokensSaved(table, all, run => path.StopRow(run, p))).ToList();

        harm.ShouldBe(harm.Order().ToList());
        saved.ShouldBe(saved.Order().ToList());
        harm[0].ShouldBe(0);
        saved[^1].ShouldBeGreaterThan(saved[0]);
    }

    [Fact]
    public void A_run_stops_where_the_first_of_both_scores_is_above_its_threshold()
    {
        var table = Table(2, 40);
        var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
        var members = Members(table);
        var path = new ThresholdPath(table, members, all, StopSettlement.HandIn);

        for (var run = 0; run < 40; run++)
        {
            var (first, second) = (members.First.StopRow(run, 5), members.Second.StopRow(run, 3));
            path.StopRow(run, (5, double.PositiveInfinity)).ShouldBe(first);
            path.StopRow(run, (double.PositiveInfinity, 3)).ShouldBe(second);
            path.StopRow(run, (double.PositiveInfinity, double.PositiveInfinity)).ShouldBe(-1);
            path.StopRow(run, (5, 3))
                .ShouldBe(((int[])[first, second]).Where(row => row >= 0).DefaultIfEmpty(-1).Min());
        }
    }

    [Fact]
    public void The_promise_of_two_thresholds_holds_on_new_tasks_as_often_as_it_says()
    {
        const int Repeats = 200;
        const double Alpha = 0.2;
        const double Delta = 0.2;
        var world = Table(99, 2000);
        var broken = 0;
        for (var repeat = 0; repeat < Repeats; repeat++)
        {
            var table = Table(1000 + repeat, 90);
            var line = new PathContestant("test", table, new PathMembers(0, _ => Members(table)));
            var all = new TaskSample(table, Enumerable.Range(0, table.Groups));
            var fitted = line.Fit(all, all, new RehearsalOptions { Alpha = Alpha, Delta = Delta });
            if (fitted.Certificate!.IsCertified)
            {
                broken += TrueHarm(world, fitted) > Alpha ? 1 : 0;
            }
        }

        // Three standard errors above the promised share.
        broken.ShouldBeLessThanOrEqualTo((int)(Repeats * (Delta + (3 * Math.Sqrt(Delta * (1 - Delta) / Repeats)))));
    }

    private static double TrueHarm(RunTable world, Fitted fitted)
    {
        var rule = fitted.Rule!.Bind(SignalFold.Schema);
        var stops = Stopwise.Exits.Tables.Replay.Stops(rule, world.Table).Rows;
        var good = Enumerable.Range(0, stops.Length).Where(r => world.Table.Runs[r].Good == true).ToList();
        return good.Average(r =>
            stops[r] >= 0 && world.Table.Harms(r, stops[r], (int)StopSettlement.HandIn) ? 1.0 : 0.0
        );
    }

    private static TrainedMembers Members(RunTable table) =>
        new(
            Scores.Cap(table, Column.Steps),
            Scores.Cap(table, Column.Edits),
            (steps, edits, settlement) =>
                new Stopwise.Exits.Recipes.AnySpec
                {
                    Rules =
                    [
                        PolicyRules.Cap(Column.Steps, steps, PolicyRules.VerdictOf(settlement)),
                        PolicyRules.Cap(Column.Edits, edits, PolicyRules.VerdictOf(settlement)),
                    ],
                }
        );

    private static RunTable Table(int seed, int count)
    {
        var random = new Random(seed);
        return RunTable.Build(
            Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    var solved = random.NextDouble() < 0.7;
                    var steps = 4 + random.Next(solved ? 20 : 40);
                    return RunMaker.Simple($"r{i:0000}", solved, steps, Math.Max(1, random.Next(steps)));
                })
                .ToList<Run>(),
            KinView.None
        );
    }
}
