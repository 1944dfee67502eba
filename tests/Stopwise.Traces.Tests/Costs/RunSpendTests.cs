using Stopwise.Traces.Costs;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Costs;

public class RunSpendTests
{
    private static readonly PriceTable Prices = PriceTable.Parse(
        "p.json",
        """
        {"version":1,"prices":[
          {"models":["made-model"],"validFrom":"2025-01-01","input":10,"cachedInput":1,"cacheWrite":12,"output":100}]}
        """
    );

    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Tokens_are_priced_where_the_source_states_no_cost()
    {
        var run = Read(Priced("a", Call(0, 1_000, 100, 400), Call(1, 2_000, 100, 2_000)));

        run.Spent.InputTokens.ShouldBe(3_000);
        run.Spent.CachedTokens.ShouldBe(2_400);
        run.Spent.OutputTokens.ShouldBe(200);
        run.Spent.Tokens.ShouldBe(3_200);
        run.Spent.CostUsd.ShouldBe(0.006m + 0.0024m + 0.02m);
        run.CostSource.ShouldBe(CostSource.Computed);
        run.Spent.CostEstimated.ShouldBeFalse();
        run.Price!.CacheWrite.ShouldBe(12);
    }

    [Fact]
    public void The_stated_cost_counts_and_a_difference_above_one_percent_shows()
    {
        var near = Read(Priced("near", Call(0, 1_000, 100, 0)) with { StatedCostUsd = 0.0201m });
        var far = Read(Priced("far", Call(0, 1_000, 100, 0)) with { StatedCostUsd = 0.0205m });

        near.Spent.CostUsd.ShouldBe(0.0201m);
        near.ComputedUsd.ShouldBe(0.02m);
        near.CostsDiffer.ShouldBeFalse();
        far.Spent.CostUsd.ShouldBe(0.0205m);
        far.CostSource.ShouldBe(CostSource.Stated);
        far.CostsDiffer.ShouldBeTrue();
    }

    [Fact]
    public void Unknown_usage_or_an_unknown_model_is_never_zero()
    {
        var noTokens = Read(Priced("a", Call(0, 1_000, 100, 0), Call(1, null, null, null)));
        var noModel = Read(Priced("b", Call(0, 1_000, 100, 0)) with { Model = null });
        var noPrice = Read(Priced("c", Call(0, 1_000, 100, 0)) with { Model = "other" });
        var noCall = Read(Priced("d"));

        noTokens.Spent.CostUsd.ShouldBeNull();
        noTokens.Spent.InputTokens.ShouldBeNull();
        noTokens.CostMissing.ShouldBe("its tokens are not known");
        noModel.CostMissing.ShouldBe("the model is not recorded");
        noPrice.CostMissing.ShouldBe("no price is known for other");
        noPrice.Spent.InputTokens.ShouldBe(1_000);
        noCall.Spent.InputTokens.ShouldBeNull();
        noCall.Spent.CostUsd.ShouldBeNull();
    }

    [Theory]
    [InlineData(long.MaxValue, 0.01)]
    [InlineData(-5, 0.01)]
    [InlineData(100, -1)]
    [InlineData(100, 1e27)]
    public void Numbers_that_no_call_can_have_are_unknown_and_break_no_sum(long input, double usd)
    {
        var hostile = new Usage(input, 10, input, (decimal)usd, Estimated: false);
        Run[] runs =
        [
            Priced("a", RunMaker.Tool(0, "Read") with { Usage = hostile }),
            Priced("b", Call(0, 1_000, 100, 0)) with
            {
                StatedCostUsd = (decimal)usd,
            },
            Priced("c", Call(0, 1_000, 100, 0)),
        ];

        var spent = CostReport.Of([.. runs.Select(Read)]).Fleet.Spent;

        spent.InputTokens.UnknownRuns.ShouldBe(input == 100 ? 0 : 1);
        spent.InputTokens.Known!.Value.ShouldBeInRange(2_000, 2_100);
        spent.CostUsd.Known!.Value.ShouldBeInRange(0.02m, 0.1m);
    }

    [Fact]
    public void What_is_not_known_of_a_run_is_not_known_of_a_part_of_it()
    {
        var run = Read(Priced("a", Call(0, null, null, null), Failing(1, 500)) with { StartedAt = null });

        Waste(run, WasteKind.InError).Calls.ShouldBe(1);
        Waste(run, WasteKind.InError).InputTokens.ShouldBeNull();
        Waste(run, WasteKind.InError).CostUsd.ShouldBeNull();
    }

    [Fact]
    public void Estimated_tokens_or_an_unknown_cached_share_make_an_estimated_cost()
    {
        var estimated = Read(Priced("a", Call(0, 1_000, 100, 0) with { Usage = new Usage(1_000, 100, 0, null, true) }));
        var uncached = Read(Priced("b", Call(0, 1_000, 100, null)));

        estimated.Spent.TokensEstimated.ShouldBeTrue();
        estimated.Spent.CostEstimated.ShouldBeTrue();
        uncached.Spent.TokensEstimated.ShouldBeFalse();
        uncached.Spent.CostEstimated.ShouldBeTrue();
        uncached.Spent.CostUsd.ShouldBe(0.02m);
    }

    [Fact]
    public void A_run_without_a_date_gets_the_newest_price_and_says_so() =>
        Read(Priced("a", Call(0, 1_000, 100, 0)) with { StartedAt = null }).PriceDayAssumed.ShouldBeTrue();

