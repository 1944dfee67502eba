using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

public class FormatTests
{
    [Fact]
    public void Mini_swe_agent_steps_carry_real_usage_exit_codes_and_refused_messages()
    {
        var run = One(("trajs/acme__x-1/a.json", Samples.Mini), ("logs/acme__x-1/report.json", Samples.Report));

        Assert.Equal(
            ("acme__x-1", "large", OutcomeState.Solved, true),
            (run.Id, run.Model, run.Outcome.State, run.Outcome.Trusted)
        );
        Assert.Equal(3, run.Steps.Count);
        Assert.Equal(new Usage(100, 10, 40, 0.25m, Estimated: false), run.Steps[0].Usage);
        Assert.Equal(("ls -l", 2), (run.Steps[0].Calls[0].Command, run.Steps[0].Calls[0].ExitCode));
        Assert.Equal("I look.", run.Steps[0].Message);
        Assert.Empty(run.Steps[1].Calls);
        Assert.StartsWith("Please", run.Steps[1].Reply, StringComparison.Ordinal);
        Assert.True(run.Steps[2].Usage.Estimated);
        Assert.Equal(0.5m, run.StatedCostUsd);
    }

    [Fact]
    public void Without_a_report_the_outcome_is_unknown()
    {
        var run = One(("a.json", Samples.Mini));

        Assert.Null(run.Outcome.Good);
    }

    [Fact]
    public void A_report_may_lie_beside_a_run_or_hold_the_verdict_under_the_instances_name()
    {
        Assert.True(One(("any/a.json", Samples.Mini), ("any/b.json", Samples.Report)).Outcome.Good);
        var nested = $$"""{"acme__y-2": {{Samples.Report}}}""";
        Assert.True(One(("a/acme__y-2.traj", Samples.SweAgent), ("logs/acme__y-2/report.json", nested)).Outcome.Good);
    }

    [Fact]
    public void Tau_bench_elements_are_runs_with_estimated_tokens()
    {
        var runs = Runs(("any.json", Samples.Tau));

        Assert.Equal(["tau-airline-7/trial-0", "tau-airline-7/trial-1"], runs.Select(r => r.Id));
        Assert.Equal([true, false], runs.Select(r => r.Outcome.Good!.Value));
        Assert.Equal(
            ("get_user", "{\"name\":\"Ann\"}"),
            (runs[0].Steps[0].Calls[0].Name, runs[0].Steps[0].Calls[0].Result)
        );
        Assert.Equal("Right.", runs[0].Steps[1].Reply);
        Assert.True(
            runs[0].Steps[1].Usage is { Estimated: true } u && u.InputTokens > runs[0].Steps[0].Usage.InputTokens
        );
        Assert.Equal(1, runs[1].Source.Index);
        Assert.Null(runs[0].Model);
    }

    [Fact]
    public void Swe_agent_tokens_of_the_run_are_spread_over_its_steps()
    {
        var run = One(("model/acme__y-2.traj", Samples.SweAgent));

        Assert.Equal(("model/acme__y-2", "acme__y-2"), (run.Id, run.TaskId));
        Assert.InRange(run.Steps.Sum(s => s.Usage.InputTokens)!.Value, 3990, 4000);
        Assert.All(run.Steps, s => Assert.True(s.Usage.Estimated));
    }

    [Fact]
    public void Own_lines_may_interleave_runs()
    {
        var runs = Runs(("runs.jsonl", Samples.Lines));

        Assert.Equal([("r1", 2), ("r2", 1)], runs.Select(r => (r.Id, r.Steps.Count)));
        Assert.Equal(("ls", 0), (runs[0].Steps[0].Calls[0].Command, runs[0].Steps[0].Calls[0].ExitCode));
        Assert.Equal(
            (50, 5, 0.01m),
            (runs[0].Steps[0].Usage.InputTokens, runs[0].Steps[0].Usage.OutputTokens, runs[0].Steps[0].Usage.CostUsd)
        );
        Assert.True(runs[0].Steps[1].Usage.Estimated);
    }

