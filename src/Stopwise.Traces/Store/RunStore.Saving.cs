using System.Collections.Concurrent;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Store;

public sealed partial class RunStore
{
    /// <inheritdoc cref="Save(IReadOnlyList{RunFound})"/>
    public SaveResult Save(RunFound found) => Save([found])[0];

    /// <summary>Takes runs in, all or none.</summary>
    /// <returns>What became of each, in order.</returns>
    /// <remarks>
    /// A run with a known id and the same content is a duplicate, wherever it was read from; with another content it takes
    /// the place of the stored one. The verdict is no content: one that names its source takes the place of the stored
    /// verdict, unless a person gave that (<see cref="SetOutcome"/>); a run without a verdict never takes one away.
    /// </remarks>
    public IReadOnlyList<SaveResult> Save(IReadOnlyList<RunFound> found)
    {
        ArgumentNullException.ThrowIfNull(found);
        var runs = found.AsParallel().AsOrdered().Select(f => new PackedRun(f)).ToList();
        return InTurn(() => Write(runs));
    }

    /// <summary>Records a person's verdict, which no later import changes.</summary>
    /// <returns>False where the store has no such run.</returns>
    public bool SetOutcome(string id, Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return InTurn(() => UpdateOutcome(id, outcome, byHand: true) > 0);
    }

    private List<SaveResult> Write(List<PackedRun> runs)
    {
        using var change = _connection.BeginTransaction(deferred: false);
        var stored = runs.Select(r => r.Run.Id)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(id => id, StoredRun, StringComparer.Ordinal);
        var blobs = Pack(runs.Where(r => stored[r.Run.Id]?.ContentHash.Equals(r.ContentHash) != true));
        var results = new List<SaveResult>(runs.Count);
        foreach (var run in runs)
        {
            var known = stored[run.Run.Id];
            results.Add(WriteOne(run, known, blobs));
            if (results[^1] != SaveResult.Duplicate)
            {
                stored[run.Run.Id] = StoredRun(run.Run.Id);
            }
        }

        change.Commit();
        return results;
    }

    private ConcurrentDictionary<Key, Packed> Pack(IEnumerable<PackedRun> fresh)
    {
        var blobs = new ConcurrentDictionary<Key, Packed>();
        var waiting = fresh.ToList();
        var stored = waiting.SelectMany(r => r.Originals).Select(o => o.Hash).Distinct().Where(HasBlob).ToHashSet();
        waiting.AsParallel().ForAll(r => r.Pack(blobs, stored));
        return blobs;
    }

    private SaveResult WriteOne(PackedRun run, Known? known, ConcurrentDictionary<Key, Packed> blobs)
    {
        if (known?.ContentHash.Equals(run.ContentHash) == true)
        {
            var judged = run.Run.Outcome;
            if (known.ByHand || judged.Source is null || judged == known.Outcome)
            {
                return SaveResult.Duplicate;
            }

            UpdateOutcome(run.Run.Id, judged, byHand: false);
            return SaveResult.Updated;
        }

        if (known is not null)
        {
            _connection.Sql("DELETE FROM runs WHERE id = $id", ("$id", run.Run.Id)).ExecuteNonQuery();
        }

        if (run.Document.Bytes is null)
        {
            // The same id came twice in one batch, the second time as it was stored before.
            run.Pack(blobs, new HashSet<Key>());
        }

        var keep = known is not null && (known.ByHand || run.Run.Outcome.Source is null);
        Insert(run, keep ? known! : new Known(run.ContentHash, run.Run.Outcome, ByHand: false), blobs);
        if (known is not null)
        {
            DropUnreferencedBlobs();
        }

        return known is null ? SaveResult.Imported : SaveResult.Updated;
    }

