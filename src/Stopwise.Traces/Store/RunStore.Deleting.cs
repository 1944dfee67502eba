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
        using var statements = new PreparedStatements(_connection);
        var deleted = 0;
        foreach (var id in ids)
        {
            var originals = DropRun(statements, id);
            deleted += originals is null ? 0 : 1;
            statements.Sql("DELETE FROM onsets_by_hand WHERE run_id = $id", ("$id", id)).ExecuteNonQuery();
            DropUnreferenced(statements, originals ?? []);
        }

        change.Commit();
        return deleted;
    }

    /// <summary>Hashes of what the run was read from; null where there is no such run.</summary>
    private static List<byte[]>? DropRun(PreparedStatements statements, string id)
    {
        var originals = new List<byte[]>();
        using (
            var row = statements
                .Sql("SELECT hash FROM runs JOIN run_payloads ON run = seq WHERE id = $id", ("$id", id))
                .ExecuteReader()
        )
        {
            while (row.Read())
            {
                originals.Add((byte[])row[0]);
            }
        }

        return statements.Sql("DELETE FROM runs WHERE id = $id", ("$id", id)).ExecuteNonQuery() > 0 ? originals : null;
    }

    private static void DropUnreferenced(PreparedStatements statements, IEnumerable<byte[]> originals)
    {
        foreach (var hash in originals)
        {
            statements
                .Sql(
                    "DELETE FROM blobs WHERE hash = $hash AND NOT EXISTS (SELECT 1 FROM run_payloads WHERE hash = $hash)",
                    ("$hash", hash)
                )
                .ExecuteNonQuery();
        }
    }

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
