using Microsoft.Data.Sqlite;
using Stopwise.Exits;

namespace Stopwise.Traces.Store;

/// <summary>The tables of the store and how an older file gets them. A migration that was released never changes.</summary>
internal static class StoreSchema
{
    private static readonly string[] Migrations =
    [
        """
            CREATE TABLE runs (
                seq INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                content_hash BLOB NOT NULL,
                format TEXT NOT NULL,
                agent TEXT NOT NULL,
                agent_version TEXT,
                model TEXT,
                task_id TEXT,
                trial TEXT,
                outcome_state INTEGER NOT NULL,
                outcome_trusted INTEGER NOT NULL,
                outcome_source TEXT,
                outcome_reason TEXT,
                exit_status TEXT,
                started_at TEXT,
                ended_at TEXT,
                steps INTEGER NOT NULL,
                input_tokens INTEGER,
                output_tokens INTEGER,
                cached_tokens INTEGER,
                usage_estimated INTEGER NOT NULL,
                cost_usd TEXT,
                secrets_masked INTEGER NOT NULL,
                source_path TEXT NOT NULL,
                source_member TEXT,
                source_index INTEGER,
                imported_at TEXT NOT NULL
            ) STRICT;
            CREATE TABLE run_documents (
                run INTEGER PRIMARY KEY REFERENCES runs (seq) ON DELETE CASCADE,
                length INTEGER NOT NULL,
                packed BLOB NOT NULL
            ) STRICT;
            CREATE TABLE blobs (
                hash BLOB NOT NULL PRIMARY KEY,
                length INTEGER NOT NULL,
                packed BLOB NOT NULL
            ) STRICT;
            CREATE TABLE run_payloads (
                run INTEGER NOT NULL REFERENCES runs (seq) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                name TEXT NOT NULL,
                hash BLOB NOT NULL REFERENCES blobs (hash),
                PRIMARY KEY (run, position)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX run_payloads_by_hash ON run_payloads (hash);
            CREATE INDEX runs_by_task ON runs (task_id);
            """,
        // A verdict that a person gave outlives every later import.
        "ALTER TABLE runs ADD COLUMN outcome_by_hand INTEGER NOT NULL DEFAULT 0;",
        // Each also holds seq, so the newest runs of a model are found without a sort; the last one counts for several filters.
        """
            CREATE INDEX runs_by_model ON runs (model);
            CREATE INDEX runs_by_agent ON runs (agent);
            CREATE INDEX runs_by_outcome ON runs (outcome_state);
            CREATE INDEX runs_by_filters ON runs (agent, model, outcome_state, task_id);
            """,
        // How many steps of a run its source labels as wrong; null for runs taken in before anybody counted. What a person
        // named hangs on the id, so that a later import of the run keeps it.
        """
            ALTER TABLE runs ADD COLUMN step_labels INTEGER;
            CREATE TABLE onsets_by_hand (run_id TEXT NOT NULL PRIMARY KEY, step INTEGER NOT NULL, reason TEXT) STRICT, WITHOUT ROWID;
            """,
    ];

    /// <summary>The schema that this program writes.</summary>
    public static int Version => Migrations.Length;

    /// <summary>The first schema only, for tests of the way up.</summary>
    internal static string First => Migrations[0];

    public static int VersionOf(SqliteConnection connection) =>
        checked((int)(long)connection.Sql("PRAGMA user_version").ExecuteScalar()!);

    public static void BringUp(SqliteConnection connection, string path)
    {
        var found = VersionOf(connection);
        RefuseNewer(found, path);
        if (found == Version)
        {
            return;
        }

        using var change = connection.BeginTransaction(deferred: false);

        // Another process may have made it or brought it up while this one waited for the lock.
        found = VersionOf(connection);
        RefuseNewer(found, path);
        RefuseForeign(connection, found, path);
        for (var version = found; version < Version; version++)
        {
            connection.Sql(Migrations[version]).ExecuteNonQuery();
            connection.Sql($"PRAGMA user_version = {version + 1}").ExecuteNonQuery();
        }

        change.Commit();
    }

    private static void RefuseNewer(int found, string path)
    {
        if (found > Version)
        {
            throw new StopwiseException(
                $"The store {path} has schema {found}, this stopwise knows up to {Version}: update stopwise, or name another store."
            );
        }
    }

    private static void RefuseForeign(SqliteConnection connection, int found, string path)
    {
        if (found == 0 && (long)connection.Sql("SELECT count(*) FROM sqlite_master").ExecuteScalar()! > 0)
        {
            throw new StopwiseException($"{path} is a database of another program: name another file for the store.");
        }
    }
}
