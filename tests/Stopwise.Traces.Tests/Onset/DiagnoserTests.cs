using Stopwise.Traces.Onset;
using Stopwise.Traces.Onset.Learned;
using Stopwise.Traces.Runs;
using static Stopwise.Traces.Tests.Onset.TalkMaker;

namespace Stopwise.Traces.Tests.Onset;

public class DiagnoserTests
{
    private const string Question = "How many studio albums did Mercedes Sosa publish?";

    [Fact]
    public void Where_no_rule_fires_the_order_is_time_and_says_so()
    {
        var run = RunMaker.Of(
            "r",
            false,
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(i => new Step
                    {
                        Index = i,
                        Turn = i,
                        Message = $"Thought number {i}.",
                    }),
            ]
        );

        var report = new Diagnoser(OnsetHistory.Empty).Diagnose(run);

        report.Layer.ShouldBe(OnsetLayer.TimeOrder);
        report.Basis.ShouldBe("no surface trace; showing time order");
        report.Candidates.Select(c => c.Step).ShouldBe([0, 1, 2]);
        report.Candidates.ShouldAllBe(c => c.Probability == null);
        report.Sets.ShouldBeEmpty();
    }

    [Fact]
    public void A_rule_that_fires_comes_first_with_its_reason_and_what_followed()
    {
        var report = new Diagnoser(OnsetHistory.Empty).Diagnose(Suspicious("a"));

        report.Layer.ShouldBe(OnsetLayer.Rules);
        report.Candidates[0].Step.ShouldBe(2);
        report.Candidates[0].Findings.Select(f => f.Rule).ShouldContain("claim-without-evidence");
        report.Positions.Select(p => p.Step).ShouldBe([1, 4]);
        report.Chain.Select(l => l.Step).ShouldBe([4]);
        report.Chain[0].Words.ShouldBe("Step 4 says “47” again.");
    }

    [Fact]
    public void A_run_without_steps_has_a_report_too() =>
        new Diagnoser(OnsetHistory.Empty).Diagnose(RunMaker.Of("empty", false)).Candidates.ShouldBeEmpty();

    [Fact]
    public void Every_turn_is_ranked_once()
    {
        var report = new Diagnoser(OnsetHistory.Empty).Diagnose(Suspicious("a"));

        report.Candidates.Select(c => c.Turn.Number).Order().ShouldBe(Enumerable.Range(0, report.Candidates.Count));
        report.Candidates.Select(c => c.Rank).ShouldBe(Enumerable.Range(1, report.Candidates.Count));
    }

    [Fact]
    public void Labels_teach_from_the_least_number_on_and_never_about_their_own_task()
    {
        var history = OnsetHistory.From(
            Enumerable.Range(0, OnsetModel.LeastRuns).Select(i => Labelled(Suspicious($"task{i}x")))
        );

        history.LabelledRuns("talkers").ShouldBe(OnsetModel.LeastRuns);
        new Diagnoser(history).Diagnose(Suspicious("task5x")).Layer.ShouldBe(OnsetLayer.Rules);

        var learned = new Diagnoser(history).Diagnose(Suspicious("new"));
        learned.Layer.ShouldBe(OnsetLayer.Learned);
        learned.Candidates[0].Step.ShouldBe(2);
        learned.Candidates.Sum(c => c.Probability!.Value).ShouldBe(1, tolerance: 1e-9);
        learned.Sets.Select(s => s.Coverage).ShouldBe([.8, .9]);
        learned.Sets.ShouldAllBe(s => s.Runs == OnsetModel.LeastRuns);

        new Diagnoser(history).Diagnose(Suspicious("new") with { Agent = "others" }).Layer.ShouldBe(OnsetLayer.Rules);
    }

    [Fact]
    public void A_solved_run_and_one_without_a_decisive_label_teach_nothing()
    {
        OnsetHistory
            .From([
                Suspicious("a"),
                Labelled(Suspicious("a")) with
                {
                    Outcome = new Outcome(OutcomeState.Solved, true),
                },
                Suspicious("a") with
                {
                    FailureLabels = [new FailureLabel(2, "team", Decisive: false)],
                },
                Suspicious("a") with
                {
                    FailureLabels = [new FailureLabel(99, "team", Decisive: true)],
                },
            ])
            .LabelledRuns("talkers")
            .ShouldBe(0);
    }

    [Fact]
    public void Where_solved_runs_are_known_a_rule_that_they_never_fire_accuses_more()
    {
        var history = OnsetHistory.From(
            Enumerable.Range(0, 40).Select(i => RunMaker.Simple($"s{i}", true, 10, 3) with { Agent = "talkers" })
        );

        var report = new Diagnoser(history).Diagnose(Suspicious("a"));

        report.Layer.ShouldBe(OnsetLayer.RarityRules);
        report.Basis.ShouldBe("rules weighted by how rarely 40 solved runs of talkers fire them");
        report.Candidates[0].Step.ShouldBe(2);
    }

    private static Run Labelled(Run run) => run with { FailureLabels = [new FailureLabel(2, "team", Decisive: true)] };

    private static Run Suspicious(string task) =>
        RunOf(
            Question,
            Says("Planner", "Plan: find how many studio albums Mercedes Sosa did publish."),
            Says("Searcher", "Let us begin with that and search for the albums on the web."),
            Says("Expert", "From what is known, she published 47 of them in those years."),
            Says("Searcher", "Thank you, that is all that is needed to answer what was asked."),
            Says("Checker", "The number that was given is 47, and nobody objects to it now.")
        ) with
        {
            TaskId = task,
        };
}
