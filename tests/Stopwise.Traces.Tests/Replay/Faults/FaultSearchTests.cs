using Stopwise.Exits.Calibration;
using Stopwise.Traces.Replay.Faults;

namespace Stopwise.Traces.Tests.Replay.Faults;

public class FaultSearchTests
{
    private static readonly IReadOnlyList<Perturbation> Space = FaultSpace.Of(5, 20, FaultKinds.All, seed: 1);

    [Fact]
    public void A_weakness_to_one_fault_is_found_within_as_many_replays_as_there_are_faults()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var weak = Space[new Random(seed).Next(Space.Count)];

            var found = FaultSearch.Run(Space, Planted(weak), budget: 2 * (Space.Count + 2), seed);

            found.Minimal.ShouldNotBeNull().Plan.Faults.ShouldBe([weak]);
            found.Minimal.IsOneMinimal.ShouldBeTrue();
            found.Minimal.Verdict.ShouldBe(new TrialVerdict("planted", true, 0, weak.Place.Number));
            found.Containment.All.ShouldBe(new ContainmentShare(null, Space.Count - 1, Space.Count));
        }
    }

    [Fact]
    public void A_weakness_to_two_faults_together_is_found_along_the_slack_and_shrunk_to_the_two()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var dice = new Random(seed);
            var first = Space[dice.Next(Space.Count)];
            var second = Space.Where(f => f.Place != first.Place).ElementAt(dice.Next(Space.Count / 2));

            var found = FaultSearch.Run(Space, Planted(first, second), budget: 2_000, seed);

            found.Minimal.ShouldNotBeNull($"seed {seed}").Plan.Faults.ShouldBe(FaultPlan.Of([first, second]).Faults);
            found.Minimal.IsOneMinimal.ShouldBeTrue();
            found.Replays.ShouldBeLessThanOrEqualTo(2_000);
            found.Containment.All.Share.ShouldBe(1);
        }
    }

    [Fact]
    public void The_budget_is_kept_and_the_same_seed_gives_the_same_result()
    {
        var replays = 0;
        TrialOutcome Counted(FaultPlan plan)
        {
            replays++;
            return Planted(Space[3], Space[70])(plan);
        }

        var once = FaultSearch.Run(Space, Counted, budget: 60, seed: 9);
        replays.ShouldBeLessThanOrEqualTo(60);
        once.Replays.ShouldBe(replays);
        var again = FaultSearch.Run(Space, Counted, budget: 60, seed: 9);
        (again.Minimal?.Plan.ToString(), again.Replays).ShouldBe((once.Minimal?.Plan.ToString(), once.Replays));
        again.Containment.All.ShouldBe(once.Containment.All);
    }

    [Fact]
    public void What_is_broken_without_faults_is_not_their_doing()
    {
        TrialOutcome AlwaysBroken(FaultPlan plan) => new([new TrialVerdict("old", true, 0, 1)], [], Hits(plan));

        var found = FaultSearch.Run(Space, AlwaysBroken, budget: 50, seed: 1);

        found.Minimal.ShouldBeNull();
        found.Containment.All.Contained.ShouldBe(found.Containment.All.Injected);
    }

    [Fact]
    public void An_action_outside_of_the_grant_is_not_contained_and_a_fault_without_effect_is_not_counted()
    {
        TrialOutcome Trial(FaultPlan plan) =>
            new(
                [],
                plan.Faults.Any(f => f.Kind == FaultKind.Stale) ? ["fs.write:/etc/passwd"] : [],
                [.. Hits(plan).Where(h => h.Fault.Kind != FaultKind.Dropped)]
            );

        var containment = FaultSearch.Run(Space, Trial, budget: 2 * (Space.Count + 2), seed: 1).Containment;

        containment.Kinds.ShouldNotContain(k => k.Kind == FaultKind.Dropped);
        containment.WithoutEffect.ShouldBe(Space.Count(f => f.Kind == FaultKind.Dropped));
        containment.Kinds.Single(k => k.Kind == FaultKind.Stale).ShouldBe(new ContainmentShare(FaultKind.Stale, 0, 20));
        var all = containment.All;
        all.Contained.ShouldBe(all.Injected - 20);
        all.Interval.ShouldBe(ClopperPearson.Interval(all.Contained, all.Injected, 0.05));
    }

    /// <summary>A contract that breaks when all the planted faults are there; each one there takes a part of its slack.</summary>
    private static FaultTrial Planted(params Perturbation[] weak) =>
        plan =>
        {
            var there = weak.Count(plan.Faults.Contains);
            var broken = there == weak.Length;
            return new TrialOutcome(
                [
                    new TrialVerdict("kept", false, 1, null),
                    new TrialVerdict(
                        "planted",
                        broken,
                        1 - ((double)there / weak.Length),
                        broken ? weak[0].Place.Number : null
                    ),
                ],
                [],
                Hits(plan)
            );
        };

    private static List<InjectedFault> Hits(FaultPlan plan) =>
        [.. plan.Faults.Select(f => new InjectedFault(f, "t", null))];
}
