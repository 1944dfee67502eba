using Stopwise.Traces.Onset.Learned;

namespace Stopwise.Traces.Tests.Onset.Learned;

public class ListwiseModelTests
{
    [Fact]
    public void Without_anything_to_learn_the_offset_decides()
    {
        double[][] rows =
        [
            [1.0],
            [1.0],
            [1.0],
        ];
        var model = ListwiseModel.Fit([new LabelledRun(rows, [0, 0, 0], 1)], ridge: 1);

        model.Weights.ShouldBe([0.0]);
        model.Rank(rows, [Math.Log(1), Math.Log(2), Math.Log(1)]).ShouldBe([.25, .5, .25], tolerance: 1e-12);
    }

    [Fact]
    public void The_weight_is_the_one_that_ten_thousand_others_do_not_beat()
    {
        var runs = Sample(seed: 3, count: 30, columns: 1);
        var fitted = ListwiseModel.Fit(runs, ridge: 2);
        var (mean, scale) = Moments(runs);

        double Objective(double w) =>
            (.5 * 2 * w * w)
            - runs.Sum(run =>
            {
                var u = run.Rows.Select(r => w * (r[0] - mean) / scale).ToArray();
                return u[run.Label] - Math.Log(u.Sum(Math.Exp));
            });

        var best = Enumerable.Range(-5000, 10_001).Select(i => i / 1000.0).MinBy(Objective);
        fitted.Weights[0].ShouldBe(best, tolerance: 1e-3);
    }

    [Fact]
    public void At_the_fit_the_gradient_is_zero_in_every_direction()
    {
        var runs = Sample(seed: 5, count: 40, columns: 4);
        var model = ListwiseModel.Fit(runs, ridge: 3);

        for (var column = 0; column < 4; column++)
        {
            var (mean, scale) = Moments(runs, column);
            var slope =
                (3 * model.Weights[column])
                + runs.Sum(run =>
                {
                    var p = model.Rank(run.Rows, run.Offset);
                    double X(int i) => (run.Rows[i][column] - mean) / scale;
                    return Enumerable.Range(0, p.Length).Sum(i => p[i] * X(i)) - X(run.Label);
                });
            slope.ShouldBe(0, tolerance: 1e-3);
        }
    }

    [Fact]
    public void A_flag_that_marks_every_label_puts_it_first()
    {
        var runs = Enumerable
            .Range(0, 20)
            .Select(r => new LabelledRun(
                [.. Enumerable.Range(0, 5).Select(i => new[] { i == r % 5 ? 1.0 : 0 })],
                new double[5],
                r % 5
            ))
            .ToList();

        var p = ListwiseModel
            .Fit(runs, ridge: 1)
            .Rank(
                [
                    [0.0],
                    [0.0],
                    [1.0],
                    [0.0],
                ],
                new double[4]
            );

        p.Sum().ShouldBe(1, tolerance: 1e-12);
        p[2].ShouldBeGreaterThan(.8);
    }

    [Fact]
    public void The_prior_of_a_position_is_its_count_and_half_a_count_shared_out()
    {
        var prior = new PositionPrior([1, 1, 3]);

        var p = prior.LogOf(2).Select(l => Math.Exp(l) - .001).ToArray();
        p.ShouldBe([.25 / 2.5, 2.25 / 2.5], tolerance: 1e-12);
        prior.Without(1).LogOf(2).Select(l => Math.Exp(l) - .001).ShouldBe([.25 / 1.5, 1.25 / 1.5], tolerance: 1e-12);
    }

    private static (double Mean, double Scale) Moments(IReadOnlyList<LabelledRun> runs, int column = 0)
    {
        var values = runs.SelectMany(r => r.Rows.Select(x => x[column])).ToList();
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))));
    }

    private static List<LabelledRun> Sample(int seed, int count, int columns)
    {
        var random = new Random(seed);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    var rows = Enumerable
                        .Range(0, 6)
                        .Select(_ => Enumerable.Range(0, columns).Select(_ => random.NextDouble()).ToArray())
                        .ToArray();
                    var label = random.NextDouble() < .5 ? random.Next(6) : Array.IndexOf(rows, rows.MaxBy(r => r[0]));
                    return new LabelledRun(rows, new double[6], label);
                }),
        ];
    }
}
