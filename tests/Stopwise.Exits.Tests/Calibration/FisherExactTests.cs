using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Stopwise.Exits.Calibration;

namespace Stopwise.Exits.Tests.Calibration;

public class FisherExactTests
{
    // R 4: fisher.test(matrix(c(a, n - a, b, m - b), 2, byrow = TRUE)).
    [Theory]
    [InlineData(3, 4, 1, 4, 0.485714285714286)]
    [InlineData(1, 10, 11, 14, 0.00275945618522008)]
    [InlineData(8, 10, 1, 6, 0.034965034965035)]
    [InlineData(30, 100, 60, 300, 0.0521749109755223)]
    [InlineData(0, 100, 7, 100, 0.0140177655163753)]
    [InlineData(2, 400, 40, 300, 1.27455838396322e-13)]
    public void One_table_has_the_p_value_that_R_prints(
        int losses,
        int units,
        int otherLosses,
        int otherUnits,
        double p
    ) => FisherExact.TwoSided(new TwoByTwo(losses, units, otherLosses, otherUnits)).ShouldBe(p, p * 1e-10);

    // R 4: mantelhaen.test(array(...), exact = TRUE).
    [Fact]
    public void Several_tables_have_the_p_value_that_R_prints()
    {
        FisherExact.TwoSided(new(3, 10, 1, 10), new(2, 20, 0, 5), new(6, 10, 3, 10)).ShouldBe(0.105448856194814, 1e-12);
        FisherExact
            .TwoSided(new(30, 100, 20, 100), new(5, 100, 9, 200), new(40, 50, 60, 100))
            .ShouldBe(0.00957607512063578, 1e-12);
        FisherExact.TwoSided(new(0, 10, 5, 10), new(1, 21, 4, 21)).ShouldBe(0.0120607984479464, 1e-12);
    }

    [Fact]
    public void Strata_of_equal_rates_are_not_made_unequal_by_pooling()
    {
        // Both groups lose 9 of 10 here and 1 of 10 there, in different mixtures: Simpson's trap.
        TwoByTwo[] strata = [new(9, 10, 90, 100), new(10, 100, 1, 10)];

        FisherExact.TwoSided(strata).ShouldBe(1.0, 1e-9);
        FisherExact.TwoSided(new TwoByTwo(19, 110, 91, 110)).ShouldBeLessThan(1e-20);
        FisherExact.Excess(strata).ShouldBe(0.0, 1e-9);
    }

    [Fact]
    public void Nothing_is_told_where_it_never_or_always_happens_or_a_group_is_empty()
    {
        FisherExact.TwoSided().ShouldBe(1.0);
        FisherExact.TwoSided(new TwoByTwo(0, 7, 0, 9)).ShouldBe(1.0);
        FisherExact.TwoSided(new TwoByTwo(7, 7, 9, 9)).ShouldBe(1.0);
        FisherExact.TwoSided(new TwoByTwo(3, 7, 0, 0)).ShouldBe(1.0);
        FisherExact.TwoSided(new TwoByTwo(0, 0, 0, 0)).ShouldBe(1.0);
        FisherExact.Excess(new TwoByTwo(0, 0, 0, 0)).ShouldBe(0.0);
    }

    [Fact]
    public void Every_small_table_has_the_p_value_of_counting_all_arrangements()
    {
        for (var units = 0; units <= 7; units++)
        {
            for (var others = 0; others <= 7; others++)
            {
                for (var losses = 0; losses <= units; losses++)
                {
                    for (var otherLosses = 0; otherLosses <= others; otherLosses++)
                    {
                        var table = new TwoByTwo(losses, units, otherLosses, others);
                        FisherExact.TwoSided(table).ShouldBe(Counted(table), 1e-12, $"{table}");
                    }
                }
            }
        }
    }

    [Fact]
    public void Several_small_tables_have_the_p_value_of_counting_all_arrangements() =>
        Prop.ForAll(
                Strata().ToArbitrary(),
                strata => FisherExact.TwoSided(strata).ShouldBe(Counted(strata), 1e-11, string.Join(' ', strata))
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Swapping_the_groups_keeps_the_p_value_and_turns_the_excess() =>
        Prop.ForAll(
                Strata().ToArbitrary(),
                strata =>
                {
                    TwoByTwo[] swapped =
                    [
                        .. strata.Select(s => new TwoByTwo(s.OtherLosses, s.OtherUnits, s.Losses, s.Units)),
                    ];
                    FisherExact.TwoSided(swapped).ShouldBe(FisherExact.TwoSided(strata), 1e-11);
                    FisherExact.Excess(swapped).ShouldBe(-FisherExact.Excess(strata), 1e-9);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Impossible_counts_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => FisherExact.TwoSided(new TwoByTwo(3, 2, 0, 1)));
        Should.Throw<ArgumentOutOfRangeException>(() => FisherExact.TwoSided(new TwoByTwo(0, 2, -1, 1)));
        Should.Throw<ArgumentOutOfRangeException>(() => FisherExact.Excess(new TwoByTwo(0, -2, 0, 1)));
    }

    private static Gen<TwoByTwo[]> Strata() =>
        Gen.ArrayOf(
                from units in Gen.Choose(0, 8)
                from others in Gen.Choose(0, 8)
                from losses in Gen.Choose(0, units)
                from otherLosses in Gen.Choose(0, others)
                select new TwoByTwo(losses, units, otherLosses, others)
            )
            .Where(strata => strata.Length <= 4);

    /// <summary>The same p-value in whole numbers: arrangements of the losses over the units, stratum by stratum.</summary>
    private static double Counted(params TwoByTwo[] strata)
    {
        var ways = new Dictionary<int, BigInteger> { [0] = 1 };
        foreach (var s in strata)
        {
            var losses = s.Losses + s.OtherLosses;
            var next = new Dictionary<int, BigInteger>();
            foreach (var (sum, count) in ways)
            {
                for (var here = Math.Max(0, losses - s.OtherUnits); here <= Math.Min(losses, s.Units); here++)
                {
                    var more = count * Choose(s.Units, here) * Choose(s.OtherUnits, losses - here);
                    next[sum + here] = next.GetValueOrDefault(sum + here) + more;
                }
            }

            ways = next;
        }

        var seen = ways[strata.Sum(s => s.Losses)];
        var extreme = ways.Values.Where(w => w <= seen).Aggregate(BigInteger.Zero, BigInteger.Add);
        return (double)extreme / (double)ways.Values.Aggregate(BigInteger.Zero, BigInteger.Add);
    }

    private static BigInteger Choose(int n, int k)
    {
        var ways = BigInteger.One;
        for (var i = 1; i <= k; i++)
        {
            ways = ways * (n - k + i) / i;
        }

        return ways;
    }
}
