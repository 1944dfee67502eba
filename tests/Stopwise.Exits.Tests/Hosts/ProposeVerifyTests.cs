using FsCheck;
using FsCheck.Fluent;
using Stopwise.Exits.Hosts;
using Stopwise.Exits.Recipes;
using Stopwise.Exits.Tests.Rules;

namespace Stopwise.Exits.Tests.Hosts;

public class ProposeVerifyTests
{
    private static readonly IExitRule Never = new BudgetSpec { Cap = double.PositiveInfinity }.Bind(Watch.Schema);

    [Fact]
    public void Any_draft_model_and_any_rule_give_the_tokens_of_the_verifier_alone() =>
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var host = new GuessingHost(seed, random.Next(3) / 2.0, Truth) { Budget = random.Next(6) };
                    var rule = Arbitrary.Rule(random, 2).Bind(Watch.Schema);
                    IDraftChooser chooser = random.Next(2) == 0 ? new FixedDraft(1, random.Next(8)) : Best();
                    var driver = new ProposeVerify(host, rule, Verify, chooser, remember: random.Next(2) == 0);
                    int[] prompt = [.. Enumerable.Range(0, random.Next(1, 4))];
                    var length = random.Next(40);
                    int? end = random.Next(2) == 0 ? 7 : null;

                    var result = driver.Run(prompt, length, end);

                    result.Tokens.ShouldBe(Alone(prompt, length, end));
                    result.IsExact.ShouldBeTrue();
                    host.Settled.ShouldBeLessThanOrEqualTo(result.Rounds);
                    result.Verified.ShouldBe(result.Accepted + result.Rejected + result.Rounds);
                    result.Tokens.Count.ShouldBeLessThanOrEqualTo(result.Accepted + result.Rounds);
                    if (end is null)
                    {
                        result.Tokens.Count.ShouldBe(result.Accepted + result.Rounds);
                    }

                    // Driven again, with all that chooser and host have learned: still the same.
                    driver.Run(prompt, length, end).Tokens.ShouldBe(result.Tokens);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Whoever_is_always_right_fills_every_block_and_whoever_is_always_wrong_none()
    {
        var right = Run(skill: 1, new FixedDraft(1, 4));
        (right.Rounds, right.Accepted, right.Rejected, right.Verified).ShouldBe((4, 16, 0, 20));

        var wrong = Run(skill: 0, new FixedDraft(1, 4));
        (wrong.Rounds, wrong.Accepted).ShouldBe((20, 0));
        wrong.Tokens.ShouldBe(right.Tokens);

        static ProposeVerifyResult Run(double skill, IDraftChooser chooser) =>
            new ProposeVerify(new Steady(skill > 0), Never, Verify, chooser).Run([1], 20);
    }

    [Fact]
    public void Guesses_the_length_has_no_room_for_are_not_made()
    {
        var result = new ProposeVerify(new Steady(right: true), Never, Verify, new FixedDraft(1, 100)).Run([1], 7);

        (result.Rounds, result.Accepted, result.Verified, result.Tokens.Count).ShouldBe((1, 6, 7, 7));
    }

    [Fact]
    public void A_meter_counts_confirmed_and_rejected_guesses_against_the_verifier_alone()
    {
        var meter = new Meter(costPerLook: 0.5);

        var result = new ProposeVerify(new Steady(right: false), Never, Verify, new FixedDraft(1, 2)).Run(
            [1],
            3,
            meter: meter,
            fullCostPerToken: 10
        );

        // Drafts of 2, 1 and 0 guesses, each guess at cost 1 and each block at cost 10; the rule sees all but the last of a draft.
        (meter.Runs, meter.Units, meter.Accepted, meter.Rejected, meter.Verified).ShouldBe((1, 3L, 0L, 3L, 6L));
        (meter.Cost, meter.NeverExitCost, meter.Looks).ShouldBe((33, 30, 3L));
        meter.Saved.ShouldBe(30 - 33 - 1.5);
        result.Cost.ShouldBe(33);
    }

    [Fact]
    public void A_rule_that_remembers_forgets_what_it_saw_of_rejected_guesses()
    {
        var fresh = new Listener();
        var kept = new Listener();

        // Every third guess of the host is wrong; a look sees how many tokens there were.
        new ProposeVerify(new Steady(right: true, wrongEvery: 3), fresh, Verify, new FixedDraft(1, 6)).Run([1], 8);
        new ProposeVerify(
            new Steady(right: true, wrongEvery: 3),
            kept,
            Verify,
            new FixedDraft(1, 6),
            remember: true
        ).Run([1], 8);

        // Two guesses are right, so of the seven looks at a draft those at 0, 1 and 2 guesses are kept.
        fresh.AtStart.ShouldBe([0, 0, 0]);
        kept.AtStart.ShouldBe([0, 3, 6]);
    }

