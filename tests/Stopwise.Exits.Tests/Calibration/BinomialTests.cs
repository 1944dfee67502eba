using Stopwise.Exits.Calibration;

namespace Stopwise.Exits.Tests.Calibration;

public class BinomialTests
{
    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(7, 0.5)]
    [InlineData(30, 0.07)]
    [InlineData(64, 0.93)]
    public void Tails_are_the_sums_of_the_masses(int trials, double probability)
    {
        var below = 0.0;
        for (var k = 0; k <= trials; k++)
        {
            Close(Binomial.UpperTail(k, trials, probability), 1.0 - below, 1e-13);
            below += PlainMass(k, trials, probability);
            Close(Math.Exp(Binomial.LogMass(k, trials, probability)), PlainMass(k, trials, probability), 1e-13);
            Close(Binomial.LowerTail(k, trials, probability), below, 1e-13);
        }
    }

    [Fact]
    public void Tails_keep_their_digits_down_to_the_smallest_doubles()
    {
        // 2^-1000 and (1001 choose <= 1) 2^-1000-ish values are exact in closed form.
        Relative(Binomial.LowerTail(0, 1000, 0.5), Math.ScaleB(1.0, -1000));
        Relative(Binomial.LowerTail(1, 1000, 0.5), Math.ScaleB(1001.0, -1000));
        Relative(Binomial.UpperTail(1000, 1000, 0.5), Math.ScaleB(1.0, -1000));
        Relative(Binomial.UpperTail(2, 2, 1e-150), 1e-300);
        Relative(Binomial.UpperTail(1, 1_000_000, 1e-20), 1e-14);
    }

    [Fact]
    public void Logarithms_of_tails_go_on_where_doubles_end() =>
        Binomial.LogLowerTail(0, 1_000_000, 0.5).ShouldBe(-1_000_000 * Math.Log(2), 1e-6);

    [Fact]
    public void Certain_coins_have_certain_tails()
    {
        Binomial.LowerTail(0, 10, 0.0).ShouldBe(1.0);
        Binomial.UpperTail(1, 10, 0.0).ShouldBe(0.0);
        Binomial.UpperTail(10, 10, 1.0).ShouldBe(1.0);
        Binomial.LowerTail(9, 10, 1.0).ShouldBe(0.0);
        Binomial.LowerTail(-1, 10, 0.5).ShouldBe(0.0);
        Binomial.UpperTail(11, 10, 0.5).ShouldBe(0.0);
        Binomial.LowerTail(0, 0, 0.5).ShouldBe(1.0);
    }

    [Fact]
    public void Clopper_Pearson_bounds_solve_their_equations()
    {
        foreach (var units in new[] { 1, 5, 40, 1000 })
        {
            for (var losses = 0; losses <= units; losses += Math.Max(1, units / 7))
            {
                var upper = ClopperPearson.Upper(losses, units, 0.07);
                var lower = ClopperPearson.Lower(losses, units, 0.07);
                Close(Binomial.LowerTail(losses, units, upper), losses == units ? 1.0 : 0.07, 1e-12);
                Close(Binomial.UpperTail(losses, units, lower), losses == 0 ? 1.0 : 0.07, 1e-12);
                Close(ClopperPearson.Upper(units - losses, units, 0.07), 1.0 - lower, 1e-12);
            }
        }
    }

    [Fact]
    public void Clopper_Pearson_intervals_cover_every_truth_by_enumeration()
    {
        const int Units = 20;
        for (var truth = 0.01; truth < 1.0; truth += 0.01)
        {
            var covered = 0.0;
            for (var losses = 0; losses <= Units; losses++)
            {
                var (lower, upper) = ClopperPearson.Interval(losses, Units, 0.1);
                covered += lower <= truth && truth <= upper ? PlainMass(losses, Units, truth) : 0.0;
            }

            covered.ShouldBeGreaterThanOrEqualTo(0.9 - 1e-12);
        }
    }

    [Fact]
    public void A_question_outside_the_range_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Binomial.LowerTail(0, -1, 0.5));
        Should.Throw<ArgumentOutOfRangeException>(() => Binomial.LowerTail(0, 1, double.NaN));
        Should.Throw<ArgumentOutOfRangeException>(() => ClopperPearson.Upper(3, 2, 0.1));
        Should.Throw<ArgumentOutOfRangeException>(() => ClopperPearson.Upper(1, 2, 0.0));
        Should.Throw<ArgumentOutOfRangeException>(() => SampleSize.MinimumUnits(1.0, 0.1, 0));
        Should
            .Throw<StopwiseException>(() => SampleSize.MinimumUnits(1e-12, 0.1, 0))
            .Message.ShouldContain("larger alpha");
    }

    internal static double PlainMass(int k, int n, double p)
    {
        var mass = 1.0;
        for (var i = 0; i < k; i++)
        {
            mass *= (double)(n - i) / (k - i);
        }

        return mass * Math.Pow(p, k) * Math.Pow(1.0 - p, n - k);
    }

    private static void Close(double actual, double expected, double tolerance) => actual.ShouldBe(expected, tolerance);

    private static void Relative(double actual, double expected) => (actual / expected).ShouldBe(1.0, 1e-12);
}
