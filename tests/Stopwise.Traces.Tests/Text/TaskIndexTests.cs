using Stopwise.Traces.Runs;
using Stopwise.Traces.Text;

namespace Stopwise.Traces.Tests.Text;

public class TaskIndexTests
{
    private const double Tolerance = 1e-12;

    [Fact]
    public void Similarity_is_the_cosine_of_the_weights_by_hand()
    {
        var index = Index(("t1", "sort the list", true), ("t2", "sort sort files", false), ("t3", "draw maps", true));

        var kin = index.Kin(Asked("new", "sort files quickly"), new TaskQuery { LeastSimilarity = 0 });

        // ln((1 + 3) / df): sort is in two tasks, every other known word in one; "quickly" in none counts as in one.
        double common = Math.Log(4.0 / 2),
            rare = Math.Log(4.0 / 1);
        var query = Math.Sqrt((common * common) + (rare * rare) + (rare * rare));
        var t1 = Math.Sqrt((common * common) + (rare * rare) + (rare * rare));
        var twice = (1 + Math.Log(2)) * common;
        var t2 = Math.Sqrt((twice * twice) + (rare * rare));
        kin.Tasks.Select(t => t.Task).ShouldBe(["t2", "t1"]);
        kin.Tasks[0].Similarity.ShouldBe(((twice * common) + (rare * rare)) / (query * t2), Tolerance);
        kin.Tasks[1].Similarity.ShouldBe(common * common / (query * t1), Tolerance);
        kin.Tasks[0].Similarity.ShouldBe(0.7241951661005939, Tolerance);
        kin.Tasks[1].Similarity.ShouldBe(1.0 / 9, Tolerance);
    }

    [Fact]
    public void The_same_text_has_similarity_one()
    {
        var index = Index(("t1", "sort the list", true), ("t2", "draw maps", false));

        index.Kin(Asked("new", "sort the list")).Tasks.Single().Similarity.ShouldBe(1, Tolerance);
    }

    [Fact]
    public void Each_run_weighs_as_much_as_its_task_is_similar()
    {
        var kin = new SimilarKin([new SimilarTask("a", 0.8, 2, 1), new SimilarTask("b", 0.2, 1, 1)]);

        kin.Runs.ShouldBe(3);
        kin.SolvedRate.ShouldBe(((0.8 * 1) + (0.2 * 1)) / ((0.8 * 2) + (0.2 * 1)), Tolerance);
        new SimilarKin([]).SolvedRate.ShouldBe(double.NaN);
    }

    [Fact]
    public void Runs_of_one_task_are_one_entry()
    {
        var index = Index(("t1", "sort the list", true), ("t1", "sort the list", false), ("t2", "draw maps", false));

        index.Count.ShouldBe(2);
        var found = index.Kin(Asked("new", "sort list")).Tasks.Single();
        (found.Task, found.Runs, found.Solved).ShouldBe(("t1", 2, 1));
    }

    [Fact]
    public void The_task_itself_is_found_only_when_asked_for()
    {
        var index = Index(("t1", "sort the list", true), ("t2", "sort the files", false));
        var run = Asked("t1", "sort the list");

        index.Kin(run).Tasks.Select(t => t.Task).ShouldBe(["t2"]);
        index.Kin(run, new TaskQuery { WithSameTask = true }).Tasks.Select(t => t.Task).ShouldBe(["t1", "t2"]);
    }

    [Fact]
    public void The_family_can_be_left_out_without_the_task_itself()
    {
        var index = Index(
            ("django__django-1", "sort the list", true),
            ("django__django-2", "sort the files", false),
            ("flask-3", "sort the routes", true)
        );
        var run = Asked("django__django-1", "sort the routes");

        index.Kin(run, new TaskQuery { WithSameFamily = false }).Tasks.Select(t => t.Task).ShouldBe(["flask-3"]);
        index
            .Kin(
                run,
                new TaskQuery
                {
                    LeastSimilarity = 0,
                    WithSameFamily = false,
                    WithSameTask = true,
                }
            )
            .Tasks.Select(t => t.Task)
            .ShouldBe(["flask-3", "django__django-1"]);
    }

    [Theory]
    [InlineData("django__django-12345", "django__django")]
    [InlineData("maze.easy", "maze")]
    [InlineData("fix-git", "fix-git")]
    [InlineData("airline/17", "airline")]
    [InlineData("42", "42")]
    public void A_family_is_what_the_names_share(string task, string family) => TaskFamily.Of(task).ShouldBe(family);

    [Fact]
    public void The_nearest_come_first_ties_by_name_and_no_more_than_asked_for()
    {
        var index = Index(("c", "sort x", true), ("b", "sort y", true), ("a", "sort z", true), ("d", "draw", false));

        index
            .Kin(Asked("new", "sort"), new TaskQuery { Most = 2, LeastSimilarity = 0 })
            .Tasks.Select(t => t.Task)
            .ShouldBe(["a", "b"]);
    }

    [Fact]
    public void What_is_less_similar_than_asked_for_is_not_found()
    {
        var index = Index(("t1", "sort the list", true), ("t2", "sort sort files", false), ("t3", "draw maps", true));
        var run = Asked("new", "sort files quickly");

        index.Kin(run, new TaskQuery { LeastSimilarity = 0.5 }).Tasks.Select(t => t.Task).ShouldBe(["t2"]);
        index.Kin(run, new TaskQuery { LeastSimilarity = 0.9 }).Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void A_task_added_later_changes_what_is_found_as_if_it_had_been_there()
    {
        (string, string, bool)[] tasks =
        [
            ("t1", "sort the list", true),
            ("t2", "sort files", false),
            ("t3", "maps", true),
        ];
        var grown = Index(tasks[0]);
        grown.Kin(Asked("new", "sort files"));
        foreach (var (task, prompt, solved) in tasks[1..])
        {
            grown.Add(Asked(task, prompt, solved));
            grown.Kin(Asked("new", "sort files"));
        }

        var run = Asked("new", "sort the files");
        grown.Kin(run).Tasks.ShouldBe(Index(tasks).Kin(run).Tasks);
    }

    [Fact]
    public void Runs_without_outcome_or_prompt_are_not_indexed_and_a_run_without_a_prompt_has_no_kin()
    {
        var index = Index(("t1", "sort the list", true));

        index.Add(Asked("t2", "sort", solved: null)).ShouldBeFalse();
        index.Add(Asked("t3", null)).ShouldBeFalse();
        index.Count.ShouldBe(1);
        index.Kin(Asked("new", null)).Tasks.ShouldBeEmpty();
        new TaskIndex().Kin(Asked("new", "sort")).Tasks.ShouldBeEmpty();
    }

    private static TaskIndex Index(params (string Task, string Prompt, bool Solved)[] tasks)
    {
        var index = new TaskIndex();
        foreach (var (task, prompt, solved) in tasks)
        {
            index.Add(Asked(task, prompt, solved)).ShouldBeTrue();
        }

        return index;
    }

    private static Run Asked(string task, string? prompt, bool? solved = true) =>
        RunMaker.Of($"run of {task}", solved) with
        {
            TaskId = task,
            Prompt = prompt,
        };
}
