using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

public class LabelledFormatTests
{
    /// <summary>Made up: an orchestrator and its agents, with a mistake at the third entry.</summary>
    internal const string TeamRun = """
        {"is_corrected":false,"question":"How tall is it?","question_ID":"q-1","ground_truth":"7 m",
         "mistake_agent":"WebSurfer","mistake_step":"2","mistake_reason":"It read the wrong page.","history":[
          {"role":"human","content":"How tall is it?"},
          {"role":"Orchestrator (thought)","content":"I need a page."},
          {"role":"Orchestrator (-> WebSurfer)","content":"Open the page.\n```sh\nls\n```"},
          {"role":"ComputerTerminal","content":"exitcode: 2 (execution failed)\nno such file"},
          {"role":"WebSurfer","content":"It is 9 m tall."}]}
        """;

    internal const string TeamLabels = """
        [{"trajectory_id":"q-1","failures":[
            {"failure_id":1,"step_number":3,"step_reason":"vague","failure_category":"Plan","failed_agent":"Orchestrator"},
            {"failure_id":2,"step_number":5,"step_reason":"wrong page","failure_category":"Reading","failed_agent":"Websurfer"}],
          "root_cause":{"failure_id":2}}]
        """;

    internal const string Chat = """
        {"is_correct":false,"question":"How tall is it?","question_ID":"q-1","mistake_agent":"Height_Expert","mistake_step":"0",
         "system_prompt":{"Height_Expert":"You know heights."},"history":[
          {"role":"assistant","name":"Height_Expert","content":"9 m"},{"role":"user","name":"Checker","content":"TERMINATE"}]}
        """;

    private const string TauLabels = """
        [{"trajectory_id":7,"failures":[
            {"failure_id":1,"step_number":4,"step_reason":"asked twice","failure_category":"Plan","failed_agent":"User"},
            {"failure_id":2,"step_number":5,"step_reason":"gave up","failure_category":"Plan","failed_agent":"Assistant"}],
          "root_cause":{"failure_id":2}}]
        """;

    private const string Tau = """
        [{"task_id":7,"reward":0.0,"trial":0,"traj":[
            {"role":"system","content":"Retail agent","index":1},{"role":"user","content":"Hello","index":2},
            {"role":"assistant","content":"Yes?","index":3},{"role":"user","content":"Again","index":4},
            {"role":"assistant","content":"No.","index":5}]}]
        """;

    [Fact]
    public void Every_entry_of_a_shared_history_is_a_step_of_the_agent_that_wrote_it()
    {
        var run = One(("Hand-Crafted/1.json", TeamRun));

        Assert.Equal(("magentic-one/q-1", "magentic-one", "q-1"), (run.Id, run.Agent, run.TaskId));
        Assert.Equal(
            ["human", "Orchestrator", "Orchestrator", "ComputerTerminal", "WebSurfer"],
            run.Steps.Select(s => s.Agent)
        );
        Assert.Equal(("I need a page.", ""), (run.Steps[1].Thought, run.Steps[1].Message));
        Assert.Equal("WebSurfer", run.Steps[2].Addressee);
        Assert.Equal(
            ("ls", 2, true),
            (run.Steps[3].Calls[0].Command, run.Steps[3].Calls[0].ExitCode, run.Steps[3].Calls[0].IsError)
        );
        Assert.Equal((OutcomeState.Failed, true), (run.Outcome.State, run.Outcome.Trusted));
        Assert.Equal(Usage.None, run.Steps[0].Usage);
        Assert.True(run.Steps[1].Usage is { Estimated: true, InputTokens: > 0 });
    }

    [Fact]
    public void A_run_keeps_the_labels_of_both_teams_and_none_of_them_is_in_a_step()
    {
        var runs = Runs(("set/1.json", TeamRun), ("chats/2.json", Chat), ("set/truth.json", TeamLabels));

        var team = Assert.Single(runs, r => r.Agent == "magentic-one");
        Assert.Equal(
            [("who&when", 2, true), ("agentrx", 2, false), ("agentrx", 4, true)],
            team.FailureLabels!.Select(l => (l.Source, l.Step, l.Decisive))
        );
        Assert.Equal(("Websurfer", "Reading", "wrong page"), Blame(team.FailureLabels![2]));
        Assert.DoesNotContain(team.Steps, s => s.Message.Contains("wrong page", StringComparison.Ordinal));

        // The other system ran on the same question, but the agents that are blamed do not take part in it.
        var chat = Assert.Single(runs, r => r.Agent == "captain-agent");
        Assert.Equal("who&when", Assert.Single(chat.FailureLabels!).Source);
    }

    [Fact]
    public void Labels_by_message_belong_to_the_assistants_step_before_it()
    {
        var run = One(("a/full.json", Tau), ("a/truth.json", TauLabels));

        Assert.Equal([(0, false, "User"), (1, true, "Assistant")], Labels(run));
    }

    [Fact]
    public void Runs_whose_messages_are_not_numbered_have_no_labels()
    {
        var unnumbered = System.Text.RegularExpressions.Regex.Replace(Tau, ",\"index\":.", "");

        Assert.Null(One(("a/full.json", unnumbered), ("a/truth.json", TauLabels)).FailureLabels);
    }

    [Fact]
    public void A_broken_file_of_labels_is_reported_and_costs_no_run()
    {
        using var folder = new SourceFolder();
        folder.Write("set/1.json", TeamRun);
        folder.Write("set/2.json", TeamRun[..300]);
        folder.Write("set/truth.json", TeamLabels[..200]);
        folder.Write("set/other.json", TauLabels);

        var items = folder.Import();

        Assert.Single(items.OfType<RunFound>().Single().Run.FailureLabels!);
        Assert.Equal(
            ["2.json", "truth.json"],
            items.OfType<FileFailed>().Select(f => Path.GetFileName(f.Path)).Order(StringComparer.Ordinal)
        );
        Assert.Equal("other.json", Path.GetFileName(Assert.Single(items.OfType<FileIgnored>()).Path));
    }

    private static (string?, string?, string?) Blame(FailureLabel label) => (label.Agent, label.Category, label.Reason);

    private static IEnumerable<(int, bool, string?)> Labels(Run run) =>
        run.FailureLabels!.Select(l => (l.Step, l.Decisive, l.Agent));

    private static Run One(params (string, string)[] files) => Assert.Single(Runs(files));

    private static List<Run> Runs(params (string Name, string Text)[] files) => SourceFolder.Runs(files);
}
