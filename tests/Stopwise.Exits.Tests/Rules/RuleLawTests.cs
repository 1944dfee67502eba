using FsCheck;
using FsCheck.Fluent;
using Stopwise.Exits.Recipes;

namespace Stopwise.Exits.Tests.Rules;

/// <summary>Laws that hold for every rule; a seed makes the rule and the signals.</summary>
public class RuleLawTests
{
    private const int Units = 24;

    [Fact]
    public void Going_back_to_a_copy_of_the_memory_replays_the_same_decisions() =>
        ForAll(
            (random, signals) =>
            {
                var rule = Arbitrary.Rule(random, 3).Bind(Watch.Schema);
                var memory = new RuleMemory();
                var first = Decide(rule, signals, 0, Units / 2, ref memory);
                var copy = memory;
                var ahead = Decide(rule, signals, Units / 2, Units, ref memory);
                Decide(rule, Arbitrary.Signals(random, Units * 3), 0, Units, ref memory);

                Decide(rule, signals, Units / 2, Units, ref copy).ShouldBe(ahead);
                var anew = new RuleMemory();
                Decide(rule, signals, 0, Units, ref anew).ShouldBe([.. first, .. ahead]);
            }
        );

    [Fact]
    public void Any_of_one_rule_and_any_of_it_twice_are_the_rule() =>
        ForAll(
            (random, signals) =>
            {
                var rule = Arbitrary.Rule(random, 1);
                var alone = Decide(rule, signals);

                Decide(new AnySpec { Rules = [rule] }, signals).ShouldBe(alone);
                Decide(new AnySpec { Rules = [rule, rule] }, signals).ShouldBe(alone);
                Decide(new AllSpec { Rules = [rule, rule] }, signals).ShouldBe(alone);
            }
        );

    [Fact]
    public void The_order_of_the_rules_does_not_change_the_verdict() =>
        ForAll(
            (random, signals) =>
            {
                var (a, b, c) = (Arbitrary.Rule(random, 1), Arbitrary.Rule(random, 1), Arbitrary.Rule(random, 0));

                Verdicts(new AnySpec { Rules = [a, b, c] })
                    .ShouldBe(Verdicts(new AnySpec { Rules = [c, new AnySpec { Rules = [b, a] }] }));
                Verdicts(new AllSpec { Rules = [a, b, c] })
                    .ShouldBe(Verdicts(new AllSpec { Rules = [c, new AllSpec { Rules = [b, a] }] }));

                Verdict[] Verdicts(RuleSpec rule) => [.. Decide(rule, signals).Select(d => d.Verdict)];
            }
        );

    [Fact]
    public void Any_is_a_quorum_of_one_and_all_a_quorum_of_all() =>
        ForAll(
            (random, signals) =>
            {
                RuleSpec[] rules = [Arbitrary.Rule(random, 1), Arbitrary.Rule(random, 1), Arbitrary.Rule(random, 1)];

                Fires(new AnySpec { Rules = rules }).ShouldBe(Fires(new QuorumSpec { Needed = 1, Rules = rules }));
                Fires(new AllSpec { Rules = rules }).ShouldBe(Fires(new QuorumSpec { Needed = 3, Rules = rules }));

                bool[] Fires(RuleSpec rule) => [.. Decide(rule, signals).Select(d => d.Verdict != Verdict.Continue)];
            }
        );

    [Fact]
    public void A_rule_never_fires_on_a_computation_of_which_nothing_is_known() =>
        ForAll(
            (random, _) =>
            {
                var unknown = Enumerable.Repeat(float.NaN, Units * 3).ToArray();

                Decide(Arbitrary.Rule(random, 3), unknown).ShouldAllBe(d => d == Decision.Continue);
            }
        );

    private static void ForAll(Action<Random, float[]> law) =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    law(random, Arbitrary.Signals(random, Units * 3));
                }
            )
            .QuickCheckThrowOnFailure();

    private static Decision[] Decide(RuleSpec spec, float[] signals)
    {
        var memory = new RuleMemory();
        return Decide(spec.Bind(Watch.Schema), signals, 0, Units, ref memory);
    }

    private static Decision[] Decide(IExitRule rule, float[] signals, int from, int to, ref RuleMemory memory)
    {
        var decisions = new Decision[to - from];
        for (var unit = from; unit < to; unit++)
        {
            var probe = new Probe(unit, Units, unit, signals.AsSpan(unit * 3, 3));
            decisions[unit - from] = rule.Step(in probe, memory.Slots);
        }

        return decisions;
    }
}
