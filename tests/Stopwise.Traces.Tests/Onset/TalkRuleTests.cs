using FsCheck;
using FsCheck.Fluent;
using Stopwise.Traces.Onset;
using Stopwise.Traces.Onset.Talk;
using Stopwise.Traces.Runs;
using static Stopwise.Traces.Tests.Onset.TalkMaker;

namespace Stopwise.Traces.Tests.Onset;

public class TalkRuleTests
{
    private const string Question = "How many studio albums did Mercedes Sosa publish between 2000 and 2009?";

    [Fact]
    public void A_number_before_any_tool_is_a_claim_without_evidence_and_one_that_a_tool_showed_is_none()
    {
        Fired(
                "claim-without-evidence",
                Opening,
                Says("Expert", "She published exactly 17 studio albums in all those years.")
            )
            .ShouldBe([1]);
        Fired(
                "claim-without-evidence",
                Opening,
                Says("Coder", "```python\nprint(search('Sosa'))\n```"),
                Prints("17 albums"),
                Says("Expert", "She published exactly 17 studio albums, as the search shows us.")
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_number_of_the_question_or_said_before_is_no_news()
    {
        Fired(
                "claim-without-evidence",
                Opening,
                Says("Expert", "Between 2000 and 2009 she published some studio albums.")
            )
            .ShouldBeEmpty();
        Fired(
                "claim-without-evidence",
                Opening,
                Says("Expert", "She published exactly 17 studio albums in all those years."),
                Says("Checker", "I can only agree with that: there were 17 studio albums.")
            )
            .ShouldBe([1]);
    }

    [Fact]
    public void After_a_tool_has_answered_it_is_an_unsupported_number()
    {
        FindingsOf(
                "unsupported-number",
                Opening,
                Says("Coder", "```python\nprint(search('Sosa'))\n```"),
                Prints("nothing of use"),
                Says("Expert", "From memory I would say that there were 23 albums in total.")
            )
            .ShouldHaveSingleItem()
            .Reason.ShouldContain("were 23 albums");
    }

    [Fact]
    public void The_source_of_an_unsupported_final_claim_is_where_it_was_said_first()
    {
        Fired(
                "final-claim-unsupported",
                Opening,
                Says("Expert", "The list of albums must have been written by Corazon Libre, I think."),
                Says("Checker", "I have looked at all of this and do not object to any of it."),
                Says("Expert", "So we may conclude that the answer is **Corazon Libre**. TERMINATE")
            )
            .ShouldBe([1]);
    }

    [Fact]
    public void A_plan_that_leaves_out_the_question_is_off_task()
    {
        Fired("plan-off-task", Says("Planner", "Find out why the script fails and repair its imports.")).ShouldBe([0]);
        Fired("plan-off-task", Opening).ShouldBeEmpty();
    }

    [Fact]
    public void The_first_failing_code_is_accused_with_its_result()
    {
        var found = FindingsOf(
            "first-failing-code",
            Opening,
            Says("Coder", "```python\nprint(1)\n```"),
            Prints("1"),
            Says("Coder", "```python\nprint(x)\n```"),
            Prints("NameError", exit: 1),
            Says("Coder", "```python\nprint(y)\n```"),
            Prints("NameError", exit: 1)
        );

        found.ShouldHaveSingleItem();
        found[0].Step.ShouldBe(3);
        found[0].Evidence.ShouldBe([4]);
    }

    [Fact]
    public void What_an_agent_that_was_sent_out_reports_is_evidence_and_no_claim()
    {
        var reported = RunOf(
            Question,
            Says("human", Question),
            Says("Orchestrator", "Please search the web for her albums.", to: "WebSurfer"),
            Says("WebSurfer", "The page that I opened says that there were 31 albums in all."),
            Thinks("Orchestrator", "So there were 31 albums, which answers the question.")
        );

        Found("unsupported-number", reported).ShouldBeEmpty();
        Found("claim-without-evidence", reported).ShouldBeEmpty();
    }

    [Fact]
    public void A_run_of_one_agent_makes_no_claims_to_anybody() =>
        TalkRule
            .All.SelectMany(r =>
                r.Find(
                    new RunView(
                        RunMaker.Of(
                            "r",
                            false,
                            RunMaker.Shell(0, "ls") with
                            {
                                Message = "I assume there are 4711 files.",
                            }
                        )
                    )
                )
            )
            .ShouldBeEmpty();

    [Fact]
    public void No_text_makes_a_rule_throw_or_accuse_a_step_that_is_not_there() =>
        Check.QuickThrowOnFailure(
            Prop.ForAll(
                ArbMap.Default.ArbFor<string?[]>(),
                ArbMap.Default.ArbFor<string?>(),
                (texts, question) =>
                {
                    var steps = texts
                        .Select((t, i) => i % 3 == 2 ? Prints(t ?? "", i % 2) : Says(i % 2 == 0 ? "A" : "B", t ?? ""))
                        .ToArray();
                    var found = OnsetRules.Find(View(question, steps));

                    found.ShouldAllBe(f => f.Step >= 0 && f.Step < steps.Length);
                    found.SelectMany(f => f.Evidence).ShouldAllBe(e => e >= 0 && e < steps.Length);
                    found.GroupBy(f => (f.Step, f.Rule)).ShouldAllBe(g => g.Count() == 1);
                }
            )
        );

    private static Step Opening { get; } =
        Says("Planner", "Plan: find how many studio albums Mercedes Sosa did publish between 2000 and 2009.");

    private static IEnumerable<int> Fired(string rule, params Step[] steps) =>
        FindingsOf(rule, steps).Select(f => f.Step);

    private static List<Finding> FindingsOf(string rule, params Step[] steps) => Found(rule, RunOf(Question, steps));

    private static List<Finding> Found(string rule, Run run) =>
        [.. TalkRule.All.Single(r => r.Name == rule).Find(new RunView(run))];
}
