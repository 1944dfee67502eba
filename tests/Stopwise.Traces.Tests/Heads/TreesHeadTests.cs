using Stopwise.Exits;
using Stopwise.Traces.Heads;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Tests.Heads;

public class TreesHeadTests
{
    private static readonly TreesOptions OneStump = new()
    {
        Trees = 1,
        Depth = 1,
        Rate = 1,
        L2 = 1,
        MinHessian = 0.1,
    };

    [Fact]
    public void A_stump_cuts_where_the_gain_is_largest_and_its_leaves_are_newton_steps()
    {
        // Base odds 1 : 1, so every gradient is +-1/2 and every second derivative 1/4.
        float[] x = [1, 2, 3, 4, 5, 6, 7, 8];
        float[] y = [0, 0, 0, 1, 0, 1, 1, 1];

        var head = TreesHead.Fit(HeadRows.Of([x], y, Ones(8)), OneStump);

        head.Base.ShouldBe(0, 1e-12);
        var root = head.Trees[0][0];
        BestCut(x, y, 1).ShouldContain(root.Cut);
        var left = x.Zip(y).Where(r => r.First < root.Cut).ToList();
        head.Trees[0][root.Left].Value.ShouldBe(-left.Sum(r => 0.5 - r.Second) / ((0.25 * left.Count) + 1), 1e-12);
    }

    [Fact]
    public void Unknown_values_go_to_the_side_where_they_belong()
    {
        float[] x = [1, 1, 1, 1, 2, 2, 2, 2, float.NaN, float.NaN, float.NaN, float.NaN];
        float[] y = [0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];

        var head = TreesHead.Fit(HeadRows.Of([x], y, Ones(12)), OneStump);

        head.Trees[0][0].UnknownGoesLeft.ShouldBeFalse();
        head.LogOddsOf([float.NaN]).ShouldBe(head.LogOddsOf([2]));
        head.LogOddsOf([1]).ShouldBeLessThan(head.LogOddsOf([2]));
    }

    [Fact]
    public void Every_tree_lowers_the_loss_it_is_trained_on()
    {
        var random = new Random(2);
        var columns = Enumerable
            .Range(0, 4)
            .Select(_ => Enumerable.Range(0, 500).Select(_ => (float)random.NextDouble()).ToArray())
            .ToArray();
        var y = Enumerable
            .Range(0, 500)
            .Select(i => (columns[0][i] > 0.5) != (columns[1][i] > 0.5) ? 1f : 0f)
            .ToArray();
        var rows = HeadRows.Of(columns, y, Ones(500));
        var losses = new[] { 1, 10, 60 }
            .Select(trees =>
                Loss(
                    TreesHead.Fit(
                        rows,
                        new TreesOptions
                        {
                            Trees = trees,
                            Rate = 0.3,
                            L2 = 1,
                        }
                    ),
                    columns,
                    y
                )
            )
            .ToList();

        losses.ShouldBe(losses.OrderDescending().ToList());
        losses[^1].ShouldBeLessThan(0.25);
    }

    [Fact]
    public void The_same_rows_give_the_same_trees()
    {
        float[] x = [.. Enumerable.Range(0, 200).Select(i => (float)(i * 7 % 31))];
        float[] y = [.. x.Select(v => v > 11 ? 1f : 0f)];
        var rows = HeadRows.Of([x, [.. x.Reverse()]], y, Ones(200));

        var (a, b) = (TreesHead.Fit(rows, new TreesOptions()), TreesHead.Fit(rows, new TreesOptions()));

        a.Trees.SelectMany(t => t).ShouldBe(b.Trees.SelectMany(t => t));
    }

    [Fact]
    public void The_rule_of_trees_fires_where_their_score_is_above_the_threshold()
    {
        var random = new Random(4);
        var columns = Enumerable
            .Range(0, HeadFeatures.Width)
            .Select(_ => Enumerable.Range(0, 400).Select(_ => MathF.Log(1 + random.Next(30))).ToArray())
            .ToArray();
        var target = Enumerable.Range(0, 400).Select(i => columns[1][i] > columns[6][i] ? 1f : 0f).ToArray();
        var head = TreesHead.Fit(HeadRows.Of(columns, target, Ones(400)), new TreesOptions { MinHessian = 0.5 });
        var signals = new float[SignalFold.Schema.Width];
        for (var round = 0; round < 200; round++)
        {
            for (var i = 0; i < signals.Length; i++)
            {
                signals[i] = random.Next(30);
            }

            var score = head.LogOdds(signals);
            LogisticHeadTests.Fires(head.Rule(0, score + 0.001, Verdict.WrapUp), signals).ShouldBeFalse();
            LogisticHeadTests.Fires(head.Rule(0, score - 0.001, Verdict.WrapUp), signals).ShouldBeTrue();
        }

        Should.Throw<ArgumentOutOfRangeException>(() => head.Rule(1, 0, Verdict.WrapUp));
    }

    private static double Loss(TreesHead head, float[][] columns, float[] y)
    {
        var loss = 0.0;
        var features = new float[columns.Length];
        for (var i = 0; i < y.Length; i++)
        {
            for (var c = 0; c < columns.Length; c++)
            {
                features[c] = columns[c][i];
            }

            var z = head.LogOddsOf(features);
            loss += Math.Log(1 + Math.Exp(y[i] > 0 ? -z : z));
        }

        return loss / y.Length;
    }

    /// <summary>All cuts of the largest gain, by trying every one.</summary>
    private static List<float> BestCut(float[] x, float[] y, double l2)
    {
        double Score(IEnumerable<float> side)
        {
            var list = side.ToList();
            var g = list.Sum(v => 0.5 - v);
            return g * g / ((0.25 * list.Count) + l2);
        }

        var cuts = x.Zip(x.Skip(1), (a, b) => (a + b) / 2).ToList();
        var gains = cuts.Select(cut =>
                Score(x.Zip(y).Where(r => r.First < cut).Select(r => r.Second))
                + Score(x.Zip(y).Where(r => r.First >= cut).Select(r => r.Second))
            )
            .ToList();
        return [.. cuts.Where((_, i) => gains[i] >= gains.Max() - 1e-12)];
    }

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];
}
