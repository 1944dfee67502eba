using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Tests;

namespace Stopwise.Traces.Kin;

public class AlignmentTests
{
    [Fact]
    public void The_score_is_that_of_every_way_tried() =>
        Prop.ForAll(
                Pairs(6),
                pair =>
                {
                    var (a, b) = Read(pair);
                    Alignment.Of(a, b).Score.ShouldBe(Best(a, b, 0, 0));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_step_stands_in_exactly_one_column_in_order_and_the_columns_add_up_to_the_score() =>
        Prop.ForAll(
                Pairs(40),
                pair =>
                {
                    var (a, b) = Read(pair);
                    var alignment = Alignment.Of(a, b);
                    alignment.Pairs.Select(p => p.A).Where(i => i >= 0).ShouldBe(Enumerable.Range(0, a.Length));
                    alignment.Pairs.Select(p => p.B).Where(i => i >= 0).ShouldBe(Enumerable.Range(0, b.Length));
                    alignment
                        .Pairs.Sum(p => p.A < 0 || p.B < 0 ? -1 : Alignment.Worth(a[p.A].Match(b[p.B])))
                        .ShouldBe(alignment.Score);
                    alignment.Pairs.ShouldAllBe(p => p.A < 0 || p.B < 0 || a[p.A].Match(b[p.B]) > KinMatch.None);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Swapped_runs_give_the_mirrored_columns() =>
        Prop.ForAll(
                Pairs(40),
                pair =>
                {
                    var (a, b) = Read(pair);
                    Alignment.Of(b, a).Pairs.ShouldBe(Alignment.Of(a, b).Pairs.Select(p => (p.B, p.A)));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_run_beside_itself_is_the_diagonal() =>
        Prop.ForAll(
                Pairs(40),
                pair =>
                {
                    var (a, _) = Read(pair);
                    Alignment.Of(a, a).Pairs.ShouldBe(Enumerable.Range(0, a.Length).Select(i => (i, i)));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_band_is_a_valid_alignment_and_never_better_than_the_whole_table() =>
        Prop.ForAll(
                Pairs(40),
                pair =>
                {
                    var (a, b) = Read(pair);
                    var banded = Alignment.Of(a, b, mostCells: 60);
                    banded.Pairs.Select(p => p.A).Where(i => i >= 0).ShouldBe(Enumerable.Range(0, a.Length));
                    banded.Pairs.Select(p => p.B).Where(i => i >= 0).ShouldBe(Enumerable.Range(0, b.Length));
                    banded.Score.ShouldBeLessThanOrEqualTo(Alignment.Of(a, b).Score);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Runs_of_a_hundred_thousand_steps_are_aligned_in_bounded_memory_and_said_to_be_not_exact()
    {
        const int Steps = 100_000;
        var (one, other) = (Long(Steps, 3), Long(Steps, 5));
        var reader = new ActionReader(one, other);
        var (a, b) = (reader.Read(one), reader.Read(other));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var alignment = Alignment.Of(a, b);

        alignment.Exact.ShouldBeFalse();
        alignment.Pairs.Count.ShouldBeGreaterThanOrEqualTo(Steps);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(150L << 20);
    }

    private static Run Long(int steps, int every) =>
        RunMaker.Of(
            "long",
            null,
            [
                .. Enumerable
                    .Range(0, steps)
                    .Select(i =>
                        i % every == 0
                            ? RunMaker.Tool(i, "Edit", $$"""{"file_path":"src/f{{i % 97}}.py"}""")
                            : RunMaker.Tool(i, "Read", $$"""{"file_path":"src/f{{i % 89}}.py"}""")
                    ),
            ]
        );

    private static int Best(KinStep[] a, KinStep[] b, int i, int j)
    {
        if (i == a.Length || j == b.Length)
        {
            return -(a.Length - i + b.Length - j);
        }

        var gaps = Math.Max(Best(a, b, i + 1, j), Best(a, b, i, j + 1)) - 1;
        var match = a[i].Match(b[j]);
        return match == KinMatch.None ? gaps : Math.Max(gaps, Alignment.Worth(match) + Best(a, b, i + 1, j + 1));
    }

    private static (KinStep[] A, KinStep[] B) Read((int[] A, int[] B) pair)
    {
        var (a, b) = (KinSamples.Coded(pair.A), KinSamples.Coded(pair.B));
        var reader = new ActionReader(a, b);
        return (reader.Read(a), reader.Read(b));
    }

    private static Arbitrary<(int[] A, int[] B)> Pairs(int most)
    {
        var run = Gen.Choose(0, most).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, KinSamples.Codes - 1), n));
        return run.SelectMany(a => run.Select(b => (a, b))).ToArbitrary();
    }
}
