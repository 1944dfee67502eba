using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Traces.Tests.Store;

public sealed class OnsetsByHandTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly RunStore _store;

    public OnsetsByHandTests() => _store = RunStore.Open(_folder.Store);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void An_onset_by_hand_outlives_a_later_import_of_the_grown_run()
    {
        var run = Sample.Run();
        _store.Save([Sample.Found(run)]);

        _store.SetOnset(run.Id, 1, "read the wrong file").ShouldBeTrue();
        _store.Save([Sample.Found(Sample.Run(steps: 5))]).ShouldBe([SaveResult.Updated]);

        var label = _store.Load(run.Id)!.FailureLabels.ShouldHaveSingleItem();
        label.ShouldBe(new FailureLabel(1, RunStore.OnsetsByHand, Decisive: true) { Reason = "read the wrong file" });
    }

    [Fact]
    public void It_stands_beside_the_labels_of_the_source_and_can_be_changed_and_taken_back()
    {
        var labelled = Sample.Run() with { FailureLabels = [new FailureLabel(0, "team", Decisive: true)] };
        _store.Save([Sample.Found(labelled)]);
        _store.SetOnset(labelled.Id, 1);
        _store.SetOnset(labelled.Id, 2);
        _store.LoadAll().Single().FailureLabels!.Select(l => (l.Source, l.Step)).ShouldBe([("team", 0), ("hand", 2)]);

        _store.SetOnset(labelled.Id, null).ShouldBeTrue();
        _store.SetOnset(labelled.Id, null).ShouldBeFalse();
        _store.Load(labelled.Id)!.FailureLabels!.Select(l => l.Source).ShouldBe(["team"]);
    }

    [Fact]
    public void Runs_with_labels_are_found_without_reading_the_others()
    {
        _store.Save([Sample.Found(Sample.Run("plain"), "a")]);
        _store.Save([
            Sample.Found(Sample.Run("named") with { FailureLabels = [new FailureLabel(0, "team", true)] }, "b"),
        ]);
        _store.Save([Sample.Found(Sample.Run("by-hand"), "c")]);
        _store.SetOnset("by-hand", 0);

        _store.Find(new RunFilter { HasStepLabels = true }).Select(r => r.Id).Order().ShouldBe(["by-hand", "named"]);
        _store.Count(new RunFilter { HasStepLabels = true, Agent = "mini-swe-agent" }).ShouldBe(2);
    }

    [Fact]
    public void A_deleted_run_takes_its_onset_along()
    {
        _store.Save([Sample.Found()]);
        _store.SetOnset(Sample.Run().Id, 1, "secret reason");
        _store.Delete(Sample.Run().Id);
        _store.Save([Sample.Found()]);

        _store.Load(Sample.Run().Id)!.FailureLabels.ShouldBeNull();
    }

    [Fact]
    public void A_run_that_is_not_there_cannot_be_labelled() => _store.SetOnset("nobody", 0).ShouldBeFalse();
}
