using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>The episodes are made up, in the layout of terminal-bench's Terminus agents.</summary>
public class TerminusTests
{
    private const string Trial = "tb/large/find-x/find-x.1-of-1.now";

    internal static readonly (string, string)[] Files =
    [
        ($"{Trial}/results.json", Samples.TrialResults),
        ($"{Trial}/sessions/agent.cast", Samples.Cast("root@box:/# ls")),
        ($"{Trial}/agent-logs/episode-0/prompt.txt", "You are an agent. Find x.\n\nroot@box:/#"),
        (
            $"{Trial}/agent-logs/episode-0/response.txt",
            """{"state_analysis":"Empty.","explanation":"I look.","commands":[{"keystrokes":"ls\n","is_blocking":true,"timeout_sec":5.0},{"keystrokes":"pwd\n","is_blocking":true,"timeout_sec":5.0}],"is_task_complete":false}"""
        ),
        (
            $"{Trial}/agent-logs/episode-0/debug.json",
            """{"model":"acme/large","messages":[],"original_response":"{\"created\":1700000000,\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10}}"}"""
        ),
        ($"{Trial}/agent-logs/episode-1/prompt.txt", "New Terminal Output:\na b\n/root"),
        (
            $"{Trial}/agent-logs/episode-1/response.txt",
            """
            <response><analysis>There is a.</analysis><plan>I read it.</plan>
            <commands><keystrokes duration="0.1">cat a
            </keystrokes></commands></response>
            """
        ),
        ($"{Trial}/agent-logs/episode-2/prompt.txt", "New Terminal Output:\nx"),
        (
            $"{Trial}/agent-logs/episode-2/response.txt",
            """
            ```json
            {"analysis":"Found.","plan":"Done.","commands":[],"task_complete":true}
            ```
            """
        ),
    ];

    [Fact]
    public void An_episode_is_a_step_whose_result_the_next_prompt_shows()
    {
        var run = Assert.Single(SourceFolder.Runs(Files));

        Assert.Equal(
            ("large/find-x.1-of-1.now", "find-x", "acme/large", true, "task_complete"),
            (run.Id, run.TaskId, run.Model, run.Outcome.Good!.Value, run.ExitStatus)
        );
        Assert.Equal("Find x.", run.Prompt);
        Assert.Equal(["ls\npwd", "cat a", null], run.Steps.Select(s => s.Calls is [var c] ? c.Command : null));
        Assert.Equal(["a b\n/root", "x", null], run.Steps.Select(s => s.Calls is [var c] ? c.Result : null));
        Assert.Equal(["I look.", "I read it.", "Done."], run.Steps.Select(s => s.Message));
        Assert.Equal(["Empty.", "There is a.", "Found."], run.Steps.Select(s => s.Thought));
        Assert.Equal(new Usage(100, 10, null, null, Estimated: false), run.Steps[0].Usage);
        Assert.True(run.Steps[1].Usage.Estimated);
    }

    [Fact]
    public void Without_a_trial_the_outcome_is_unknown_and_a_failed_trial_is_failed()
    {
        var loose = Files.Where(f => f.Item1.Contains("episode-", StringComparison.Ordinal)).ToArray();
        var failed = Samples.TrialResults.Replace("true", "false", StringComparison.Ordinal);

        Assert.Null(Assert.Single(SourceFolder.Runs(loose)).Outcome.Good);
        Assert.False(Assert.Single(SourceFolder.Runs([.. loose, ($"{Trial}/results.json", failed)])).Outcome.Good);
    }

    [Fact]
    public void A_response_that_cannot_be_read_is_reported_and_stays_a_step()
    {
        using var folder = new SourceFolder();
        foreach (var (name, text) in Files)
        {
            folder.Write(name, name.EndsWith("episode-0/response.txt", StringComparison.Ordinal) ? text[..60] : text);
        }

        var items = folder.Import();

        Assert.EndsWith(
            "episode-0/response.txt",
            Assert.Single(items.OfType<FileFailed>()).Path,
            StringComparison.Ordinal
        );
        var run = Assert.Single(items.OfType<RunFound>()).Run;
        Assert.Equal((3, 0), (run.Steps.Count, run.Steps[0].Calls.Count));
    }
}
