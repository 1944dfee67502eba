using Stopwise.Exits;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Signals;

namespace Stopwise.Traces.Tests.Signals;

public class SignalFoldTests
{
    [Fact]
    public void The_schema_is_what_policies_on_disk_were_calibrated_on()
    {
        SignalFold.Schema.Names.ShouldBe([
            "steps",
            "input_tokens",
            "context_tokens",
            "output_tokens",
            "cost_usd",
            "seconds",
            "tool_calls",
            "errors_recent",
            "changes",
            "edits",
            "quiet",
            "checks_passed_since_edit",
            "failing_checks_since_edit",
            "failing_tests",
            "stuck",
            "kin_runs",
            "kin_solved",
            "context_growth",
            "novelty",
            "repeated_actions",
            "declared_since_edit",
            "cleanups_since_edit",
            "diff_looks_since_edit",
            "verified",
        ]);
        SignalFold.Schema.Version.ShouldBe(1);
    }

    [Fact]
    public void A_policy_of_the_first_seventeen_columns_is_still_accepted()
    {
        SignalFold.Schema.Extends(new SignalSchema(1, SignalFold.Schema.Names.Take(17)).Hash).ShouldBeTrue();
        SignalFold.Schema.Extends(new SignalSchema(2, SignalFold.Schema.Names).Hash).ShouldBeFalse();
        SignalFold.Schema.Extends(new SignalSchema(1, SignalFold.Schema.Names.Skip(1)).Hash).ShouldBeFalse();
    }

    [Fact]
    public void A_verdict_on_the_workspace_holds_until_the_next_edit()
    {
        var fold = new SignalFold(KinPrior.Unseen);
        fold.Add(RunMaker.Shell(0, "sed -i s/a/b/ a.py"));
        float.IsNaN(Signal(fold, "verified")).ShouldBeTrue();
        fold.Verify(passed: true);
        fold.Add(RunMaker.Shell(1, "ls"));
        Signal(fold, "verified").ShouldBe(1);
        fold.Add(RunMaker.Shell(2, "sed -i s/b/c/ a.py"));
        float.IsNaN(Signal(fold, "verified")).ShouldBeTrue();
        fold.Verify(passed: false);
        Signal(fold, "verified").ShouldBe(0);
    }

    [Fact]
    public void Growth_is_taken_over_the_last_five_steps()
    {
        var fold = new SignalFold(KinPrior.Unseen);
        for (var i = 0; i < 8; i++)
        {
            // Context after step i: 1000 (i + 1) prompt tokens and 10 of output.
            fold.Add(RunMaker.Shell(i, "ls", input: 1000 * (i + 1)));
            Signal(fold, "context_growth").ShouldBe(i < 5 ? ((1000 * (i + 1)) + 10) / 1000f / (i + 1) : 1f, 1e-5f);
        }
    }

    [Fact]
    public void Lines_seen_before_are_not_new()
    {
        var fold = new SignalFold(KinPrior.Unseen);
        Signal(fold, "novelty").ShouldBe(1);
        fold.Add(RunMaker.Shell(0, "cat a", "alpha\nbeta\n  gamma"));
        Signal(fold, "novelty").ShouldBe(1);
        fold.Add(RunMaker.Shell(1, "cat b", "gamma\nalpha\nbeta\ndelta"));
        Signal(fold, "novelty").ShouldBe((0.7f * 1) + (0.3f * 0.25f), 1e-6f);
        Signal(fold, "repeated_actions").ShouldBe(0);
        fold.Add(RunMaker.Shell(2, "cat a", "alpha"));
        Signal(fold, "repeated_actions").ShouldBe(1);
    }

    [Fact]
    public void Signs_of_an_agent_that_thinks_it_is_done_start_again_with_an_edit()
    {
        var fold = new SignalFold(KinPrior.Unseen);
        fold.Add(RunMaker.Shell(0, "echo 'print(1)' > try.py"));
        fold.Add(RunMaker.Shell(1, "rm try.py") with { Message = "All tests pass." });
        fold.Add(RunMaker.Shell(2, "git diff"));
        Signal(fold, "cleanups_since_edit").ShouldBe(1);
        Signal(fold, "declared_since_edit").ShouldBe(1);
        Signal(fold, "diff_looks_since_edit").ShouldBe(1);

        fold.Add(RunMaker.Shell(3, "rm setup.py"));
        Signal(fold, "edits").ShouldBe(1);
        Signal(fold, "cleanups_since_edit").ShouldBe(0);
        Signal(fold, "declared_since_edit").ShouldBe(0);
        Signal(fold, "diff_looks_since_edit").ShouldBe(0);
    }

