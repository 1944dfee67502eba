using Stopwise.Traces.Costs;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Tests.Costs;

public class CostReportTests
{
    [Fact]
    public void Sums_tell_the_known_part_and_how_many_runs_are_unknown()
    {
        var report = Report(Run("a", true, 1m), Run("b", false, 3m), Run("c", null, null));
        var spent = report.Fleet.Spent;

        spent.Runs.ShouldBe(3);
        spent.CostUsd.ShouldBe(new KnownSum(4m, 2, 1, Estimated: false));
        spent.CpuSeconds.ShouldBe(new KnownSum(null, 0, 3, Estimated: false));
        spent.Joules.Known.ShouldBeNull();
        report.Fleet.Solved.ShouldBe(1);
        report.Fleet.Failed.ShouldBe(1);
        report.Fleet.Waste[(int)WasteKind.FailedRun].RunsWith.ShouldBe(1);
        report.Fleet.Waste[(int)WasteKind.FailedRun].Spent.CostUsd.Known.ShouldBe(3m);
        report.Notes.ShouldContain(n => n.StartsWith("Cost of 1 run not known: no price is known for made-model."));
    }

    [Fact]
    public void The_dearest_come_first_and_the_unknown_last()
    {
        var report = Report(Run("a", true, 1m), Run("none", null, null), Run("b", false, 3m));

        report.Dearest.Select(r => r.Id).ShouldBe(["b", "a", "none"]);
        CostReport
            .Of(RunSpend.All([Run("a", true, 1m), Run("b", true, 3m)], Options), Options with { Top = 1 })
            .Dearest.Single()
            .Id.ShouldBe("b");
    }

    [Theory]
    [InlineData(CostGroup.Task, 3)]
    [InlineData(CostGroup.Run, 3)]
    [InlineData(CostGroup.Agent, 2)]
    [InlineData(CostGroup.AgentAndModel, 2)]
    [InlineData(CostGroup.Model, 1)]
    [InlineData(CostGroup.Format, 1)]
    public void Groups_hold_every_run_once(CostGroup by, int groups)
    {
        var options = Options with { By = by };
        var report = CostReport.Of(
            RunSpend.All(
                [Run("a", true, 1m), Run("b", false, 3m) with { Agent = "other" }, Run("c", true, 2m)],
                options
            ),
            options
        );

        report.Groups.Count.ShouldBe(groups);
        report.Groups.Sum(g => g.Spent.Runs).ShouldBe(3);
        report.Groups.Sum(g => g.Spent.CostUsd.Known!.Value).ShouldBe(6m);
        report
            .Groups[0]
            .Spent.CostUsd.Known!.Value.ShouldBeGreaterThanOrEqualTo(report.Groups[^1].Spent.CostUsd.Known!.Value);
    }

    [Fact]
    public void The_budget_curve_is_exact()
    {
        var curve = Report(Run("a", true, 1m), Run("b", true, 2m), Run("c", false, 4m), Run("d", null, 9m))
            .Curves.Single(c => c.Unit == "usd");

        curve.Attempts.ShouldBe(3);
        curve.Solved.ShouldBe(2);
        curve.Largest.ShouldBe(4m);
        curve.Points.ShouldBe([new BudgetPoint(1m, 1 / 3.0), new BudgetPoint(2m, 2 / 3.0)]);
        curve.SolvedWithin(0.99m).ShouldBe(0);
        curve.SolvedWithin(1m).ShouldBe(1 / 3.0);
        curve.SolvedWithin(100m).ShouldBe(2 / 3.0);

        // A third from 1 to 2 and two thirds from 2 to 4, over a width of 4.
        curve.Area.ShouldBe(((1 / 3.0) + (2 * 2 / 3.0)) / 4, 1e-12);
        curve.PerAttempt.Value!.Value.ShouldBe(7 / 3.0, 1e-12);
        curve.PerSolved.Value!.Value.ShouldBe(3.5, 1e-12);
        curve.PerAttempt.Low!.Value.ShouldBeInRange(1, 7 / 3.0);
        curve.PerAttempt.High!.Value.ShouldBeInRange(7 / 3.0, 4);
        curve.PerSolved.High.ShouldBeNull("a twentieth of the draws and more hold no solved run");
    }

    [Fact]
    public void A_task_is_drawn_as_a_whole()
    {
        // One task with all runs: resampling it always gives the same, and nothing can be said of other tasks.
        var curve = Report(Run("a", true, 1m) with { TaskId = "t" }, Run("b", false, 3m) with { TaskId = "t" })
            .Curves.Single(c => c.Unit == "usd");

        curve.Tasks.ShouldBe(1);
        curve.PerSolved.ShouldBe(new MeanSpend(4, null, null));
    }

    [Fact]
    public void Without_a_solved_run_no_cost_per_solved_is_made_up() =>
        Report(Run("a", false, 1m), Run("b", false, 3m))
            .Curves.Single(c => c.Unit == "usd")
            .PerSolved.ShouldBe(new MeanSpend(null, null, null));

    [Fact]
    public void Joules_have_a_curve_where_an_energy_model_is_named()
    {
        var energy = EnergyModel.Parse("e", """{"version":1,"models":[{"name":"x","outputJoulesPer1k":[1,2,3]}]}""");
        var options = Options with { Energy = energy[0] };
        Run[] runs = [Run("a", true, 1m), Run("b", false, 1m)];

        var curve = CostReport.Of(RunSpend.All(runs, options), options).Curves.Single(c => c.Unit == "joules");

        curve.Estimated.ShouldBeTrue();
        curve.PerAttempt.Value!.Value.ShouldBe(0.02, 1e-12);
        curve.PerSolved.Value!.Value.ShouldBe(0.04, 1e-12);
        Report(runs).Curves.ShouldNotContain(c => c.Unit == "joules");
    }

    [Fact]
    public void A_report_over_nothing_is_empty()
    {
        var report = Report();

        report.Fleet.Spent.Runs.ShouldBe(0);
        report.Curves.ShouldBeEmpty();
        report.Groups.ShouldBeEmpty();
    }

    [Fact]
    public void Reading_in_another_order_gives_the_same_report()
    {
        Run[] runs = [.. Enumerable.Range(0, 40).Select(i => Run($"r{i}", i % 3 == 0, 1m + (i % 7)))];
        Array.Reverse(runs);
        var backwards = Report(runs);
        Array.Reverse(runs);
        var forwards = Report(runs);

        backwards.Dearest.Select(r => r.Id).ShouldBe(forwards.Dearest.Select(r => r.Id));
        backwards.Curves[0].PerSolved.ShouldBe(forwards.Curves[0].PerSolved);
    }

    private static CostOptions Options { get; } = new();

    private static CostReport Report(params Run[] runs) => CostReport.Of(RunSpend.All(runs, Options), Options);

    private static Run Run(string id, bool? solved, decimal? usd) =>
        RunMaker.Of(id, solved, RunMaker.Tool(0, "Edit") with { Usage = new Usage(100, 10, 0, usd, false) });
}