    [Fact]
    public void Own_lines_with_running_totals_become_what_each_step_used()
    {
        var lines = Enumerable
            .Range(1, 9)
            .Select(i =>
                $$"""{"run":"r","step":{{i}},"message":"m","input_tokens":{{i * 100}},"output_tokens":{{i * 10}}}"""
            );
        var run = One(("runs.jsonl", string.Join('\n', lines)));

        Assert.All(
            run.Steps,
            s => Assert.Equal((100L, 10L), (s.Usage.InputTokens!.Value, s.Usage.OutputTokens!.Value))
        );
    }

    [Fact]
    public void Stream_json_counts_usage_once_a_message_and_cached_input_as_input()
    {
        var run = One(("out.txt", "npm noise\n" + Samples.Stream));

        Assert.Equal(["Bash", "Task", "Grep"], run.Steps.Select(s => s.Calls[0].Name));
        Assert.Equal([0, 0, 1], run.Steps.Select(s => s.Turn));
        Assert.Equal(new Usage(115, 9, 100, null, Estimated: false), run.Steps[0].Usage);
        Assert.Equal(Usage.None, run.Steps[1].Usage);
        Assert.True(run.Steps[2].Usage.Estimated);
        Assert.Equal((1, true), (run.Steps[0].Calls[0].ExitCode, run.Steps[0].Calls[0].IsError));
        Assert.Equal(("c2", "found"), (run.Steps[2].ParentCallId, run.Steps[2].Calls[0].Result));
        Assert.Equal(("All done.", 20L), (run.Closing!.Message, run.Closing.Usage.InputTokens));
        Assert.Equal(0.5m, run.StatedCostUsd);
    }

    [Fact]
    public void A_terminal_bench_trial_is_read_out_of_its_recording()
    {
        var run = One(
            ("x/variant-a/find-x/t/results.json", Samples.TrialResults),
            ("x/variant-a/find-x/t/sessions/agent.cast", Samples.Cast(Samples.Stream)),
            ("x/variant-a/find-x/t/commands.txt", "[]")
        );

        Assert.Equal(3, run.Steps.Count);
        Assert.Equal("find-x", run.TaskId);
        Assert.Equal("Find x.", run.Prompt);
        Assert.True(run.Outcome.Good);
        Assert.NotNull(run.Steps[0].At);
    }

    [Fact]
    public void Where_the_stream_names_only_a_deployment_the_variant_folder_is_the_model()
    {
        var trial = "variant-a/find-x/find-x.1-of-1.now/";
        var run = One(
            (trial + "results.json", Samples.TrialResults),
            (trial + "sessions/agent.cast", Samples.Cast(Samples.Stream))
        );

        Assert.Equal(("variant-a", "variant-a/find-x.1-of-1.now"), (run.Model, run.Id));
    }

