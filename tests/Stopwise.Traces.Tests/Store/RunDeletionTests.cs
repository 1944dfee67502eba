using System.Text;
using Microsoft.Data.Sqlite;
using Stopwise.Exits;
using Stopwise.Traces.Store;

namespace Stopwise.Traces.Tests.Store;

public sealed class RunDeletionTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly RunStore _store;

    public RunDeletionTests() => _store = RunStore.Open(_folder.Store);

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_deleted_run_leaves_no_byte_in_the_file()
    {
        var original =
            "only this run says: sesame " + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i * 7919:x} "));
        _store.Save([
            Sample.Found(Sample.Run("kept"), "shared"),
            Sample.Found(Sample.Run("gone-run") with { Prompt = original }, "shared", original),
        ]);
        byte[][] traces = [Encoding.UTF8.GetBytes("gone-run"), .. PackedBytes("gone-run")];
        traces.Length.ShouldBe(4);
        traces.ShouldAllBe(t => Holds(t));

        _store.Delete("gone-run").ShouldBeTrue();

        Holds(traces[0]).ShouldBeFalse();
        Holds(traces[1]).ShouldBeFalse();
        Holds(traces[3]).ShouldBeFalse();
        Holds(traces[2]).ShouldBeTrue("another run still has the shared original");
        _store.Load("gone-run").ShouldBeNull();
        _store.Originals("kept").ShouldHaveSingleItem();
        _store.Check().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void Text_that_packing_left_readable_is_erased_too()
    {
        const string Word = "xq7-sesame-zk9";
        _store.Save(Sample.Found(Sample.Run("gone"), Word));
        Holds(Encoding.UTF8.GetBytes(Word)).ShouldBeTrue("a text as short as this is stored as it is");

        _store.Delete("gone");

        Holds(Encoding.UTF8.GetBytes(Word)).ShouldBeFalse();
    }

    [Fact]
    public void Several_runs_are_erased_at_once_and_unknown_ones_are_not_counted()
    {
        _store.Save([.. new[] { "a", "b", "c" }.Select(id => Sample.Found(Sample.Run(id)))]);

        _store.Delete(["a", "c", "nobody"]).ShouldBe(2);

        _store.Find().ShouldHaveSingleItem().Id.ShouldBe("b");
        _store.Delete("a").ShouldBeFalse();
    }

    [Fact]
    public void A_reader_that_keeps_the_bytes_alive_is_reported()
    {
        _store.Save(Sample.Found());
        using var impatient = RunStore.OpenFile(_folder.Store, TimeProvider.System, waitSeconds: 1);
        using var reader = new SqliteConnection($"Data Source={_folder.Store};Pooling=False");
        reader.Open();
        using var reading = reader.BeginTransaction(deferred: true);
        using var look = reader.CreateCommand();
        look.CommandText = "SELECT count(*) FROM runs";
        look.ExecuteScalar();

        Should
            .Throw<StopwiseException>(() => impatient.Delete(Sample.Run().Id))
            .Message.ShouldContain("another process");
        impatient.Count().ShouldBe(0);
    }

    private bool Holds(byte[] bytes) =>
        Directory.GetFiles(Path.GetDirectoryName(_folder.Store)!).Any(f => ReadShared(f).AsSpan().IndexOf(bytes) >= 0);

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The head of the packed document and of the packed originals, short enough to lie on one page.</summary>
    private List<byte[]> PackedBytes(string id)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.Store};Pooling=False");
        connection.Open();
        using var command = connection.Sql(
            """
            SELECT run_documents.packed FROM run_documents JOIN runs ON run = seq WHERE id = $id
            UNION ALL
            SELECT * FROM (SELECT blobs.packed FROM run_payloads JOIN runs ON run = seq JOIN blobs USING (hash)
            WHERE id = $id ORDER BY position)
            """,
            ("$id", id)
        );
        using var row = command.ExecuteReader();
        var found = new List<byte[]>();
        while (row.Read())
        {
            var packed = (byte[])row[0];
            found.Add(packed[..Math.Min(packed.Length, 200)]);
        }

        return found;
    }
}
