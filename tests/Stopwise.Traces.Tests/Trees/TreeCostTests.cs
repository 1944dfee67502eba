using Stopwise.Traces.Costs;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Tests.Trees;

public class TreeCostTests
{
    [Fact]
    public void What_is_not_known_is_counted_and_not_zero()
    {
        var tree = TraceTree.Of(
            RunMaker.Of("r", null, RunMaker.Tool(0, "Read"), RunMaker.Tool(1, "Read") with { Usage = Usage.Unknown })
        );

        tree.Cost.Tokens.ShouldBe(110);
        (tree.Cost.Calls, tree.Cost.UnknownTokens, tree.Cost.UnknownCosts).ShouldBe((2, 1, 1));
        tree.Cost.CostUsd.ShouldBe(0.01m);
        tree.Cost.CostEstimated.ShouldBeFalse();
        tree.Steps[1].Cost.Tokens.ShouldBeNull();
        tree.Steps[1].Cost.CostUsd.ShouldBeNull();
    }

    [Fact]
    public void The_closing_call_counts_for_the_run_and_for_no_stage()
    {
        var run = RunMaker.Of("r", null, RunMaker.Tool(0, "Read")) with { Closing = RunMaker.Tool(1, "Read") };

        var tree = TraceTree.Of(run);

        tree.Cost.Tokens.ShouldBe(220);
        tree.Cost.CostUsd.ShouldBe(0.02m);
        tree.ClosingCost.Tokens.ShouldBe(110);
        tree.Stages.Single().Cost.Tokens.ShouldBe(110);
        TraceTree.Of(run with { Closing = null }).ClosingCost.Calls.ShouldBe(0);
    }

    [Fact]
    public void A_total_that_was_shared_out_is_an_estimate()
    {
        var step = RunMaker.Tool(0, "Read") with { Usage = new Usage(100, 10, 0, null, Estimated: false) };
        var run = RunMaker.Of("r", null, step, step with { Index = 1, Turn = 1 }) with { StatedCostUsd = 3 };
        var prices = PriceTable.Parse(
            "made",
            """{"version":1,"prices":[{"models":["made-model"],"validFrom":"2020-01-01","input":1,"output":1}]}"""
        );

        var tree = TraceTree.Of(run, prices);

        tree.Steps[0].Cost.CostUsd.ShouldBe(1.5m);
        tree.Steps[0].Cost.CostEstimated.ShouldBeTrue();
        tree.Cost.CostUsd.ShouldBe(3m);
    }
}
