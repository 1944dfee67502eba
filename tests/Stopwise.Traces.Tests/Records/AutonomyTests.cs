using Stopwise.Traces.Formats;
using Stopwise.Traces.Records;
using Stopwise.Traces.Runs;
using static Stopwise.Traces.Tests.RunMaker;

namespace Stopwise.Traces.Tests.Records;

/// <summary>The level of a run, with runs made by hand.</summary>
public class AutonomyTests
{
    [Fact]
    public void A_run_in_which_the_user_says_nothing_more_is_watched() =>
        Of(Shell(0, "ls"), Shell(1, "pytest")).Level.ShouldBe(AutonomyLevel.Observer);

    [Fact]
    public void A_user_who_directs_each_call_operates() =>
        Of(Told(0, "Open the file."), Told(1, "Now line 3."), Told(2, "Change it."))
            .Level.ShouldBe(AutonomyLevel.Operator);

    [Fact]
    public void A_user_who_now_and_then_takes_the_lead_collaborates() =>
        Of(Shell(0, "ls"), Shell(1, "cat a"), Told(2, "Use the other parser."), Shell(3, "pytest"), Shell(4, "ls"))
            .Level.ShouldBe(AutonomyLevel.Collaborator);

    [Fact]
    public void A_user_who_answers_questions_is_consulted() =>
        Of(Asked(0, "Which order?", "The blue one."), Shell(1, "ls"), Asked(2, "Which card?", "The second."))
            .Level.ShouldBe(AutonomyLevel.Consultant);

    [Fact]
    public void A_user_who_only_allows_and_refuses_approves()
    {
        var seen = Of(Asked(0, "Shall I delete it?", "Yes."), Shell(1, "ls"), Asked(2, "Go on?", "Yes, go ahead."));

        seen.Level.ShouldBe(AutonomyLevel.Approver);
        (seen.Questions, seen.Answers, seen.Approvals).ShouldBe((2, 2, 2));
    }

    [Theory]
    [InlineData("default", AutonomyLevel.Approver)]
    [InlineData("on-request, workspace-write", AutonomyLevel.Approver)]
    [InlineData("bypassPermissions", AutonomyLevel.Observer)]
    [InlineData("never, danger-full-access", AutonomyLevel.Observer)]
    public void Stated_permissions_tell_where_the_user_says_nothing(string oversight, AutonomyLevel level)
    {
        var run = RunMaker.Of("a", null, Shell(0, "ls")) with { Prompt = "Go.", Oversight = oversight };

        Autonomy.Of(run, RunRecords.Of(run)).Level.ShouldBe(level);
    }

    [Fact]
    public void A_recording_without_request_user_or_permissions_cannot_tell()
    {
        var run = RunMaker.Of("a", null, Shell(0, "ls"));

        Autonomy.Of(run, RunRecords.Of(run)).Level.ShouldBe(AutonomyLevel.Unknown);
    }

    [Fact]
    public void Codex_states_what_was_permitted()
    {
        var folder = Path.Combine(Repo.Root, "samples", "recordings", "codex");
        var codex = RunReader.Read([folder], new ImportOptions()).OfType<RunFound>().Select(f => f.Run).ToList();

        codex.ShouldNotBeEmpty();
        codex.ShouldAllBe(r => r.Oversight == "on-request");
    }

    private static Autonomy Of(params Step[] steps)
    {
        var run = RunMaker.Of("a", null, steps) with { Prompt = "Go." };
        return Autonomy.Of(run, RunRecords.Of(run));
    }

    private static Step Told(int index, string reply) => Shell(index, "cat a.py", "x") with { Reply = reply };

    private static Step Asked(int index, string question, string answer) =>
        new()
        {
            Index = index,
            Turn = index,
            Message = question,
            Reply = answer,
        };
}
