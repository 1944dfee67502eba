using Stopwise.Traces.Runs;
using Stopwise.Traces.Text;

namespace Stopwise.Traces.Tests.Text;

public class StepWordsTests
{
    [Fact]
    public void Each_field_marks_its_words_and_begins_a_phrase()
    {
        var step = RunMaker.Shell(0, "rm -rf build; ls", "ok\nrm: cannot remove 'x'\ndone", exit: 1) with
        {
            Thought = "Clean up.",
            Message = "I remove it",
        };

        TextSamples
            .Words(step)
            .ShouldBe([
                "|t:clean",
                "t:up",
                "|t:i",
                "t:remove",
                "t:it",
                "|a:bash",
                "|a:rm",
                "a:rf",
                "a:build",
                "|a:ls",
                "|r:rm",
                "r:cannot",
                "r:remove",
                "r:x",
            ]);
    }

    [Fact]
    public void Numbers_do_not_make_words_of_their_own()
    {
        TextSamples
            .Words(TextSamples.Says(0, "Line 42 of test_123.py, 7.5"))
            .ShouldBe(["|t:line", "t:of", "t:test_0", "t:py"]);
    }

    [Fact]
    public void An_overlong_word_is_left_out_and_ends_the_phrase()
    {
        TextSamples
            .Words(TextSamples.Says(0, $"key {new string('a', 41)} rest {new string('b', 40)}"))
            .ShouldBe(["|t:key", "|t:rest", $"t:{new string('b', 40)}"]);
    }

    [Fact]
    public void Of_a_result_only_lines_that_speak_of_an_error_are_read()
    {
        var result = "collected 3 items\nE   ImportError: no module\nall fine";

        TextSamples
            .Words(RunMaker.Tool(0, "Run", "", result))
            .ShouldBe(["|a:run", "|r:e", "r:importerror", "r:no", "r:module"]);
    }

    [Fact]
    public void A_failure_without_an_error_line_is_told_by_the_last_line()
    {
        TextSamples
            .Words(RunMaker.Shell(0, "go", "first\nwrong usage\n", exit: 2))[^2..]
            .ShouldBe(["|r:wrong", "r:usage"]);
    }

    [Fact]
    public void Escapes_of_json_arguments_are_not_read_as_letters()
    {
        TextSamples
            .Words(RunMaker.Tool(0, "Write", """{"text":"one\ntwo\tthree"}"""))
            .ShouldBe(["|a:write", "|a:text", "a:one", "|a:two", "a:three"]);
    }

    [Fact]
    public void Words_of_the_task_are_left_out_of_every_field_and_end_the_phrase()
    {
        var run = RunMaker.Of("r", true, RunMaker.Shell(0, "pytest django/models.py -x")) with
        {
            Prompt = "Fix the models.",
            TaskId = "django__django-123",
        };
        TextSamples.Words(run.Steps[0], TaskWords.Of(run)).ShouldBe(["|a:bash", "|a:pytest", "|a:py", "a:x"]);
    }

    [Fact]
    public void The_work_of_a_call_is_bounded_whatever_was_printed()
    {
        var lines = string.Join('\n', Enumerable.Repeat("error x", 10_000));

        TextSamples
            .Words(RunMaker.Shell(0, "y " + string.Join(' ', Enumerable.Repeat("z", 9_999)), lines))
            .Count.ShouldBeLessThan(1100);
    }

    [Fact]
    public void Scoring_a_step_allocates_nothing()
    {
        var run = TextSamples.Talk("a", false, "disk full error again and again") with { Prompt = "Mend it" };
        var step = RunMaker.Shell(0, "pytest -x", "E   error: disk full", exit: 1) with { Message = "disk full" };
        var fold = Ss3Fold.Start(Ss3Model.Train([run, run]), run);
        fold.Add(step);

        // The least of some tries: the runtime itself may allocate while it compiles again.
        var least = Enumerable.Range(0, 5).Min(_ => Allocated(ref fold, step));

        least.ShouldBe(0);
        fold.Evidence.Failed.ShouldBeGreaterThan(0);
    }

    private static long Allocated(ref Ss3Fold fold, Step step)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            fold = fold.Add(step);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