    [Fact]
    public void The_best_plan_has_the_most_tokens_per_cost_and_adapts()
    {
        var tracker = new AcceptanceTracker([2, 4], decay: 0.5);
        var chooser = new BestDraft(tracker, longest: 3, (depth, length) => 8 + (length * depth));

        chooser.Next().ShouldBe(new DraftPlan(2, 3), "an untried depth looks good");
        chooser.Observe(new DraftPlan(2, 3), accepted: 1, drafted: 3);
        tracker.Acceptance(2).ShouldBe(0.5, "one match of two trials; what follows a miss was not tried");
        chooser.Next().ShouldBe(new DraftPlan(4, 3));
        chooser.Observe(new DraftPlan(4, 3), 0, 3);
        tracker.Acceptance(4).ShouldBe(0);

        // 1.5 / 10, 1.75 / 12 and 1.875 / 14 at depth 2; 1 / 12 at depth 4.
        chooser.TokensPerCost(2, 2).ShouldBe(1.75 / 12, 1e-12);
        chooser.Next().ShouldBe(new DraftPlan(2, 1));
        chooser.Observe(new DraftPlan(2, 1), 1, 1);
        tracker.Acceptance(2).ShouldBe(1.5 / 2, 1e-12);
    }

    [Fact]
    public void A_tracker_refuses_depths_it_does_not_know_and_counts_that_do_not_fit()
    {
        Should.Throw<ArgumentException>(() => new AcceptanceTracker([]));
        Should.Throw<ArgumentException>(() => new AcceptanceTracker([2, 2]));
        Should.Throw<ArgumentOutOfRangeException>(() => new AcceptanceTracker([1], decay: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new AcceptanceTracker([1, 3]).Acceptance(2));
        Should.Throw<ArgumentOutOfRangeException>(() => new AcceptanceTracker([1]).Observe(1, 2, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => new FixedDraft(1, -1));
    }

    private static BestDraft Best() =>
        new(new AcceptanceTracker([1, 2, 3]), 5, (depth, length) => 4 + (length * depth));

    private static int Truth(List<int> tokens) => ((tokens[^1] * 7) + (tokens.Count * 5) + tokens[0]) % 11;

    private static List<int> Alone(int[] prompt, int length, int? end)
    {
        var tokens = prompt.ToList();
        while (tokens.Count < prompt.Length + length && (tokens.Count == prompt.Length || tokens[^1] != end))
        {
            tokens.Add(Truth(tokens));
        }

        return tokens[prompt.Length..];
    }

    private static double Verify(ReadOnlySpan<int> tokens, ReadOnlySpan<int> draft, Span<int> choices)
    {
        List<int> all = [.. tokens];
        for (var j = 0; j < choices.Length; j++)
        {
            choices[j] = Truth(all);
            if (j < draft.Length)
            {
                all.Add(draft[j]);
            }
        }

        return 10;
    }

    /// <summary>Guesses right, or wrong, or wrong every so often, and never runs dry.</summary>
    private sealed class Steady(bool right, int wrongEvery = int.MaxValue) : IDraftHost
    {
        private readonly List<int> _tokens = [];
        private int _certain;

        public SignalSchema Schema => Watch.Schema;

        public int Budget => 0;

        public double Cost => Draft.Length;

        public double FullCost => double.NaN;

        public ReadOnlySpan<int> Draft => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_tokens)[_certain..];

        public void Begin(ReadOnlySpan<int> tokens, int depth)
        {
            _tokens.Clear();
            _tokens.AddRange(tokens);
            _certain = tokens.Length;
        }

        public void Observe(Span<float> signals) => signals.Fill(1);

        public bool Advance()
        {
            var wrong = !right || (_tokens.Count - _certain + 1) % wrongEvery == 0;
            _tokens.Add(Truth(_tokens) + (wrong ? 1 : 0));
            return true;
        }

        public void Settle(in Decision decision) { }
    }

    /// <summary>Counts its looks in its memory and notes what it remembers at the first look of each round.</summary>
    private sealed class Listener : IExitRule
    {
        public List<float> AtStart { get; } = [];

        public int MemorySlots => 1;

        public Decision Step(in Probe probe, Span<float> memory)
        {
            if (probe.Unit == 0)
            {
                AtStart.Add(memory[0]);
            }

            memory[0]++;
            return Decision.Continue;
        }
    }
}
