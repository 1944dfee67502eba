using System.Numerics;
using Stopwise.Traces.Replay.Faults;

namespace Stopwise.Traces.Tests.Replay.Faults;

public class DeltaDebuggingTests
{
    private const int Most = 9;

    /// <summary>Any subset of up to nine items fails or not as a table says; the table itself says which results are 1-minimal.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_result_fails_and_no_subset_with_one_item_less_does(bool monotone)
    {
        var reduced = 0;
        for (var seed = 0; seed < 2_000; seed++)
        {
            var dice = new Random(seed);
            var size = dice.Next(1, Most + 1);
            var table = Table(size, monotone, dice);
            var all = Enumerable.Range(0, size).ToList();

            var smallest = DeltaDebugging.Minimize(all, set => table[Mask(set)]);

            smallest.IsOneMinimal.ShouldBeTrue();
            table[Mask(smallest.Items)].ShouldBeTrue();
            foreach (var item in smallest.Items)
            {
                table[Mask(smallest.Items) & ~(1u << item)].ShouldBeFalse($"seed {seed}, without {item}");
            }

            if (monotone)
            {
                OneMinimal(table).ShouldContain(Mask(smallest.Items));
            }

            reduced += smallest.Items.Count < size ? 1 : 0;
        }

        reduced.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public void No_set_is_asked_about_twice()
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);

        DeltaDebugging
            .Minimize(
                [1, 2, 3, 4, 5, 6, 7, 8],
                set =>
                {
                    asked.Add(string.Join(',', set)).ShouldBeTrue();
                    return set.Contains(3) && set.Contains(7);
                }
            )
            .Items.ShouldBe([3, 7]);
    }

    [Fact]
    public void A_spent_budget_gives_what_was_reached_and_promises_nothing()
    {
        var left = 3;

        var smallest = DeltaDebugging.Minimize<int>([1, 2, 3, 4], set => left-- == 0 ? null : set.Contains(4));

        smallest.IsOneMinimal.ShouldBeFalse();
        smallest.Items.ShouldContain(4);
    }

    private static bool[] Table(int size, bool monotone, Random dice)
    {
        var table = new bool[1 << size];
        if (monotone)
        {
            var causes = Enumerable.Range(0, dice.Next(1, 4)).Select(_ => (uint)dice.Next(1, 1 << size)).ToList();
            for (var set = 0u; set < table.Length; set++)
            {
                table[set] = causes.Exists(c => (set & c) == c);
            }
        }
        else
        {
            for (var set = 1; set < table.Length; set++)
            {
                table[set] = dice.Next(3) == 0;
            }
        }

        table[^1] = true;
        return table;
    }

    private static List<uint> OneMinimal(bool[] table) =>
        [
            .. Enumerable
                .Range(0, table.Length)
                .Select(s => (uint)s)
                .Where(s =>
                    table[s] && Enumerable.Range(0, Most).All(i => (s & (1u << i)) == 0 || !table[s & ~(1u << i)])
                )
                .Where(s => BitOperations.PopCount(s) > 0),
        ];

    private static uint Mask(IEnumerable<int> set) => set.Aggregate(0u, (mask, item) => mask | (1u << item));
}