    [Fact]
    public void Tokens_add_up_and_context_is_the_last_call_with_its_results()
    {
        var fold = new SignalFold(KinPrior.Unseen);
        fold.Add(RunMaker.Shell(0, "ls", result: new string('x', 40), input: 1000));
        fold.Add(RunMaker.Shell(1, "ls", input: 2000));

        Signal(fold, "input_tokens").ShouldBe(3000);
        Signal(fold, "context_tokens").ShouldBe(2010);
        Signal(fold, "cost_usd").ShouldBe(0.02f, 1e-6f);
    }

    [Fact]
    public void A_later_call_of_one_turn_spends_nothing_and_keeps_the_context()
    {
        var fold = new SignalFold(KinPrior.Unseen);
        fold.Add(RunMaker.Shell(0, "ls", input: 1000));
        fold.Add(RunMaker.Shell(1, "ls", result: new string('x', 400)) with { Usage = Usage.None });

        Signal(fold, "input_tokens").ShouldBe(1000);
        Signal(fold, "context_tokens").ShouldBe(1110);
    }

    [Fact]
    public void Unknown_usage_stays_unknown()
    {
        var fold = new SignalFold(KinPrior.Unseen);
        fold.Add(RunMaker.Shell(0, "ls") with { Usage = Usage.Unknown });
        fold.Add(RunMaker.Shell(1, "ls"));

        float.IsNaN(Signal(fold, "input_tokens")).ShouldBeTrue();
        float.IsNaN(Signal(fold, "cost_usd")).ShouldBeTrue();
    }

    [Fact]
    public void An_edit_starts_the_evidence_again()
    {
        var fold = new SignalFold(KinPrior.Unseen);
        fold.Add(RunMaker.Shell(0, "pytest", "1 passed"));
        Signal(fold, "checks_passed_since_edit").ShouldBe(1);
        fold.Add(RunMaker.Shell(1, "sed -i s/a/b/ a.py"));

        Signal(fold, "checks_passed_since_edit").ShouldBe(0);
        Signal(fold, "edits").ShouldBe(1);
        Signal(fold, "quiet").ShouldBe(0);
    }

    [Fact]
    public void Only_the_last_five_steps_count_as_recent_errors()
    {
        var fold = new SignalFold(KinPrior.Unseen);
        for (var i = 0; i < 7; i++)
        {
            fold.Add(RunMaker.Shell(i, "make", exit: i < 3 ? 1 : 0));
        }

        Signal(fold, "errors_recent").ShouldBe(1);
    }

    [Fact]
    public void Signals_of_a_prefix_do_not_know_the_rest()
    {
        var steps = Enumerable
            .Range(0, 30)
            .Select(i =>
                RunMaker.Shell(i, i % 3 == 0 ? "sed -i s/a/b/ a.py" : "pytest", i % 4 == 0 ? "1 failed" : "2 passed")
            )
            .ToList();
        for (var length = 0; length < steps.Count; length++)
        {
            var whole = new SignalFold(new KinPrior(3, 1, true));
            var prefix = new SignalFold(new KinPrior(3, 1, true));
            steps.Take(length).ToList().ForEach(prefix.Add);
            float[]? seen = length == 0 ? whole.Values.ToArray() : null;
            for (var i = 0; i < steps.Count; i++)
            {
                whole.Add(steps[i]);
                seen = i + 1 == length ? whole.Values.ToArray() : seen;
            }

            prefix.Values.ToArray().ShouldBe(seen);
        }
    }

    [Fact]
    public void Four_equal_steps_are_stuck_and_different_ones_are_not()
    {
        var fold = new SignalFold(KinPrior.Unseen);
        for (var i = 0; i < 3; i++)
        {
            fold.Add(RunMaker.Shell(i, "ls", "same"));
            Signal(fold, "stuck").ShouldBe(0);
        }

        fold.Add(RunMaker.Shell(3, "ls", "same"));
        Signal(fold, "stuck").ShouldBe(1);
        fold.Add(RunMaker.Shell(4, "pwd"));
        Signal(fold, "stuck").ShouldBe(0);
    }

    private static float Signal(SignalFold fold, string name) => fold.Values[SignalFold.Schema.IndexOf(name)];
}
