using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Costs;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Costs;

public class CostLawsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Any_waste_lies_between_the_largest_kind_and_the_sum_of_all_kinds() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Runs,
                run =>
                {
                    var spend = RunSpend.Of(run, PriceTable.Shipped);
                    foreach (
                        var of in (Func<Spend, decimal>[])[s => s.Calls, s => s.Tokens!.Value, s => s.Seconds!.Value]
                    )
                    {
                        var kinds = spend.Waste.Select(w => of(w.Spent)).ToList();
                        of(spend.AnyWaste).ShouldBeInRange(kinds.Max(), kinds.Sum());
                        of(spend.AnyWaste).ShouldBeLessThanOrEqualTo(of(spend.Spent));
                    }
                }
            )
        );

    [Fact]
    public void The_calls_share_the_whole_wall_time() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Runs, run => CallTimes.Of(run).Sum().ShouldBe(CallTimes.Whole(run))));

    [Fact]
    public void A_curve_only_rises_and_its_area_is_a_share() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                Runs.Generator.NonEmptyListOf().Select(runs => runs.ToArray()).ToArbitrary(),
                runs =>
                {
                    var options = new CostOptions { BootstrapDraws = 20 };
                    var named = runs.Select((run, i) => run with { Id = $"r{i}", TaskId = $"t{i % 3}" });
                    var curve = CostReport
                        .Of(RunSpend.All(named, options), options)
                        .Curves.Single(c => c.Unit == "tokens");

                    curve.Area.ShouldBeInRange(0, (double)curve.Solved / curve.Attempts);
                    curve.Points.Select(p => p.Cap).ShouldBeInOrder();
                    curve.Points.Select(p => p.SolvedShare).ShouldBeInOrder();
                    curve.SolvedWithin(curve.Largest).ShouldBe((double)curve.Solved / curve.Attempts, 1e-12);
                }
            )
        );

    private static Arbitrary<Run> Runs { get; } =
        (
            from kinds in Gen.Choose(0, 4).NonEmptyListOf()
            from gaps in Gen.Choose(0, 90).ListOf(kinds.Count)
            from solved in Gen.Elements(true, false)
            select Made([.. kinds], [.. gaps], solved)
        ).ToArbitrary();

    private static Run Made(int[] kinds, int[] gaps, bool solved)
    {
        var at = Start;
        var steps = new Step[kinds.Length];
        for (var i = 0; i < kinds.Length; i++)
        {
            at = at.AddSeconds(gaps[i]);
            steps[i] = kinds[i] switch
            {
                0 => RunMaker.Tool(i, "Edit", """{"file_path":"src/a.py"}"""),
                1 => RunMaker.Shell(i, "cat missing", "cat: no such file", exit: 1),
                2 => RunMaker.Tool(i, "Read"),
                3 => RunMaker.Shell(i, $"grep {i} a", $"{i}"),
                _ => RunMaker.Shell(i, "pytest", "1 passed"),
            };
            steps[i] = steps[i] with { At = at };
        }

        return RunMaker.Of("r", solved, steps) with
        {
            StartedAt = Start,
            EndedAt = at.AddSeconds(3),
        };
    }
}
