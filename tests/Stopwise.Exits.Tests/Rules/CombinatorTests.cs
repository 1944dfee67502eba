using Stopwise.Exits.Recipes;
using Stopwise.Exits.Rules;

namespace Stopwise.Exits.Tests.Rules;

public class CombinatorTests
{
    private static ThresholdSpec Above(string signal, double value, Verdict verdict = Verdict.ExitDone) =>
        new()
        {
            Signal = signal,
            Value = value,
            Verdict = verdict,
        };

    [Fact]
    public void One_doubtful_unit_starts_the_count_again() =>
        Watch
            .FirstFire(new PatienceSpec { Units = 2, Inner = Above("a", 0.5) }, 1, 0, 1, float.NaN, 1, 1, 1)
            .ShouldBe(5);

    [Fact]
    public void Patience_keeps_the_verdict_and_score_of_its_rule_and_gives_its_own_reason()
    {
        var watch = new Watch(new PatienceSpec { Units = 2, Inner = Above("a", 0, Verdict.ExitDoomed) });
        watch.Next(1);

        watch.Next(2).ShouldBe(new Decision(Verdict.ExitDoomed, ReasonCode.Patience, 2));
    }

    [Fact]
    public void Nested_patience_counts_in_memories_of_their_own()
    {
        var spec = new AllSpec
        {
            Rules =
            [
                new PatienceSpec { Units = 3, Inner = Above("a", 0) },
                new PatienceSpec
                {
                    Units = 2,
                    Inner = new PatienceSpec { Units = 2, Inner = Above("a", 5) },
                },
            ],
        };

        Watch.FirstFire(spec, 9, 9, 1, 9, 9, 9).ShouldBe(5);
    }

    [Fact]
    public void Any_takes_the_strongest_verdict_not_the_first()
    {
        var spec = new AnySpec { Rules = [Above("a", 0, Verdict.Nudge), Above("b", 0, Verdict.ExitDoomed)] };

        new Watch(spec).Next(1, 0).Verdict.ShouldBe(Verdict.Nudge);
        new Watch(spec).Next(1, 1).Verdict.ShouldBe(Verdict.ExitDoomed);
    }

    [Fact]
    public void Verdicts_merge_in_the_documented_order()
    {
        Verdict[] order =
        [
            Verdict.Continue,
            Verdict.Abstain,
            Verdict.Nudge,
            Verdict.WrapUp,
            Verdict.ExitDone,
            Verdict.ExitDoomed,
            Verdict.Escalate,
            Verdict.ExitDead,
        ];
        order.Length.ShouldBe(Enum.GetValues<Verdict>().Length);

        foreach (var (i, weak) in order.Index())
        {
            foreach (var strong in order.Skip(i))
            {
                var (a, b) = (new Decision(weak, default, 1), new Decision(strong, default, 2));
                MergeOrder.Merge(a, b).Verdict.ShouldBe(strong);
                MergeOrder.Merge(b, a).Verdict.ShouldBe(strong);
            }
        }
    }

    [Fact]
    public void All_needs_every_rule_at_the_same_unit()
    {
        var watch = new Watch(new AllSpec { Rules = [Above("a", 0), Above("b", 0)] });

        watch.Next(1, 0).Verdict.ShouldBe(Verdict.Continue);
        watch.Next(0, 1).Verdict.ShouldBe(Verdict.Continue);
        watch.Next(1, 1).Verdict.ShouldBe(Verdict.ExitDone);
    }

    [Fact]
    public void A_quorum_counts_indicators_and_the_unknown_does_not_vote()
    {
        var watch = new Watch(new QuorumSpec { Needed = 2, Rules = [Above("a", 0), Above("b", 0), Above("c", 0)] });

        watch.Next(1, float.NaN, 0).Verdict.ShouldBe(Verdict.Continue);
        watch.Next(1, float.NaN, 1).ShouldBe(new Decision(Verdict.ExitDoomed, ReasonCode.Quorum, 2));
    }

    [Fact]
    public void Not_before_holds_a_rule_back_while_it_watches()
    {
        var patient = new PatienceSpec { Units = 3, Inner = Above("a", 0) };

        Watch.FirstFire(new NotBeforeSpec { Unit = 4, Inner = patient }, 1, 1, 1, 1, 1, 1).ShouldBe(4);
        Watch.FirstFire(new NotBeforeSpec { Unit = 1, Inner = patient }, 1, 1, 1, 1).ShouldBe(2);
    }

    [Fact]
    public void Every_does_not_see_what_happens_between_its_looks()
    {
        var spec = new EverySpec
        {
            Units = 3,
            Inner = new PatienceSpec { Units = 2, Inner = Above("a", 0) },
        };

        Watch.FirstFire(spec, 1, 0, 0, 1, 0, 0).ShouldBe(3);
        Watch.FirstFire(spec, 0, 1, 1, 1, 1, 1, 0, 1).ShouldBe(-1);
    }

    [Fact]
    public void A_rule_that_needs_more_memory_than_there_is_is_refused_when_it_is_bound()
    {
        RuleSpec Nested(int depth) =>
            depth == 0 ? Above("a", 0) : new PatienceSpec { Units = 1, Inner = Nested(depth - 1) };

        Nested(RuleMemory.Capacity).Bind(Watch.Schema).MemorySlots.ShouldBe(32);
        Should
            .Throw<StopwiseException>(() => Nested(RuleMemory.Capacity + 1).Bind(Watch.Schema))
            .Message.ShouldContain("needs 33 slots of memory; there are 32");
    }
}
