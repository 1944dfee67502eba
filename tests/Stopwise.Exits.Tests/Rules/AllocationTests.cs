using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Tests.Rules;

public class AllocationTests
{
    [Fact]
    public void A_nested_rule_of_every_kind_allocates_nothing_in_a_hundred_thousand_units()
    {
        var rule = EveryKind().Bind(Watch.Schema);
        var memory = new RuleMemory();
        float[] signals = [0.1f, 0.2f, 0.3f];
        Drive(rule, signals, ref memory, 1000);

        // The runtime may allocate once on a busy thread; a rule that allocates does so in every repeat.
        var least = long.MaxValue;
        for (var repeat = 0; repeat < 3; repeat++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var fired = Drive(rule, signals, ref memory, 100_000);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            fired.ShouldBe(100_000 / 2);
        }

        least.ShouldBe(0);
    }

    private static int Drive(IExitRule rule, float[] signals, ref RuleMemory memory, int units)
    {
        var fired = 0;
        for (var unit = 0; unit < units; unit++)
        {
            signals[0] = unit % 2;
            var probe = new Probe(unit, units, unit, signals);
            fired += rule.Step(in probe, memory.Slots).Verdict == Verdict.ExitDone ? 1 : 0;
        }

        return fired;
    }

    private static AnySpec EveryKind() =>
        new()
        {
            Rules =
            [
                new ThresholdSpec { Signal = "a", Value = 0.5 },
                new WindowSpec
                {
                    Signal = "b",
                    Low = 5,
                    High = 6,
                },
                new AllSpec
                {
                    Rules =
                    [
                        new ScheduleSpec
                        {
                            Signal = "b",
                            From = 1,
                            To = 0,
                            Curve = Curve.Sigmoid,
                            Verdict = Verdict.Nudge,
                        },
                        new DepthSpec
                        {
                            From = 3,
                            To = 9,
                            Curve = Curve.Exponential,
                            Verdict = Verdict.Nudge,
                        },
                    ],
                },
                new NotBeforeSpec
                {
                    Unit = 3,
                    Inner = new BudgetSpec { Cap = 1e12 },
                },
                new EverySpec
                {
                    Units = 2,
                    Inner = new CumulativeSpec { Signal = "c", Quantile = 1e12 },
                },
                new PatienceSpec
                {
                    Units = 3,
                    Inner = new LogisticSpec
                    {
                        Inputs = ["a", "b"],
                        Weights = [1, 1],
                        Threshold = 2,
                    },
                },
                new QuorumSpec
                {
                    Needed = 2,
                    Rules =
                    [
                        new MlpSpec
                        {
                            Inputs = ["a"],
                            Hidden =
                            [
                                [1],
                            ],
                            HiddenBias = [0],
                            Output = [1],
                            Threshold = 2,
                        },
                        Tree.Flatten([Tree.Grow(new Random(3), 6), Tree.Grow(new Random(4), 6)]) with
                        {
                            Threshold = 1e12,
                        },
                        new AdditiveSpec
                        {
                            Terms =
                            [
                                new TermSpec
                                {
                                    Signal = "b",
                                    Weight = 1,
                                    Scale = Scale.LogPlusOne,
                                },
                            ],
                            Threshold = 1e12,
                        },
                        new UtilitySpec
                        {
                            Actions =
                            [
                                new ActionSpec
                                {
                                    Verdict = Verdict.Continue,
                                    Inputs = ["a"],
                                    Weights = [1],
                                },
                                new ActionSpec { Verdict = Verdict.ExitDone, Bias = -1 },
                            ],
                        },
                    ],
                },
            ],
        };
}
