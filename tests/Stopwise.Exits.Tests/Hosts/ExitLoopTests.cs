using FsCheck;
using FsCheck.Fluent;
using Stopwise.Exits.Hosts;
using Stopwise.Exits.Recipes;
using Stopwise.Exits.Tests.Rules;
using Replay = Stopwise.Exits.Tables.Replay;

namespace Stopwise.Exits.Tests.Hosts;

public class ExitLoopTests
{
    private static IExitRule Above(double value, Verdict verdict = Verdict.ExitDone) =>
        new ThresholdSpec
        {
            Signal = "score",
            Value = value,
            Verdict = verdict,
        }.Bind(ScriptedHost.Columns);

    [Fact]
    public void A_host_is_stopped_where_its_rule_fires_and_settles_once()
    {
        var host = new ScriptedHost([0, 0, 1, 1, 1]);

        var result = ExitLoop.Run(host, Above(0.5), Settlement.CopyForward);

        result.ShouldBe(new ExitResult(new(Verdict.ExitDone, ReasonCode.Threshold, 1), 2, 20, Settlement.CopyForward));
        result.Stopped.ShouldBeTrue();
        result.IsExact.ShouldBeFalse();
        host.Heard.ShouldBe(["ExitDone at 2"]);
    }

    [Fact]
    public void A_host_that_is_never_stopped_does_all_its_units_and_is_exact()
    {
        var host = new ScriptedHost([0, 0, 0]);

        var result = ExitLoop.Run(host, Above(0.5), Settlement.Hole);

        result.Units.ShouldBe(3);
        result.IsExact.ShouldBeTrue();
        host.Heard.ShouldBeEmpty();
    }

    [Fact]
    public void A_verified_stop_is_exact() =>
        ExitLoop.Run(new ScriptedHost([1, 1]), Above(0), Settlement.VerifyBlock).IsExact.ShouldBeTrue();

    [Fact]
    public void A_nudged_host_hears_it_and_goes_on()
    {
        var host = new ScriptedHost([0, 1, 0]);

        ExitLoop.Run(host, Above(0.5, Verdict.Nudge)).Units.ShouldBe(3);
        host.Heard.ShouldBe(["nudge at 1"]);
    }

    [Fact]
    public void Who_abstains_changes_nothing() =>
        ExitLoop.Run(new ScriptedHost([1, 1]), Above(0, Verdict.Abstain)).Stopped.ShouldBeFalse();

    [Fact]
    public void What_was_rehearsed_is_what_runs() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var scores = Arbitrary.Signals(random, 12);
                    RuleSpec spec = new PatienceSpec
                    {
                        Units = random.Next(1, 3),
                        Inner = new AnySpec
                        {
                            Rules =
                            [
                                new ScheduleSpec
                                {
                                    Signal = "score",
                                    From = 1,
                                    To = -1,
                                },
                                new BudgetSpec { Cap = random.Next(200) },
                            ],
                        },
                    };
                    var rule = spec.Bind(ScriptedHost.Columns);

                    var rehearsed = Replay.Stops(rule, ScriptedHost.Record(scores), budget: scores.Length);
                    var live = ExitLoop.Run(new ScriptedHost(scores), rule);

                    (live.Stopped ? live.Units : -1).ShouldBe(rehearsed.Rows[0]);
                    (live.Stopped ? live.Decision : Decision.Continue).ShouldBe(rehearsed.Decisions[0]);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_speculative_driver_takes_units_back_and_decides_the_same_again()
    {
        var host = new ScriptedHost([1, 1, 0, 1, 1, 1, 1]);
        var rule = new PatienceSpec
        {
            Units = 3,
            Inner = new ThresholdSpec { Signal = "score", Value = 0.5 },
        }.Bind(ScriptedHost.Columns);
        var loop = new ExitLoop(host, rule);
        loop.Step();
        loop.Step();
        var kept = loop.Snapshot();
        loop.Step();
        loop.Step();

        loop.Rollback(kept);
        host.Done = kept.Units;
        loop.Units.ShouldBe(2);
        while (loop.Step()) { }

        loop.Result.Units.ShouldBe(5);
        loop.Looks.ShouldBe(8);
        host.Heard.ShouldBe(["ExitDone at 5"]);
    }

    [Fact]
    public void What_has_settled_cannot_be_taken_back_or_stopped_again()
    {
        var loop = new ExitLoop(new ScriptedHost([1, 1]), Above(0));
        var start = loop.Snapshot();
        loop.Step().ShouldBeFalse();

        loop.Step().ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => loop.Rollback(start));
        Should.Throw<InvalidOperationException>(() => loop.Stop(Decision.Continue));
    }

    [Fact]
    public void A_monotone_guard_lets_depth_fall_and_not_rise()
    {
        var guard = new MonotoneGuard();
        guard.Enter(8);
        guard.Enter(5);
        guard.Enter(5);

        Should.Throw<StopwiseException>(() => guard.Enter(6)).Message.ShouldContain("Depth 6");
    }

    [Fact]
    public void A_depth_schedule_that_falls_passes_the_guard_at_every_position()
    {
        var schema = new SignalSchema(1, "position");
        var rule = new DepthSpec
        {
            From = 8,
            To = 3,
            Position = "position",
        }.Bind(schema);
        var guard = new MonotoneGuard();
        var depths = new List<int>();
        for (var position = 0; position <= 10; position++)
        {
            var depth = 0;
            while (rule.Step(new Probe(depth, 8, 0, [position / 10f]), []).Verdict == Verdict.Continue)
            {
                depth++;
            }

            guard.Enter(depth);
            depths.Add(depth);
        }

        depths.ShouldBe([8, 8, 7, 7, 6, 6, 5, 5, 4, 4, 3]);
    }
}
