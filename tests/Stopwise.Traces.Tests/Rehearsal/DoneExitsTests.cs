using Stopwise.Exits;
using Stopwise.Exits.Recipes;
using Stopwise.Traces.Rehearsal;
using Stopwise.Traces.Rehearsal.Scoring;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Tests.Rehearsal;

public class DoneExitsTests
{
    private static readonly Step[] Finished =
    [
        RunMaker.Shell(0, "sed -i s/a/b/ a.py"),
        RunMaker.Shell(1, "echo 'print(1)' > try.py"),
        RunMaker.Shell(2, "pytest", "1 failed", exit: 1),
        RunMaker.Shell(3, "sed -i s/b/c/ a.py"),
        RunMaker.Shell(4, "pytest", "2 passed"),
        RunMaker.Shell(5, "rm try.py"),
        RunMaker.Shell(6, "ls"),
        RunMaker.Shell(7, "ls -l"),
    ];

    [Fact]
    public void A_card_holds_from_the_step_on_that_completes_it()
    {
        var table = RunTable.Build([RunMaker.Of("a", true, Finished)], KinView.None);
        var card = DoneCard.All.Single(c => c.Id == "cleanup-after-pass");

        Enumerable.Range(0, 8).Where(row => card.Holds(table.Table.Signals(0, row))).ShouldBe([6, 7]);
        card.ArmedPastABudget(table).StopRow(0, 0).ShouldBe(6);
        card.ArmedPastABudget(table).StopRow(0, 650).ShouldBe(7);
    }

    [Fact]
    public void A_card_as_a_rule_fires_where_it_holds()
    {
        var table = RunTable.Build([RunMaker.Of("a", true, Finished)], KinView.None);
        foreach (var card in DoneCard.All.Append(DoneCard.WorthAVerdict))
        {
            var rule = card.Rule();
            for (var row = 0; row < table.Table.Rows(0); row++)
            {
                var signals = table.Table.Signals(0, row).ToArray();
                Heads.LogisticHeadTests.Fires(rule, signals).ShouldBe(card.Holds(signals));
            }
        }
    }

    [Fact]
    public void The_report_counts_the_steps_after_the_last_useful_change()
    {
        var runs = new[]
        {
            RunMaker.Simple("long", true, 10, 4),
            RunMaker.Simple("short", true, 10, 10),
            RunMaker.Simple("lost", false, 10, 2),
        };
        var table = RunTable.Build(runs, KinView.None);

        var report = DoneReport.Of(table, 0.2);

        report.GoodRuns.ShouldBe(2);
        report.LagStepsShare.ShouldBe(6 / 20.0, 1e-12);
        report.WorthIt.ShouldBeTrue();
        DoneReport.Of(table, 0.04).WorthIt.ShouldBeFalse();
    }

    [Fact]
    public void A_check_passes_only_where_the_work_was_done_and_is_charged_as_a_step()
    {
        // The final patch names a.py: the last useful change is step 3.
        var patch = "diff --git a/a.py b/a.py\n";
        var table = RunTable.Build(
            [
                RunMaker.Of("a", true, Finished) with
                {
                    Submission = patch,
                },
                RunMaker.Of("b", false, Finished) with
                {
                    Submission = patch,
                },
            ],
            KinView.None
        );
        var family = new VerifiedExits(table).With(table, static (_, _) => double.NaN);

        // The first passing check of both runs is known in row 5.
        family.StopRow(0, 0).ShouldBe(5);
        family.Critical(0, StopSettlement.HandIn).ShouldBe(double.NegativeInfinity);
        family.StopRow(1, 0).ShouldBe(-1);
        family.Charge!(0, 5).ShouldBe(100);
        family.Charge!(1, -1).ShouldBe(100);
        family.Charge!(1, 4).ShouldBe(0);
    }

    [Fact]
    public void A_policy_with_a_check_reads_back_and_ends_a_run_as_done_where_it_passed()
    {
        var runs = Enumerable.Range(0, 60).Select(i => RunMaker.Simple($"r{i:00}", true, 10, 4)).ToList();
        var learned = new PolicyLearner(new RehearsalOptions(), new LearningScope()).Learn(
            runs,
            "token-cap",
            verify: "make test"
        );

        var policy = Policy.Parse(learned.Policy!.ToJson());

        policy.Verify!.Command.ShouldBe("make test");
        policy.Certificate!.Notes.ShouldContain(n => n.Contains("verdict of the check", StringComparison.Ordinal));
        var fold = new SignalFold(KinPrior.Unseen);
        fold.Add(RunMaker.Shell(0, "ls"));
        Step().Verdict.ShouldBe(Verdict.Continue);
        fold.Verify(passed: false);
        Step().Verdict.ShouldBe(Verdict.Continue);
        fold.Verify(passed: true);
        Step().Verdict.ShouldBe(Verdict.ExitDone);

        Decision Step()
        {
            var probe = new Probe(1, 10, 0, fold.Values);
            return policy.Bind(SignalFold.Schema).Step(in probe, new float[RuleMemory.Capacity]);
        }
    }

    [Theory]
    [InlineData("", 1, 1, "command")]
    [InlineData("make", 0, 1, "mostCalls")]
    [InlineData("make", 1, 0, "timeoutSeconds")]
    [InlineData("make", 1, 3601, "timeoutSeconds")]
    public void A_check_that_could_never_run_is_refused(string command, int calls, int seconds, string named)
    {
        var policy = new Policy
        {
            Version = 1,
            Id = "p",
            Kind = "token-cap",
            Rule = PolicyRules.Cap(Column.InputTokens, 10, Verdict.WrapUp),
            Settlement = Settlement.HandIn,
            SchemaHash = SignalFold.Schema.Hash,
            Verify = new VerifySpec
            {
                Command = command,
                Moment = DoneCard.WorthAVerdict.Rule(),
                Signal = "verified",
                MostCalls = calls,
                TimeoutSeconds = seconds,
            },
        };

        Should.Throw<StopwiseException>(policy.Check).Message.ShouldContain(named);
    }
}
