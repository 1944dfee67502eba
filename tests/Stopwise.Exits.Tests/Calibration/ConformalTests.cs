using Stopwise.Exits.Calibration;

namespace Stopwise.Exits.Tests.Calibration;

public class ConformalTests
{
    [Fact]
    public void The_quantile_is_the_order_statistic_and_never_clamped()
    {
        double[] scores = [.. Enumerable.Range(1, 99).Select(i => (double)i).Reverse()];

        SplitConformal.Quantile(scores, 0.1).ShouldBe(90);
        SplitConformal.Quantile(scores, 0.01).ShouldBe(99);
        SplitConformal.Quantile(scores, 0.009).ShouldBe(double.PositiveInfinity);
        SplitConformal.Quantile([], 0.5).ShouldBe(double.PositiveInfinity);
        SplitConformal.Quantile(scores, 0.93).ShouldBe(7, "100 * 0.07 is 7 although doubles say a little more");
    }

    [Fact]
    public void The_quantile_covers_the_next_score_by_enumeration_of_all_ranks()
    {
        for (var n = 1; n <= 40; n++)
        {
            foreach (var alpha in new[] { 0.05, 0.1, 0.3, 0.7 })
            {
                // Exchangeable distinct scores: the next one is any of the n + 1 ranks, equally often.
                var covered = Enumerable
                    .Range(0, n + 1)
                    .Count(next =>
                    {
                        var others = Enumerable.Range(0, n + 1).Where(r => r != next).Select(r => (double)r).ToArray();
                        return next <= SplitConformal.Quantile(others, alpha);
                    });
                ((double)covered / (n + 1)).ShouldBeGreaterThanOrEqualTo(1.0 - alpha - 1e-12);
            }
        }
    }

    [Fact]
    public void The_tolerance_index_is_the_smallest_that_keeps_delta()
    {
        for (var n = 0; n <= 60; n++)
        {
            var expected = Enumerable.Range(1, n + 1).First(k => Binomial.UpperTail(k, n, 0.9) <= 0.1);
            SplitConformal.ToleranceIndex(n, 0.1, 0.1).ShouldBe(expected);
        }

        SplitConformal.ToleranceBound(new double[21], 0.1, 0.1).ShouldBe(double.PositiveInfinity);
        SplitConformal.ToleranceBound(new double[22], 0.1, 0.1).ShouldBe(0.0);
    }

    [Fact]
    public void The_tolerance_bound_is_the_certified_threshold()
    {
        var random = new Random(4);
        for (var n = 1; n < 120; n++)
        {
            var scores = Enumerable.Range(0, n).Select(_ => (double)random.Next(20)).ToArray();
            SplitConformal
                .ToleranceBound(scores, 0.1, 0.1)
                .ShouldBe(MonotoneThreshold.Certify(scores, 0.1, 0.1).Threshold);
        }
    }

    [Fact]
    public void Nineteen_clean_units_control_an_expected_risk_of_one_in_twenty_and_eighteen_do_not()
    {
        ConformalRisk.Prefix(Clean(19), 0.05).ShouldBe(3);
        ConformalRisk.Prefix(Clean(18), 0.05).ShouldBe(0);
        ConformalRisk.Threshold(new double[19], 0.05).ShouldBe(0.0);
        ConformalRisk.Threshold(new double[18], 0.05).ShouldBe(double.PositiveInfinity);

        static double[][] Clean(int n) => [.. Enumerable.Range(0, n).Select(_ => new double[3])];
    }

    [Fact]
    public void The_expected_loss_of_the_next_unit_stays_at_alpha_by_enumeration_of_all_ranks()
    {
        foreach (var n in new[] { 5, 9, 19, 33 })
        {
            foreach (var alpha in new[] { 0.05, 0.1, 0.25 })
            {
                var harmed = Enumerable
                    .Range(0, n + 1)
                    .Count(next =>
                    {
                        var others = Enumerable.Range(0, n + 1).Where(r => r != next).Select(r => (double)r).ToArray();
                        return next > ConformalRisk.Threshold(others, alpha);
                    });
                ((double)harmed / (n + 1)).ShouldBeLessThanOrEqualTo(alpha + 1e-12);
            }
        }
    }

    [Fact]
    public void A_loss_that_falls_again_counts_as_its_running_maximum()
    {
        var losses = Enumerable.Range(0, 40).Select(i => new[] { 0.0, i < 10 ? 1.0 : 0.0, 0.0 }).ToArray();

        ConformalRisk.Prefix(losses, 0.1).ShouldBe(1);
    }

    [Fact]
    public void Losses_outside_their_bound_and_rows_of_unequal_length_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() =>
            ConformalRisk.Prefix(
                [
                    [2.0],
                ],
                0.1
            )
        );
        Should.Throw<ArgumentException>(() =>
            ConformalRisk.Prefix(
                [
                    [0.0],
                    [0.0, 1.0],
                ],
                0.1
            )
        );
        ConformalRisk.Prefix([.. Enumerable.Range(0, 39).Select(_ => new[] { 0.0 })], 0.1, bound: 4.0).ShouldBe(1);
    }
}
