using System.Text;
using System.Text.Json;
using Stopwise.Exits;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Traces.Tests.Store;

public sealed class RunStoreTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly RunStore _store;

    public RunStoreTests() => _store = RunStore.Open(_folder.Store);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_run_comes_back_as_it_went_in()
    {
        var run = Sample.Run();

        _store.Save(Sample.Found(run)).ShouldBe(SaveResult.Imported);

        AsJson(_store.Load(run.Id)!).ShouldBe(AsJson(run));
    }

    [Fact]
    public void What_is_not_known_comes_back_as_not_known()
    {
        var run = new Run
        {
            Id = "bare",
            Format = "f",
            Agent = "a",
            Outcome = Outcome.Unknown,
            Steps = [new Step { Index = 0, Turn = 0 }],
            Deliverable = Deliverable.Answer,
            Source = new RunSource("x"),
        };

        _store.Save(Sample.Found(run));

        AsJson(_store.Load("bare")!).ShouldBe(AsJson(run));
        _store.Find()[0].Spent.ShouldBe(Usage.Unknown);
    }

    [Fact]
    public void Text_that_is_no_valid_unicode_does_not_break_the_store()
    {
        var run = Sample.Run() with { Prompt = "half a pair \ud800 and a nul \0 inside" };

        _store.Save(Sample.Found(run));

        _store.Load(run.Id)!.Prompt.ShouldBe("half a pair \ufffd and a nul \0 inside");
    }

    [Fact]
    public void The_same_run_again_is_a_duplicate_wherever_it_lies()
    {
        var run = Sample.Run();
        _store.Save(Sample.Found(run, "original"));

        var again = run with { Source = new RunSource("elsewhere.json") };

        _store.Save(Sample.Found(again, "original")).ShouldBe(SaveResult.Duplicate);
        _store.Count().ShouldBe(1);
    }

    [Fact]
    public void A_run_that_has_grown_takes_the_place_of_the_stored_one()
    {
        _store.Save(Sample.Found(Sample.Run(steps: 3), "short"));

        _store.Save(Sample.Found(Sample.Run(steps: 5), "longer")).ShouldBe(SaveResult.Updated);

        _store.Find().ShouldHaveSingleItem().Steps.ShouldBe(5);
        Encoding
            .UTF8.GetString(_store.Originals(Sample.Run().Id).ShouldHaveSingleItem().Content.Span)
            .ShouldBe("longer");
        _store.Check().Blobs.ShouldBe(1);
    }

    [Fact]
    public void One_batch_may_hold_a_run_twice()
    {
        var first = Sample.Run(steps: 3);
        var grown = Sample.Run(steps: 4);

        _store
            .Save([Sample.Found(first), Sample.Found(grown), Sample.Found(grown), Sample.Found(first)])
            .ShouldBe([SaveResult.Imported, SaveResult.Updated, SaveResult.Duplicate, SaveResult.Updated]);

        _store.Load(first.Id)!.Steps.Count.ShouldBe(3);
    }

    [Fact]
    public void An_original_shared_by_many_runs_is_stored_once()
    {
        _store.Save([
            Sample.Found(Sample.Run("a"), "shared", "own a"),
            Sample.Found(Sample.Run("b"), "shared", "own b"),
        ]);

        _store.Check().Blobs.ShouldBe(3);
        _store.Originals("b").Select(o => Encoding.UTF8.GetString(o.Content.Span)).ShouldBe(["shared", "own b"]);
        _store.Originals("b").Select(o => o.Name).ShouldBe(["file-0.json", "file-1.json"]);
    }

    [Fact]
    public void Another_run_of_the_same_name_is_kept_apart_in_whatever_order_they_come()
    {
        var gemini = Sample.Found(Sample.Run("django-1"), "by gemini");
        var gpt = Sample.Found(
            gemini.Run with
            {
                Model = "gpt-6",
                Source = new RunSource("elsewhere.json"),
                Submission = "another",
            },
            "by gpt"
        );

        _store.Save(gemini).ShouldBe(SaveResult.Imported);
        _store.Save(gpt).ShouldBe(SaveResult.Imported);
        _store.Save([gpt, gemini]).ShouldBe([SaveResult.Duplicate, SaveResult.Duplicate]);

        var ids = _store.Find().Select(r => r.Id).ToList();
        ids.Count.ShouldBe(2);
        ids[1].ShouldBe("django-1");
        ids[0].ShouldStartWith("django-1~");
        _store.Load(ids[0])!.Model.ShouldBe("gpt-6");
        _store
            .Save(gpt with { Run = gpt.Run with { Id = ids[0] } })
            .ShouldBe(SaveResult.Duplicate, "a reader saw both");
        _store.Save(gpt with { Run = gpt.Run with { ExitStatus = "read better" } }).ShouldBe(SaveResult.Updated);
        _store.Count().ShouldBe(2);
    }

    [Fact]
    public void A_verdict_of_a_labels_file_outlives_an_import_without_labels()
    {
        var labelled = Sample.Run() with { Outcome = new Outcome(OutcomeState.Failed, true, "labels:mine.csv") };

        _store.Save(Sample.Found());
        _store.Save(Sample.Found(labelled)).ShouldBe(SaveResult.Updated);
        _store.Save(Sample.Found()).ShouldBe(SaveResult.Duplicate);

        _store.Load(labelled.Id)!.Outcome.ShouldBe(labelled.Outcome);
    }

    [Fact]
    public void A_verdict_found_later_is_taken_and_a_missing_one_takes_nothing_away()
    {
        var judged = Sample.Run();
        var bare = judged with { Outcome = Outcome.Unknown };

        _store.Save(Sample.Found(bare));
        _store.Save(Sample.Found(judged)).ShouldBe(SaveResult.Updated);
        _store.Save(Sample.Found(bare)).ShouldBe(SaveResult.Duplicate);
        _store.Save(Sample.Found(bare with { ExitStatus = "changed" })).ShouldBe(SaveResult.Updated);

        _store.Load(judged.Id)!.Outcome.ShouldBe(judged.Outcome);
    }

    [Fact]
    public void A_verdict_given_by_hand_outlives_every_import()
    {
        var byHand = new Outcome(OutcomeState.Failed, Trusted: true, "hand", "it broke the build");
        _store.Save(Sample.Found());

        _store.SetOutcome(Sample.Run().Id, byHand).ShouldBeTrue();
        _store.Save(Sample.Found()).ShouldBe(SaveResult.Duplicate);
        _store.Save(Sample.Found(Sample.Run(steps: 7))).ShouldBe(SaveResult.Updated);

        _store.Load(Sample.Run().Id)!.Outcome.ShouldBe(byHand);
        _store.Find()[0].Outcome.ShouldBe(byHand);
        _store.SetOutcome("nobody", byHand).ShouldBeFalse();
    }

    [Fact]
    public void A_list_shows_the_last_run_first_and_adds_up_what_it_spent()
    {
        _store.Save([Sample.Found(Sample.Run("a")), Sample.Found(Sample.Run("b"))]);

        var listed = _store.Find();

        listed.Select(r => r.Id).ShouldBe(["b", "a"]);
        listed[0].Spent.ShouldBe(new Usage(4006, 200, 3600, 0.05m, Estimated: false));
        listed[0].StartedAt.ShouldBe(Sample.Run().StartedAt);
        listed[0].Source.ShouldBe(Sample.Run().Source);
    }

    [Fact]
    public void A_filter_narrows_by_every_field_it_names()
    {
        var other = Sample.Run("b") with
        {
            Model = "m",
            Agent = "x",
            TaskId = "t",
            Outcome = new Outcome(OutcomeState.Failed, true, "s"),
        };
        _store.Save([Sample.Found(Sample.Run("a")), Sample.Found(other), Sample.Found(Sample.Run("a_b"))]);

        Ids(new RunFilter { Model = "m" }).ShouldBe(["b"]);
        Ids(new RunFilter { Agent = "x" }).ShouldBe(["b"]);
        Ids(new RunFilter { TaskId = "t" }).ShouldBe(["b"]);
        Ids(new RunFilter { Outcome = OutcomeState.Failed }).ShouldBe(["b"]);
        Ids(new RunFilter { IdPrefix = "a_" }).ShouldBe(["a_b"]);
        Ids(new RunFilter { Outcome = OutcomeState.Solved, Limit = 1 }).ShouldBe(["a_b"]);
        _store.Count(new RunFilter { Outcome = OutcomeState.Solved }).ShouldBe(2);
        _store.LoadAll(new RunFilter { Outcome = OutcomeState.Solved, Limit = 1 }).Single().Id.ShouldBe("a");
    }

    [Fact]
    public void All_runs_come_in_the_order_of_their_ids_however_they_were_saved()
    {
        var ids = Enumerable.Range(0, 40).Select(i => $"{(i * 7) % 40:00}-Ä-{(i % 2 == 0 ? "a" : "B")}").ToList();
        _store.Save([.. ids.Select(id => Sample.Found(Sample.Run(id)))]);

        _store.LoadAll().Select(r => r.Id).ShouldBe(ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_run_is_named_by_last_by_its_id_or_by_a_beginning_that_only_it_has()
    {
        _store.Save([.. new[] { "alpha-1", "alpha", "beta", "gamma" }.Select(id => Sample.Found(Sample.Run(id)))]);

        _store.Resolve("last").ShouldBe("gamma");
        _store.Resolve("alpha").ShouldBe("alpha");
        _store.Resolve("b").ShouldBe("beta");
        Should.Throw<StopwiseException>(() => _store.Resolve("al")).Message.ShouldContain("alpha, alpha-1");
        Should.Throw<StopwiseException>(() => _store.Resolve("zeta")).Message.ShouldContain("No run is called zeta");
    }

    [Fact]
    public void A_store_opened_again_has_its_runs()
    {
        _store.Save(Sample.Found());

        using var again = RunStore.OpenExisting(_folder.Store);

        again.Load(Sample.Run().Id).ShouldNotBeNull();
    }

    private IEnumerable<string> Ids(RunFilter filter) => _store.Find(filter).Select(r => r.Id);

    private static string AsJson(Run run) => JsonSerializer.Serialize(run);
}
