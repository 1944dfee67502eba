using FsCheck;
using FsCheck.Fluent;
using Stopwise.Exits.Calibration;

namespace Stopwise.Exits.Tests.Calibration;

public class ThresholdTests
{
    private const double Never = double.NegativeInfinity;

    [Fact]
    public void The_order_statistic_is_the_fixed_sequence_over_the_distinct_values()
    {
        // Few distinct values, so that ties are the rule; both infinities occur.
        var score = Gen.Choose(-1, 9)
            .Select(i =>
                i < 0 ? Never
                : i > 8 ? double.PositiveInfinity
                : (double)i
            );
        var sample = Gen.Choose(0, 80).SelectMany(n => score.ListOf(n)).Select(l => l.ToArray());
        var level = Gen.Elements(0.02, 0.05, 0.1, 0.2, 0.5);
        var cases = sample
            .SelectMany(h => level.SelectMany(alpha => level.Select(delta => (h, alpha, delta))))
            .ToArbitrary();

        Prop.ForAll(cases, c => Certificate(c.h, c.alpha, c.delta) == BySequence(c.h, c.alpha, c.delta))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(20_26, 11));
    }

    [Fact]
    public void A_certificate_tells_its_losses_and_its_p_value()
    {
        double[] scores = [5, 9, 7, 3, .. Enumerable.Repeat(Never, 34)];

        var certificate = MonotoneThreshold.Certify(scores, 0.1, 0.1);

        certificate.IsCertified.ShouldBeTrue();
        certificate.AllowedLosses.ShouldBe(1);
        certificate.Threshold.ShouldBe(7);
        certificate.Losses.ShouldBe(1);
        certificate.PValue.ShouldBe(Binomial.LowerTail(1, 38, 0.1));
    }

    [Fact]
    public void Ties_at_the_threshold_are_all_spared()
    {
        double[] scores = [8, 8, 8, 3, .. Enumerable.Repeat(Never, 34)];

        var certificate = MonotoneThreshold.Certify(scores, 0.1, 0.1);

        certificate.Threshold.ShouldBe(8);
        certificate.Losses.ShouldBe(0);
    }

    [Fact]
    public void Too_few_units_are_told_how_many_are_missing()
    {
        var certificate = MonotoneThreshold.Certify(Enumerable.Repeat(4.0, 27).ToArray(), 0.05, 0.1);

        certificate.IsCertified.ShouldBeFalse();
        certificate.Threshold.ShouldBe(double.PositiveInfinity);
        certificate.AllowedLosses.ShouldBe(-1);
        certificate.MissingUnits.ShouldBe(45 - 27);
        certificate.PValue.ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public void Units_that_every_stop_harms_are_losses_of_every_certificate()
    {
        double[] scores = [double.PositiveInfinity, double.PositiveInfinity, .. Enumerable.Repeat(1.0, 36)];

        var certificate = MonotoneThreshold.Certify(scores, 0.1, 0.1);

        certificate.IsCertified.ShouldBeFalse();
        certificate.MissingUnits.ShouldBe(52 - 38);
    }

    [Fact]
    public void Units_that_no_stop_harms_allow_every_stop()
    {
        var certificate = MonotoneThreshold.Certify(Enumerable.Repeat(Never, 22).ToArray(), 0.1, 0.1);

        certificate.IsCertified.ShouldBeTrue();
        certificate.Threshold.ShouldBe(Never);
    }

    [Fact]
    public void Without_units_nothing_is_certified()
    {
        var certificate = MonotoneThreshold.Certify([], 0.1, 0.1);

        certificate.IsCertified.ShouldBeFalse();
        certificate.PValue.ShouldBe(1.0);
        certificate.MissingUnits.ShouldBe(22);
    }

    [Fact]
    public void The_missing_units_are_enough_and_one_fewer_is_not()
    {
        for (var units = 0; units < 60; units++)
        {
            var scores = Enumerable.Repeat(1.0, units).ToArray();
            var missing = MonotoneThreshold.Certify(scores, 0.05, 0.05).MissingUnits;
            double[] enough = [.. scores, .. Enumerable.Repeat(Never, missing)];
            MonotoneThreshold.Certify(enough, 0.05, 0.05).IsCertified.ShouldBeTrue();
            if (missing > 0)
            {
                MonotoneThreshold.Certify(enough.AsSpan(..^1), 0.05, 0.05).IsCertified.ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void A_score_that_is_not_a_number_is_refused() =>
        Should.Throw<ArgumentException>(() => MonotoneThreshold.Certify([1.0, double.NaN], 0.1, 0.1));

    [Fact]
    public void One_run_of_each_task_is_drawn_and_a_new_task_changes_no_other_draw()
    {
        int[] tasks = [3, 1, 3, 3, 1, 7];

        var drawn = OneRunPerTask.Draw(tasks, seed: 5);
        var more = OneRunPerTask.Draw([.. tasks, 9, 9], seed: 5);

        drawn.Select(i => tasks[i]).ShouldBe([1, 3, 7]);
        more.Take(3).ShouldBe(drawn);
        OneRunPerTask.Draw(tasks, seed: 5).ShouldBe(drawn);
    }

    [Fact]
    public void Each_run_of_a_task_is_drawn_equally_often()
    {
        var counts = new int[4];
        for (var seed = 0UL; seed < 8000; seed++)
        {
            counts[OneRunPerTask.Draw([0, 0, 0, 0], seed)[0]]++;
        }

        counts.ShouldAllBe(c => Math.Abs(c - 2000) < 4 * Math.Sqrt(2000 * 0.75));
    }

    private static (double, int) Certificate(double[] h, double alpha, double delta)
    {
        var certificate = MonotoneThreshold.Certify(h, alpha, delta);
        return (certificate.Threshold, certificate.Losses);
    }

    private static (double, int) BySequence(double[] h, double alpha, double delta)
    {
        var thresholds = h.Where(x => x < double.PositiveInfinity).Distinct().OrderDescending().ToArray();
        var losses = thresholds.Select(t => h.Count(x => x > t)).ToArray();
        var p = losses.Select(k => RiskPValue.ExactBinomial(k, h.Length, alpha)).ToArray();
        var certified = FixedSequence.Prefix(p, delta);
        return certified == 0 ? (double.PositiveInfinity, 0) : (thresholds[certified - 1], losses[certified - 1]);
    }
}
