using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

public class ReactLogTests
{
    /// <summary>Made up: two trials; the success of the first is listed again in the second.</summary>
    internal const string Log = """
        ########################################
        BEGIN TRIAL 1
        #######################################
        ------------- BEGIN CORRECT AGENTS -------------

        Question: Who wrote it?
        Thought 1: I search.
        Action 1: Search[It]
        Observation 1: It is a book.
        It has two parts.
        Thought 2: Ann wrote it.
        Action 2: Finish[Ann]
        Observation 2: Answer is CORRECT
        Correct answer: Ann

        ------------- BEGIN INCORRECT AGENTS -------------

        Question: How tall is it?
        Thought 1: I guess.
        Action 1: Finish[9 m]
        Observation 1: Answer is INCORRECT
        Correct answer: 7 m


        BEGIN TRIAL 2
        #######################################
        ------------- BEGIN CORRECT AGENTS -------------

        Question: Who wrote it?
        Thought 1: I search.
        Action 1: Search[It]
        Observation 1: It is a book.
        It has two parts.
        Thought 2: Ann wrote it.
        Action 2: Finish[Ann]
        Observation 2: Answer is CORRECT
        Correct answer: Ann

        ------------- BEGIN HALTED AGENTS -------------

        Question: How tall is it?You have attempted to answer following question before and failed.
        Reflections:
        - I should have searched.
        Thought 1: I search.
        Action 1: Search[height]
        Observation 1: Nothing found.
        Thought 2: I am lost.
        Correct answer: 7 m

        """;

    [Fact]
    public void A_block_is_a_run_whose_verdict_stands_above_it()
    {
        var runs = Runs(Log);

        Assert.Equal(
            [("1", 2, true, "correct"), ("1", 1, false, "incorrect"), ("2", 1, false, "halted")],
            runs.Select(r => (r.Trial!, r.Steps.Count, r.Outcome.Good!.Value, r.ExitStatus!))
        );
        Assert.Equal(runs[1].TaskId, runs[2].TaskId);
        Assert.NotEqual(runs[0].TaskId, runs[1].TaskId);
        Assert.Equal(3, runs.Select(r => r.Id).Distinct().Count());
        Assert.All(runs, r => Assert.Equal(("reflexion", Deliverable.Answer), (r.Agent, r.Deliverable)));
        Assert.Contains("I should have searched.", runs[2].Prompt, StringComparison.Ordinal);
        Assert.Equal("I am lost.", runs[2].Closing!.Message);
    }

    [Fact]
    public void The_words_that_an_answer_is_right_are_no_result_of_a_step()
    {
        var steps = Runs(Log)[0].Steps;

        Assert.Equal(("Search", "It"), (steps[0].Calls[0].Name, steps[0].Calls[0].Arguments));
        Assert.Equal("It is a book.\nIt has two parts.", steps[0].Calls[0].Result);
        Assert.Equal(
            ("Finish", "Ann", null),
            (steps[1].Calls[0].Name, steps[1].Calls[0].Arguments, steps[1].Calls[0].Result)
        );
    }

    [Fact]
    public void A_success_that_a_later_trial_lists_again_is_counted_once()
    {
        using var folder = new SourceFolder();
        folder.Write("log.txt", Log);

        Assert.EndsWith(
            "log.txt#2",
            Assert.Single(folder.Import().OfType<FileIgnored>()).Path,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_log_that_is_cut_off_gives_its_last_block_and_says_where()
    {
        using var folder = new SourceFolder();
        folder.Write("log.txt", Log[..Log.IndexOf("Observation 2", StringComparison.Ordinal)]);

        var items = folder.Import();

        Assert.Equal(6, Assert.Single(items.OfType<FileFailed>()).Line);
        Assert.Equal(2, Assert.Single(items.OfType<RunFound>()).Run.Steps.Count);
    }

    private static List<Run> Runs(string log) => SourceFolder.Runs(("log.txt", log));
}
