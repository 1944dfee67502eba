using Microsoft.Data.Sqlite;
using Stopwise.Exits;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Store;

namespace Stopwise.Traces.Tests.Store;

public sealed class StoreSchemaTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_store_of_the_first_schema_is_brought_up_with_its_runs()
    {
        var run = Sample.Run();
        var document = Packed.Of(RunJson.Write(run));
        MakeFile(connection =>
        {
            connection.Sql(StoreSchema.First).ExecuteNonQuery();
            connection
                .Sql(
                    """
                    INSERT INTO runs (id, content_hash, format, agent, outcome_state, outcome_trusted, outcome_source, steps,
                        usage_estimated, secrets_masked, source_path, imported_at)
                    VALUES ('old', x'00', 'f', 'a', 1, 1, 'results.json', 3, 0, 0, 'p', '2026-01-02T03:04:05.0000000+00:00');
                    INSERT INTO run_documents (run, length, packed) VALUES (1, $length, $packed);
                    PRAGMA user_version = 1;
                    """,
                    ("$length", document.Length),
                    ("$packed", document.Bytes)
                )
                .ExecuteNonQuery();
        });

        using var store = RunStore.Open(_folder.Store);

        store.Check().SchemaVersion.ShouldBe(RunStore.SchemaVersion);
        store.Check().Findings.ShouldBeEmpty();
        store.Load("old")!.Steps.Count.ShouldBe(3);
        store.Count(new RunFilter { Agent = "a", Outcome = OutcomeState.Solved }).ShouldBe(1);
        store.Find().ShouldHaveSingleItem().ImportedAt.ShouldBe(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        store.LoadAll(new RunFilter { HasStepLabels = true }).ShouldHaveSingleItem().FailureLabels.ShouldBeNull();
        store.SetOnset("old", 1).ShouldBeTrue();
        store.SetOutcome("old", new Outcome(OutcomeState.Failed, true, "hand")).ShouldBeTrue();
    }

    [Fact]
    public void A_store_of_a_newer_program_is_refused_and_left_alone()
    {
        MakeFile(connection => connection.Sql("CREATE TABLE later (x); PRAGMA user_version = 99").ExecuteNonQuery());

        Should
            .Throw<StopwiseException>(() => RunStore.Open(_folder.Store))
            .Message.ShouldBe(
                $"The store {_folder.Store} has schema 99, this stopwise knows up to {RunStore.SchemaVersion}: "
                    + "update stopwise, or name another store."
            );
    }

    [Fact]
    public void A_database_of_another_program_is_refused()
    {
        MakeFile(connection => connection.Sql("CREATE TABLE addresses (x)").ExecuteNonQuery());

        Should.Throw<StopwiseException>(() => RunStore.Open(_folder.Store)).Message.ShouldContain("another program");
    }

    [Fact]
    public void A_file_that_is_no_database_is_named_as_such()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Store)!);
        File.WriteAllText(_folder.Store, new string('x', 5000));

        Should.Throw<StopwiseException>(() => RunStore.Open(_folder.Store)).Message.ShouldContain("is not a store");
    }

    [Fact]
    public void A_damaged_document_is_reported_with_a_remedy()
    {
        using var store = RunStore.Open(_folder.Store);
        store.Save(Sample.Found());
        using (var connection = Connect())
        {
            connection.Sql("UPDATE run_documents SET packed = x'010203'").ExecuteNonQuery();
        }

        Should.Throw<StopwiseException>(() => store.Load(Sample.Run().Id)).Message.ShouldContain("damaged");
        Should.Throw<StopwiseException>(() => store.LoadAll().ToList()).Message.ShouldContain("damaged");
    }

    [Fact]
    public void A_store_that_another_process_writes_says_so()
    {
        using var store = RunStore.OpenFile(_folder.Store, TimeProvider.System, waitSeconds: 1);
        using var connection = Connect();
        using var writing = connection.BeginTransaction(deferred: false);

        Should
            .Throw<StopwiseException>(() => store.Save(Sample.Found()))
            .Message.ShouldContain("in use by another process");
        store.Count().ShouldBe(0);
    }

    [Fact]
    public void A_folder_is_no_place_for_a_store()
    {
        Should.Throw<StopwiseException>(() => RunStore.Open(_folder.Path)).Message.ShouldContain(_folder.Path);
    }

    [Fact]
    public void A_store_that_must_be_there_is_not_made()
    {
        Should
            .Throw<StopwiseException>(() => RunStore.OpenExisting(_folder.Store))
            .Message.ShouldContain("import runs first");
        File.Exists(_folder.Store).ShouldBeFalse();
    }

    [Fact]
    public void A_store_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var store = RunStore.Open(_folder.Store);
        store.Save(Sample.Found());

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_folder.Store)!))
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
    }

    [Fact]
    public void A_check_finds_what_is_left_hanging()
    {
        using var store = RunStore.Open(_folder.Store);
        store.Save(Sample.Found(Sample.Run(), "original"));
        using (var connection = Connect())
        {
            connection.Sql("PRAGMA foreign_keys = OFF").ExecuteNonQuery();
            connection.Sql("DELETE FROM run_documents; DELETE FROM run_payloads").ExecuteNonQuery();
        }

        store.Check().Findings.ShouldBe(["1 runs without a document", "1 originals of no run"]);
    }

    private void MakeFile(Action<SqliteConnection> fill)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Store)!);
        using var connection = Connect();
        fill(connection);
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_folder.Store};Pooling=False");
        connection.Open();
        return connection;
    }
}
