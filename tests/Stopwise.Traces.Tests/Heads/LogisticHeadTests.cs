using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Heads;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Tests.Heads;

public class LogisticHeadTests
{
    [Fact]
    public void Without_features_that_tell_anything_the_odds_are_those_of_the_weighted_shares()
    {
        var rows = Rows([0, 0, 0, 0], target: [1, 0, 0, 0], weight: [3, 1, 1, 1]);

        var head = LogisticHead.Fit(rows, ridge: 1);

        head.Bias.ShouldBe(0, 1e-6);
        head.Weights.ShouldAllBe(w => w == 0);
    }

    [Fact]
    public void The_gradient_of_the_penalised_loss_is_zero_at_the_solution()
    {
        var random = new Random(5);
        var x = Enumerable.Range(0, 400).Select(_ => (float)random.NextDouble()).ToArray();
        var y = x.Select(v => random.NextDouble() < v ? 1f : 0f).ToArray();
        var w = x.Select(_ => (float)(0.2 + random.NextDouble())).ToArray();
        const double Ridge = 0.7;

        var head = LogisticHead.Fit(Rows(x, y, w), Ridge);

        var (mean, scale) = Moments(x, w);
        double slope = Ridge * head.Weights[0],
            level = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var z = (x[i] - mean) / scale;
            var p = 1 / (1 + Math.Exp(-(head.Bias + (head.Weights[0] * z))));
            slope += w[i] * (p - y[i]) * z;
            level += w[i] * (p - y[i]);
        }

        slope.ShouldBe(0, 1e-6);
        level.ShouldBe(0, 1e-6);
        head.Weights[0].ShouldBeGreaterThan(0.5);
    }

    [Fact]
    public void Separable_classes_stay_finite()
    {
        var head = LogisticHead.Fit(Rows([0, 1, 2, 3], [0, 0, 1, 1], [1, 1, 1, 1]), ridge: 1e-3);

        double.IsFinite(head.Weights[0]).ShouldBeTrue();
        head.Weights[0].ShouldBeGreaterThan(1);
    }

    [Fact]
    public void No_rows_are_refused() =>
        Should.Throw<StopwiseException>(() => LogisticHead.Fit(Rows([], [], []), 1)).Message.ShouldContain("no rows");

    [Fact]
    public void The_rule_of_a_head_fires_where_its_score_is_above_the_threshold()
    {
        var random = new Random(9);
        var columns = Enumerable
            .Range(0, HeadFeatures.Width)
            .Select(_ => Enumerable.Range(0, 300).Select(_ => (float)(3 * random.NextDouble())).ToArray())
            .ToArray();
        var target = Enumerable.Range(0, 300).Select(i => columns[0][i] + columns[3][i] > 3 ? 1f : 0f).ToArray();
        var head = LogisticHead.Fit(HeadRows.Of(columns, target, [.. target.Select(_ => 1f)]), 1);
        var signals = new float[SignalFold.Schema.Width];
        for (var round = 0; round < 200; round++)
        {
            for (var i = 0; i < signals.Length; i++)
            {
                signals[i] = random.Next(20);
            }

            var score = (2 * Math.Log(1 + signals[(int)Column.InputTokens])) + head.LogOdds(signals);
            Fires(head.Rule(2, score + 0.01, Verdict.WrapUp), signals).ShouldBeFalse();
            Fires(head.Rule(2, score - 0.01, Verdict.WrapUp), signals).ShouldBeTrue();
        }
    }

    internal static bool Fires(RuleSpec rule, float[] signals)
    {
        var probe = new Probe(1, 10, 0, signals);
        return rule.Bind(SignalFold.Schema).Step(in probe, new float[RuleMemory.Capacity]).Verdict != Verdict.Continue;
    }

    private static HeadRows Rows(float[] x, float[] target, float[] weight) => HeadRows.Of([x], target, weight);

    private static (double Mean, double Scale) Moments(float[] x, float[] w)
    {
        var total = w.Sum(v => (double)v);
        var mean = x.Zip(w, (a, b) => (double)a * b).Sum() / total;
        return (mean, Math.Sqrt(x.Zip(w, (a, b) => b * (a - mean) * (a - mean)).Sum() / total));
    }
}
