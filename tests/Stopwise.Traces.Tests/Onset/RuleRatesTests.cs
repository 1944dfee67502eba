using Stopwise.Traces.Onset;
using Stopwise.Traces.Onset.Rules;
using Stopwise.Traces.Tests.Onset.Rules;

namespace Stopwise.Traces.Tests.Onset;

public class RuleRatesTests
{
    private static readonly OnsetRule Unverified = ActionRules.All.Single(r => r.Name == "edit-unverified");
    private static readonly OnsetRule Loop = ActionRules.All.Single(r => r.Name == "loop-start");

    [Fact]
    public void Rates_are_counted_on_solved_runs_alone_agent_by_agent()
    {
        RunView[] runs =
        [
            Solved("a", 4, firing: true),
            Solved("a", 6, firing: false),
            Solved("b", 5, firing: false),
            Failed("a"),
        ];

        var rates = RuleRates.ByAgent(runs, ActionRules.All);

        rates.Select(r => (r.Agent, r.Runs, r.Steps)).ShouldBe([("a", 2, 10), ("b", 1, 5)]);
        rates[0].Rules.Single(r => r.Rule == Unverified.Name).ShouldBe(new RuleRate(Unverified.Name, 1, 1));
    }

    [Fact]
    public void The_rarer_rule_weighs_more_and_the_weight_is_the_logarithm_of_its_smoothed_rate()
    {
        var rates = RuleRates.ByAgent(
            Enumerable.Range(0, 40).Select(i => Solved("a", 10, firing: i < 10)),
            ActionRules.All
        )[0];

        rates.Suffices.ShouldBeTrue();
        rates.WeightOf(Unverified).ShouldBe(-Math.Log(10.5 / 401), 1e-12);
        rates.WeightOf(Loop).ShouldBe(-Math.Log(0.5 / 401), 1e-12);
    }

    [Fact]
    public void Weights_above_the_95th_percentile_are_levelled()
    {
        var rules = Enumerable.Range(0, 100).Select(i => new RuleRate($"r{i}", 100 - i, 1));
        var rates = new RuleRates("a", 50, 1000, [.. rules, new RuleRate(Loop.Name, 0, 0)]);

        // Of 101 weights the 96th in order: that of four firings.
        rates.WeightOf(Loop).ShouldBe(-Math.Log(5.5 / 1001), 1e-12);
    }

    [Theory]
    [InlineData(9, 100)]
    [InlineData(40, 4)]
    public void With_too_few_runs_or_steps_the_default_weight_stands(int runs, int steps)
    {
        var rates = RuleRates.ByAgent(
            Enumerable.Range(0, runs).Select(_ => Solved("a", steps, firing: true)),
            ActionRules.All
        )[0];

        rates.Suffices.ShouldBeFalse();
        rates.WeightOf(Unverified).ShouldBe(Unverified.Weight);
    }

    [Fact]
    public void False_alarms_come_with_exact_intervals()
    {
        var rates = new RuleRates("a", 10, 200, [new RuleRate("r", 0, 0)]);

        // The rule of three, exactly: 1 - 0.025^(1/n).
        rates.AlarmsPer100Steps(rates.Rules[0]).Upper.ShouldBe(100 * (1 - Math.Pow(0.025, 1.0 / 200)), 1e-9);
        var (share, lower, upper) = rates.ShareOfRuns(rates.Rules[0]);
        share.ShouldBe(0);
        lower.ShouldBe(0);
        upper.ShouldBe(1 - Math.Pow(0.025, 0.1), 1e-12);
    }

    [Fact]
    public void Rates_survive_json()
    {
        var rates = RuleRates.ByAgent([Solved("a", 4, firing: true)], ActionRules.All)[0];

        var back = System.Text.Json.JsonSerializer.Deserialize<RuleRates>(
            System.Text.Json.JsonSerializer.Serialize(rates)
        )!;
        back.Rules.ShouldBe(rates.Rules);
        (back.Agent, back.Runs, back.Steps).ShouldBe((rates.Agent, rates.Runs, rates.Steps));
    }

    private static RunView Solved(string agent, int steps, bool firing) => View(agent, true, steps, firing);

    private static RunView Failed(string agent) => View(agent, false, 7, firing: true);

    private static RunView View(string agent, bool solved, int steps, bool firing) =>
        new(
            RunMaker.Of(
                "run",
                solved,
                [
                    .. Enumerable
                        .Range(0, steps)
                        .Select(i =>
                            firing && i == steps - 1 ? Firing.Change(i) : RunMaker.Shell(i, $"cat src/a.py {i}", $"{i}")
                        ),
                ]
            ) with
            {
                Agent = agent,
            }
        );
}