    private void Insert(PackedRun packed, Known judged, ConcurrentDictionary<Key, Packed> blobs)
    {
        var run = packed.Run;
        var spent = RunSummary.SpentBy(run);
        var seq = _connection
            .Sql(
                """
                INSERT INTO runs (id, content_hash, format, agent, agent_version, model, task_id, trial, outcome_state,
                    outcome_trusted, outcome_source, outcome_reason, outcome_by_hand, exit_status, started_at, ended_at, steps,
                    input_tokens, output_tokens, cached_tokens, usage_estimated, cost_usd, secrets_masked, source_path,
                    source_member, source_index, imported_at)
                VALUES ($id, $hash, $format, $agent, $version, $model, $task, $trial, $state, $trusted, $judge, $reason, $hand,
                    $exit, $started, $ended, $steps, $input, $output, $cached, $estimated, $cost, $secrets, $path, $member,
                    $index, $now)
                RETURNING seq
                """,
                ("$id", run.Id),
                ("$hash", packed.ContentHash.Bytes),
                ("$format", run.Format),
                ("$agent", run.Agent),
                ("$version", run.AgentVersion),
                ("$model", run.Model),
                ("$task", run.TaskId),
                ("$trial", run.Trial),
                ("$state", (int)judged.Outcome.State),
                ("$trusted", judged.Outcome.Trusted),
                ("$judge", judged.Outcome.Source),
                ("$reason", judged.Outcome.Reason),
                ("$hand", judged.ByHand),
                ("$exit", run.ExitStatus),
                ("$started", Stored(run.StartedAt)),
                ("$ended", Stored(run.EndedAt)),
                ("$steps", run.Steps.Count),
                ("$input", spent.InputTokens),
                ("$output", spent.OutputTokens),
                ("$cached", spent.CachedTokens),
                ("$estimated", spent.Estimated),
                ("$cost", spent.CostUsd),
                ("$secrets", run.SecretsMasked),
                ("$path", run.Source.Path),
                ("$member", run.Source.Member),
                ("$index", run.Source.Index),
                ("$now", Stored(_clock.GetUtcNow()))
            )
            .ExecuteScalar();
        InsertDocument((long)seq!, packed, blobs);
    }

    private void InsertDocument(long seq, PackedRun packed, ConcurrentDictionary<Key, Packed> blobs)
    {
        _connection
            .Sql(
                "INSERT INTO run_documents (run, length, packed) VALUES ($run, $length, $packed)",
                ("$run", seq),
                ("$length", packed.Document.Length),
                ("$packed", packed.Document.Bytes)
            )
            .ExecuteNonQuery();
        for (var i = 0; i < packed.Originals.Count; i++)
        {
            var original = packed.Originals[i];
            if (!HasBlob(original.Hash))
            {
                var blob = blobs.GetOrAdd(original.Hash, _ => Packed.Of(original.Content.Span));
                _connection
                    .Sql(
                        "INSERT INTO blobs (hash, length, packed) VALUES ($hash, $length, $packed)",
                        ("$hash", original.Hash.Bytes),
                        ("$length", blob.Length),
                        ("$packed", blob.Bytes)
                    )
                    .ExecuteNonQuery();
            }

            _connection
                .Sql(
                    "INSERT INTO run_payloads (run, position, name, hash) VALUES ($run, $position, $name, $hash)",
                    ("$run", seq),
                    ("$position", i),
                    ("$name", original.Name),
                    ("$hash", original.Hash.Bytes)
                )
                .ExecuteNonQuery();
        }
    }

    private int UpdateOutcome(string id, Outcome outcome, bool byHand) =>
        _connection
            .Sql(
                """
                UPDATE runs SET outcome_state = $state, outcome_trusted = $trusted, outcome_source = $source,
                    outcome_reason = $reason, outcome_by_hand = $hand
                WHERE id = $id
                """,
                ("$state", (int)outcome.State),
                ("$trusted", outcome.Trusted),
                ("$source", outcome.Source),
                ("$reason", outcome.Reason),
                ("$hand", byHand),
                ("$id", id)
            )
            .ExecuteNonQuery();

    private bool HasBlob(Key hash) =>
        _connection.Sql("SELECT 1 FROM blobs WHERE hash = $hash", ("$hash", hash.Bytes)).ExecuteScalar() is not null;

    private Known? StoredRun(string id)
    {
        using var row = _connection
            .Sql(
                """
                SELECT content_hash, outcome_state, outcome_trusted, outcome_source, outcome_reason, outcome_by_hand
                FROM runs WHERE id = $id
                """,
                ("$id", id)
            )
            .ExecuteReader();
        return row.Read() ? new Known(new Key((byte[])row[0]), OutcomeAt(row, 1), row.GetBoolean(5)) : null;
    }

    private sealed record Known(Key ContentHash, Outcome Outcome, bool ByHand);
}
