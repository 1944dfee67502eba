using Stopwise.Exits;

namespace Stopwise.Traces.Store;

public sealed partial class RunStore
{
    /// <inheritdoc cref="Delete(IReadOnlyList{string})"/>
    public bool Delete(string id) => Delete([id]) > 0;

    /// <summary>Erases runs: afterwards the file holds nothing that only they held.</summary>
    /// <returns>How many of them the store had.</returns>
    /// <exception cref="StopwiseException">
    /// The runs are gone, but another process was reading and their bytes may still lie in the file.
    /// </exception>
    public int Delete(IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return InTurn(() =>
        {
            var deleted = DropRuns(ids);
            if (deleted > 0)
            {
                Erase();
            }

            return deleted;
        });
    }

    private int DropRuns(IReadOnlyList<string> ids)
    {
        using var change = _connection.BeginTransaction(deferred: false);
        var deleted = ids.Sum(id => _connection.Sql("DELETE FROM runs WHERE id = $id", ("$id", id)).ExecuteNonQuery());
        DropUnreferencedBlobs();
        change.Commit();
        return deleted;
    }

    private void DropUnreferencedBlobs() =>
        _connection
            .Sql("DELETE FROM blobs WHERE NOT EXISTS (SELECT 1 FROM run_payloads WHERE run_payloads.hash = blobs.hash)")
            .ExecuteNonQuery();

    private void Erase()
    {
        // secure_delete has zeroed the freed pages of the database; the log still holds how they were.
        _connection.Sql("VACUUM").ExecuteNonQuery();
        using var checkpoint = _connection.Sql("PRAGMA wal_checkpoint(TRUNCATE)").ExecuteReader();
        if (checkpoint.Read() && checkpoint.GetInt32(0) != 0)
        {
            throw new StopwiseException(
                $"The runs are deleted, but another process reads {Path}: their bytes leave the file when it has finished."
            );
        }
    }
}