    [Fact]
    public void A_trial_without_a_verdict_is_unknown_and_says_why()
    {
        var results = Samples.TrialResults.Replace(
            "\"is_resolved\":true,\"failure_mode\":\"unset\"",
            "\"is_resolved\":null,\"failure_mode\":\"test_timeout\"",
            StringComparison.Ordinal
        );
        var run = One(("t/results.json", results), ("t/sessions/agent.cast", Samples.Cast(Samples.Stream)));

        Assert.Equal(
            (OutcomeState.Unknown, false, "test_timeout"),
            (run.Outcome.State, run.Outcome.Trusted, run.ExitStatus)
        );
        Assert.Contains("test_timeout", run.Outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_that_was_resumed_in_another_file_is_one_run_with_its_sub_agents()
    {
        var run = One(("p/s-9.jsonl", Samples.Transcript), ("p/s-10.jsonl", Samples.Resumed));

        Assert.Equal(["Bash", "Task", "Read"], run.Steps.Select(s => s.Calls[0].Name));
        Assert.Equal([null, null, "c2"], run.Steps.Select(s => s.ParentCallId));
        Assert.Equal(("s-9", "Mend it", "claude-x"), (run.Id, run.Prompt, run.Model));
        Assert.Equal(("Hm.", "Go on"), (run.Steps[0].Thought, run.Steps[0].Reply));
    }

    [Fact]
    public void A_fork_is_a_run_of_its_own_with_the_beginning_that_it_copies()
    {
        var fork = Samples.Transcript.Replace("s-9", "s-11", StringComparison.Ordinal) + Turn("u8", "s-11", "c8");
        var runs = Runs(("p/a.jsonl", Samples.Transcript + Turn("u7", "s-9", "c7")), ("p/b.jsonl", fork));

        Assert.Equal([("s-11", "c8"), ("s-9", "c7")], runs.Select(r => (r.Id, r.Steps[1].Calls[0].Id)).Order());
        Assert.All(runs, r => Assert.Equal((2, "c1", "Mend it"), (r.Steps.Count, r.Steps[0].Calls[0].Id, r.Prompt)));
    }

    [Fact]
    public void A_copy_of_a_session_that_goes_on_where_the_session_ended_resumes_it()
    {
        var copy = Samples.Transcript.Replace("s-9", "s-11", StringComparison.Ordinal) + Turn("u8", "s-11", "c8");
        var run = One(("p/a.jsonl", Samples.Transcript), ("p/b.jsonl", copy));

        Assert.Equal(["c1", "c8"], run.Steps.Select(s => s.Calls[0].Id));

        // Of two forks, the session that both copy and that never went on belongs to the first.
        var other = Samples.Transcript.Replace("s-9", "s-12", StringComparison.Ordinal) + Turn("u9", "s-12", "c9");
        Assert.Equal(
            ["c8", "c9"],
            Runs(("p/a.jsonl", Samples.Transcript), ("p/b.jsonl", copy), ("p/c.jsonl", other))
                .Select(r => r.Steps[1].Calls[0].Id)
                .Order(StringComparer.Ordinal)
        );
    }

    private static string Turn(string name, string session, string call) =>
        "\n"
        + """{"type":"assistant","uuid":"NAME","parentUuid":"u3","sessionId":"SESSION","timestamp":"2025-01-01T00:01:00Z","message":{"id":"NAME","role":"assistant","content":[{"type":"tool_use","id":"CALL","name":"Bash","input":{"command":"pwd"}}],"usage":{"input_tokens":12,"output_tokens":3}}}"""
            .Replace("NAME", name, StringComparison.Ordinal)
            .Replace("SESSION", session, StringComparison.Ordinal)
            .Replace("CALL", call, StringComparison.Ordinal);

    [Fact]
    public void An_atif_message_shares_its_metrics_with_the_calls_that_follow()
    {
        var run = One(Samples.All.Where(s => s.Name.StartsWith("harbor", StringComparison.Ordinal)).ToArray());

        Assert.Equal(2, run.Steps.Count);
        Assert.Equal([0, 0], run.Steps.Select(s => s.Turn));
        Assert.Equal(("I look.", "Hm."), (run.Steps[0].Message, run.Steps[0].Thought));
        Assert.Equal(new Usage(100, 7, 60, null, Estimated: false), run.Steps[0].Usage);
        Assert.Equal(("Found it.", 120L), (run.Closing!.Message, run.Closing.Usage.InputTokens));
        Assert.Equal(("find-x__Ab1", true), (run.Id, run.Outcome.Good));
    }

    [Fact]
    public void A_reward_without_a_test_report_is_not_trusted()
    {
        var run = One(
            ("t/result.json", Samples.HarborResult.Replace("1.0", "0.0", StringComparison.Ordinal)),
            ("t/agent/trajectory.json", Samples.Atif)
        );

        Assert.Equal((OutcomeState.Failed, false), (run.Outcome.State, run.Outcome.Trusted));
        Assert.Contains("verifier never ran", run.Outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_trajectory_a_harbor_trial_is_read_from_the_agents_stream()
    {
        var run = One(
            ("t/result.json", Samples.HarborResult),
            ("t/agent/claude-code.txt", Samples.Stream),
            ("t/verifier/ctrf.json", "{}")
        );

        Assert.Equal(("find-x__Ab1", 3, true), (run.Id, run.Steps.Count, run.Outcome.Good));
    }

    private static Run One(params (string, string)[] files) => Assert.Single(Runs(files));

    private static List<Run> Runs(params (string Name, string Text)[] files) => SourceFolder.Runs(files);
}
