using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Traces.Kin;

public sealed class NearestKinTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stopwise-kin-").FullName;

    [Fact]
    public void The_solved_run_that_goes_along_longest_is_nearest_whatever_its_model()
    {
        var run = Failed("a");
        using var store = With(
            run,
            Solved("same-model-elsewhere", "b") with
            {
                Model = run.Model,
            },
            Solved("other-model-along", "a") with
            {
                Model = "another",
            }
        );

        NearestKin.Find(store, run).ShouldNotBeNull().Other.Id.ShouldBe("other-model-along");
        NearestKin.All(store, run).Count.ShouldBe(2);
    }

    [Fact]
    public void Ties_go_to_the_same_model_and_then_to_the_id()
    {
        var run = Failed("a");
        using var store = With(run, Solved("z", "a"), Solved("a", "a") with { Model = "another" }, Solved("y", "a"));

        NearestKin.All(store, run).Select(k => k.Other.Id).ShouldBe(["y", "z", "a"]);
    }

    [Fact]
    public void Untrusted_verdicts_other_tasks_and_the_run_itself_are_no_kin()
    {
        var run = Solved("run", "a");
        using var store = With(
            run,
            Solved("untrusted", "a") with
            {
                Outcome = new Outcome(OutcomeState.Solved, Trusted: false),
            },
            Solved("elsewhere", "a") with
            {
                TaskId = "other",
            },
            Failed("a")
        );

        NearestKin.Find(store, run).ShouldBeNull();
        NearestKin.Find(store, run with { TaskId = null }).ShouldBeNull();
    }

    [Fact]
    public void A_similar_task_helps_out_when_asked()
    {
        var run = Failed("a") with { Prompt = "Sort the invoices of the shop by their date" };
        using var store = With(
            run,
            Solved("near", "a") with
            {
                TaskId = "near-task",
                Prompt = "Sort the invoices of the shop by amount",
            },
            Solved("far", "a") with
            {
                TaskId = "far-task",
                Prompt = "Compile a kernel with another scheduler",
            }
        );

        NearestKin.FindOnSimilarTask(store, run).ShouldNotBeNull().Other.Id.ShouldBe("near");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private RunStore With(params Run[] runs)
    {
        var store = RunStore.Open(Path.Combine(_folder, "runs.db"));
        store.Save([.. runs.Select(r => new RunFound(r, []))]);
        return store;
    }

    private static Run Failed(string file) => KinSamples.On("task", "failed", false, Steps(file, passes: false));

    private static Run Solved(string id, string file) => KinSamples.On("task", id, true, Steps(file, passes: true));

    private static Step[] Steps(string file, bool passes) =>
        [
            KinSamples.Read(0, $"src/{file}.py"),
            KinSamples.Edit(1, $"src/{file}.py"),
            KinSamples.Test(2, passes),
            KinSamples.Test(3, passes),
        ];
}