    [Fact]
    public void Calls_share_the_wall_time_and_none_of_it_twice()
    {
        var run = Priced(
            "a",
            Call(0, 1, 1, 0) with
            {
                At = Start.AddSeconds(5),
            },
            Failing(1, 1) with
            {
                At = Start.AddSeconds(7),
            },
            Call(2, 1, 1, 0) with
            {
                At = Start.AddSeconds(20),
            }
        ) with
        {
            StartedAt = Start,
            EndedAt = Start.AddSeconds(30.5),
        };

        CallTimes.Of(run).ShouldBe([5m, 2m, 23.5m]);
        Read(run).Spent.Seconds.ShouldBe(30.5m);
        Waste(Read(run), WasteKind.InError).Seconds.ShouldBe(2m);
    }

    [Fact]
    public void Without_times_seconds_are_unknown_and_time_that_runs_backwards_is_too()
    {
        Read(Priced("a", Call(0, 1, 1, 0)) with { StartedAt = null }).Spent.Seconds.ShouldBeNull();
        Read(Priced("b", Call(0, 1, 1, 0)) with { StartedAt = Start, EndedAt = Start.AddSeconds(-1) })
            .Spent.Seconds.ShouldBeNull();
    }

    [Fact]
    public void A_stated_total_is_shared_out_over_calls_that_state_nothing()
    {
        // The calls cost 2 : 1 by the table, and the second one ended in an error.
        var run = Read(Priced("a", Call(0, 2_000, 0, 0), Failing(1, 1_000)) with { StatedCostUsd = 0.06m });

        Waste(run, WasteKind.InError).CostUsd.ShouldBe(0.02m);
        Waste(run, WasteKind.InError).CostEstimated.ShouldBeTrue();
        run.Spent.CostEstimated.ShouldBeFalse();
    }

    [Fact]
    public void Kinds_of_waste_overlap_and_the_union_counts_each_call_once()
    {
        // An edit, then the same failing command four times: the last three repeat, a loop rule fires from the third on,
        // and nothing useful comes after the edit, which is the only change.
        var run = Read(
            Priced(
                "a",
                RunMaker.Tool(0, "Edit", """{"file_path":"src/a.py"}""") with
                {
                    Usage = Tokens(100),
                },
                Looking(1),
                Looking(2),
                Looking(3),
                Looking(4)
            ) with
            {
                Outcome = new Outcome(OutcomeState.Solved, Trusted: true),
            }
        );

        Waste(run, WasteKind.InError).Calls.ShouldBe(4);
        Waste(run, WasteKind.Repeated).Calls.ShouldBe(3);
        Waste(run, WasteKind.InLoop).Calls.ShouldBe(2);
        Waste(run, WasteKind.AfterLastChange).Calls.ShouldBe(4);
        Waste(run, WasteKind.FailedRun).Calls.ShouldBe(0);
        Waste(run, WasteKind.FailedRun).InputTokens.ShouldBe(0);
        run.AnyWaste.Calls.ShouldBe(4);
        run.AnyWaste.InputTokens.ShouldBe(400);
        run.AnyWaste.CostUsd.ShouldBe(4 * 0.001m);
    }

    [Fact]
    public void A_failed_run_is_in_vain_as_a_whole_by_a_trusted_verdict_only()
    {
        var failed = Priced("a", Call(0, 1_000, 100, 0)) with
        {
            Outcome = new Outcome(OutcomeState.Failed, Trusted: true),
        };

        Waste(Read(failed), WasteKind.FailedRun).ShouldBe(Read(failed).Spent);
        Read(failed).AnyWaste.CostUsd.ShouldBe(0.02m);
        Waste(Read(failed with { Outcome = new Outcome(OutcomeState.Failed, Trusted: false) }), WasteKind.FailedRun)
            .Calls.ShouldBe(0);
    }

    [Fact]
    public void Joules_are_unknown_until_a_model_is_named()
    {
        var model = EnergyModel
            .Parse(
                "e.json",
                """
                {"version":1,"models":[{"name":"x","inputJoulesPer1k":[1,2,3],"cachedJoulesPer1k":[0.1,0.2,0.3],
                 "outputJoulesPer1k":[10,20,30]}]}
                """
            )
            .Single();
        var run = Priced("a", Call(0, 3_000, 500, 1_000));

        Read(run).Spent.Joules.ShouldBeNull();
        RunSpend.Of(run, Prices, model).Spent.Joules.ShouldBe(new EnergyRange(7.1m, 14.2m, 21.3m));
        RunSpend.Of(run, Prices, EnergyModel.OfWatts(100, 300)).Spent.Joules.ShouldBeNull();
        RunSpend
            .Of(run with { EndedAt = Start.AddSeconds(10) }, Prices, EnergyModel.OfWatts(100, 300))
            .Spent.Joules.ShouldBe(new EnergyRange(1_000, 2_000, 3_000));
    }

    private static Spend Waste(RunSpend run, WasteKind kind) => run.Waste[(int)kind].Spent;

    private static RunSpend Read(Run run) => RunSpend.Of(run, Prices);

    private static Run Priced(string id, params Step[] steps) =>
        RunMaker.Of(id, solved: null, steps) with
        {
            StartedAt = Start,
        };

    private static Usage Tokens(long input) => new(input, 0, 0, null, false);

    private static Step Call(int index, long? input, long? output, long? cached) =>
        RunMaker.Tool(index, "Read", $"{{\"file_path\":\"{index}\"}}") with
        {
            Usage = new Usage(input, output, cached, null, false),
        };

    private static Step Failing(int index, long input) =>
        RunMaker.Shell(index, $"cat {index}", "cat: no such file", exit: 1) with
        {
            Usage = Tokens(input),
        };

    private static Step Looking(int index) =>
        RunMaker.Shell(index, "cat missing", "cat: no such file", exit: 1) with
        {
            Usage = Tokens(100),
        };
}
