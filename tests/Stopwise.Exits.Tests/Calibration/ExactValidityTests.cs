using Stopwise.Exits.Calibration;

namespace Stopwise.Exits.Tests.Calibration;

/// <summary>
/// Every outcome of a small sample is visited, so the promised chances are checked exactly, not by sampling.
/// </summary>
public class ExactValidityTests
{
    private const double Rounding = 1e-12;

    public static TheoryData<double> Alphas => [0.01, 0.05, 0.1, 0.2, 0.5, 0.9];

    [Theory, MemberData(nameof(Alphas))]
    public void Every_p_value_of_a_count_is_valid_at_every_level(double alpha)
    {
        for (var n = 1; n <= 30; n++)
        {
            foreach (var truth in new[] { alpha, Math.Min(1.0, alpha * 1.05), Math.Min(1.0, alpha + 0.1) })
            {
                AssertValid(n, truth, k => RiskPValue.ExactBinomial(k, n, alpha));
                AssertValid(n, truth, k => RiskPValue.Hoeffding(k, n, alpha));
                AssertValid(n, truth, k => RiskPValue.Bentkus(k, n, alpha));
                AssertValid(n, truth, k => RiskPValue.HoeffdingBentkus(k, n, alpha));
            }
        }
    }

    [Theory, MemberData(nameof(Alphas))]
    public void P_values_for_bounded_losses_are_valid_for_three_valued_losses_in_every_order(double alpha)
    {
        // Values 0, 1/2, 1 with mean alpha; the middle one as likely as the mean allows.
        var middle = Math.Min(alpha, 1.0 - alpha);
        var high = alpha - (middle / 2);
        double[] chances = [1.0 - middle - high, middle, high];
        const int Units = 8;

        AssertValidOverOrders(Units, chances, losses => RiskPValue.Betting(losses, alpha, 0.1));
        AssertValidOverOrders(Units, chances, losses => RiskPValue.Betting(losses, alpha, 0.01));
        AssertValidOverOrders(Units, chances, losses => RiskPValue.HoeffdingBentkus(Sum(losses), Units, alpha));
    }

    [Theory, MemberData(nameof(Alphas))]
    public void The_betting_p_value_is_valid_for_losses_of_zero_and_one_in_every_order(double alpha) =>
        AssertValidOverOrders(10, [1.0 - alpha, 0.0, alpha], losses => RiskPValue.Betting(losses, alpha, 0.05));

    [Theory]
    [InlineData(0.1, 0.1)]
    [InlineData(0.2, 0.1)]
    [InlineData(0.2, 0.05)]
    [InlineData(0.4, 0.2)]
    public void A_threshold_is_wrongly_certified_with_chance_at_most_delta(double alpha, double delta)
    {
        var worst = 0.0;
        for (var n = 1; n <= 30; n++)
        {
            foreach (var (low, high) in RisksAround(alpha))
            {
                worst = Math.Max(
                    worst,
                    ChanceOfWrong(n, low, high, alpha, h => MonotoneThreshold.Certify(h, alpha, delta).Threshold)
                );
            }
        }

        worst.ShouldBeLessThanOrEqualTo(delta + Rounding);
        worst.ShouldBeGreaterThan(delta / 2, "a procedure that never certifies would pass too");
    }

    [Fact]
    public void A_fixed_sequence_is_wrong_with_chance_at_most_delta_whatever_p_value_it_uses()
    {
        const double Alpha = 0.2;
        const double Delta = 0.1;
        Func<int, int, double>[] pValues =
        [
            (k, n) => RiskPValue.ExactBinomial(k, n, Alpha),
            (k, n) => RiskPValue.HoeffdingBentkus(k, n, Alpha),
        ];
        foreach (var pValue in pValues)
        {
            for (var n = 5; n <= 30; n += 5)
            {
                foreach (var (low, high) in RisksAround(Alpha))
                {
                    ChanceOfWrong(n, low, high, Alpha, h => Sequence(h, k => pValue(k, n), Delta))
                        .ShouldBeLessThanOrEqualTo(Delta + Rounding);
                }
            }
        }
    }

    private static double Sequence(double[] h, Func<int, double> pValue, double delta)
    {
        double[] thresholds = [2.0, 1.0, double.NegativeInfinity];
        var p = thresholds.Select(t => pValue(h.Count(x => x > t))).ToArray();
        var certified = FixedSequence.Prefix(p, delta);
        return certified == 0 ? double.PositiveInfinity : thresholds[certified - 1];
    }

    // Three kinds of unit: never harmed, harmed up to score 1, harmed up to score 2. Each sample composition is
    // visited.
    private static double ChanceOfWrong(int n, double low, double high, double alpha, Func<double[], double> threshold)
    {
        var chance = 0.0;
        for (var twos = 0; twos <= n; twos++)
        {
            var ofTwos = BinomialTests.PlainMass(twos, n, high);
            for (var ones = 0; ones <= n - twos; ones++)
            {
                var mass = ofTwos * BinomialTests.PlainMass(ones, n - twos, low / (1.0 - high));
                var t = threshold(Sample(n, ones, twos));
                var risk =
                    t < 1.0 ? low + high
                    : t < 2.0 ? high
                    : 0.0;
                chance += risk > alpha ? mass : 0.0;
            }
        }

        return chance;
    }

    private static double[] Sample(int n, int ones, int twos) =>
        [
            .. Enumerable.Repeat(double.NegativeInfinity, n - ones - twos),
            .. Enumerable.Repeat(1.0, ones),
            .. Enumerable.Repeat(2.0, twos),
        ];

    private static IEnumerable<(double Low, double High)> RisksAround(double alpha)
    {
        const double Hair = 1e-9;
        yield return (alpha / 2, (alpha / 2) + Hair);
        yield return (0.0, alpha + Hair);
        yield return (alpha / 2, alpha + Hair);
        yield return (alpha + Hair, 0.0);
        yield return (alpha / 3, alpha);
    }

    private static void AssertValid(int n, double truth, Func<int, double> pValue)
    {
        var outcomes = Enumerable
            .Range(0, n + 1)
            .Select(k => (P: pValue(k), Mass: BinomialTests.PlainMass(k, n, truth)));
        AssertValid(outcomes);
    }

    private static void AssertValid(IEnumerable<(double P, double Mass)> outcomes)
    {
        // P(p <= u) changes only at attained values, so these levels are all levels.
        var below = 0.0;
        foreach (var level in outcomes.OrderBy(o => o.P).GroupBy(o => o.P))
        {
            below += level.Sum(o => o.Mass);
            below.ShouldBeLessThanOrEqualTo(level.Key + Rounding);
        }
    }

    private static void AssertValidOverOrders(int n, double[] chances, Func<double[], double> pValue)
    {
        var outcomes = new List<(double, double)>();
        Visit(0, 1.0, new double[n]);
        AssertValid(outcomes);

        void Visit(int at, double mass, double[] losses)
        {
            if (mass == 0.0)
            {
                return;
            }

            if (at == n)
            {
                outcomes.Add((pValue(losses), mass));
                return;
            }

            for (var value = 0; value < 3; value++)
            {
                losses[at] = value / 2.0;
                Visit(at + 1, mass * chances[value], losses);
            }
        }
    }

    private static double Sum(double[] losses) => losses.Sum();
}
