using Stopwise.Exits.Hosts;
using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Hosts;

public class MeterTests
{
    private static readonly IExitRule Rule = new ThresholdSpec { Signal = "score", Value = 0.5 }.Bind(
        ScriptedHost.Columns
    );

    [Fact]
    public void Totals_are_the_sums_one_can_write_down()
    {
        var meter = new Meter(costPerLook: 2);

        ExitLoop.Run(new ScriptedHost([0, 0, 1, 0, 0]), Rule, meter: meter);
        ExitLoop.Run(new ScriptedHost([0, 0]), Rule, meter: meter);

        (meter.Runs, meter.Stopped, meter.Units, meter.Looks).ShouldBe((2, 1, 4L, 5L));
        (meter.Cost, meter.Overhead, meter.NeverExitCost).ShouldBe((20 + 20, 10, 50 + 20));
        meter.Saved.ShouldBe(20);
    }

    [Fact]
    public void Looking_at_what_never_stops_costs_more_than_not_looking()
    {
        var meter = new Meter(costPerLook: 3);

        ExitLoop.Run(new ScriptedHost([0, 0, 0]), Rule, meter: meter);

        meter.Saved.ShouldBe(-9);
    }

    [Fact]
    public void The_cost_of_never_exiting_is_unknown_once_a_stopped_run_does_not_know_it()
    {
        var meter = new Meter();

        ExitLoop.Run(new ScriptedHost([0, 0], knowsBudget: false), Rule, meter: meter);
        meter.NeverExitCost.ShouldBe(20);

        ExitLoop.Run(new ScriptedHost([1, 0], knowsBudget: false), Rule, meter: meter);
        meter.NeverExitCost.ShouldBe(double.NaN);
    }
}
