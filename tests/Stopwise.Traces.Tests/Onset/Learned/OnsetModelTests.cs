using Stopwise.Traces.Onset.Learned;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Tests.Onset.Learned;

public class OnsetModelTests
{
    /// <summary>Generated runs, labelled so: the truth is known, so the promise can be checked.</summary>
    [Theory]
    [InlineData(.8)]
    [InlineData(.9)]
    public void On_exchangeable_runs_the_set_keeps_its_promise(double coverage)
    {
        int hits = 0,
            turns = 0,
            all = 0;
        for (var seed = 0; seed < 6; seed++)
        {
            var random = new Random(seed);
            var model = OnsetModel.Fit(Generated(random, 70));
            foreach (var fresh in Generated(random, 100))
            {
                var set = model.SetOf(fresh.Rows, fresh.Turns, coverage)!;
                hits += set.Turns.Contains(fresh.LabelTurn) ? 1 : 0;
                turns += set.Turns.Count;
                all += fresh.Turns.Count;
            }
        }

        // 600 runs, but 6 calibrations of 70: the spread of the coverage is about .04.
        ((double)hits / 600).ShouldBeInRange(coverage - .06, 1);
        ((double)turns / all).ShouldBeLessThan(coverage);
    }

    [Fact]
    public void Without_enough_runs_there_is_no_promise()
    {
        var model = OnsetModel.Fit(Generated(new Random(1), 15));
        var run = Generated(new Random(2), 1)[0];

        model.SetOf(run.Rows, run.Turns, .9).ShouldNotBeNull();
        model.SetOf(run.Rows, run.Turns, .95).ShouldBeNull();
    }

    [Fact]
    public void A_planted_signal_is_found_on_new_runs_and_shuffled_labels_are_not()
    {
        var random = new Random(11);
        var (train, test) = (Generated(random, 70), Generated(random, 200));
        var shuffled = train
            .Select(e => e with { Label = random.Next(e.Rows.Length) })
            .Select(e => new OnsetExample(e.Task, e.Rows, e.Turns, e.Label))
            .ToList();

        First(OnsetModel.Fit(train), test).ShouldBeGreaterThan(.5);
        First(OnsetModel.Fit(shuffled), test).ShouldBeLessThan(.3);
    }

    [Fact]
    public void Runs_of_one_task_are_never_on_both_sides_of_a_fold()
    {
        var examples = Generated(new Random(4), 60)
            .Select((e, i) => e with { Task = $"task{(char)('a' + (i % 20))}" })
            .ToList();

        OnsetModel
            .FoldsOf(examples, 10)
            .Zip(examples)
            .GroupBy(p => p.Second.Task)
            .ShouldAllBe(task => task.Select(p => p.First).Distinct().Count() == 1);
    }

    private static double First(OnsetModel model, List<OnsetExample> runs) =>
        runs.Average(r => Array.IndexOf(model.StepsOf(r.Rows), model.StepsOf(r.Rows).Max()) == r.Label ? 1.0 : 0);

    private static List<OnsetExample> Generated(Random random, int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(r =>
                {
                    var steps = random.Next(5, 12);
                    var label = random.Next(steps);
                    var rows = Enumerable
                        .Range(0, steps)
                        .Select(i =>
                            Enumerable
                                .Range(0, OnsetFeatures.Count)
                                .Select(c => random.NextDouble() + (c == 20 && i == label ? .8 : 0))
                                .ToArray()
                        )
                        .ToArray();
                    return new OnsetExample(
                        $"task-{random.Next():x}x",
                        rows,
                        [.. Enumerable.Range(0, steps).Select(i => new Turn(i, i, i))],
                        label
                    );
                }),
        ];
}
