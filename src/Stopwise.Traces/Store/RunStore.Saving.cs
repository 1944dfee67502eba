using System.Collections.Concurrent;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Store;

public sealed partial class RunStore
{
    // Verdicts of a labels file are a person's word too.
    private const string LabelsSource = "labels:";

    /// <inheritdoc cref="Save(IReadOnlyList{RunFound})"/>
    public SaveResult Save(RunFound found) => Save([found])[0];

    /// <summary>Takes runs in, all or none.</summary>
    /// <returns>What became of each, in order.</returns>
    /// <remarks>
    /// <para>
    /// A run with the same content is a duplicate, wherever it was read from. A changed run takes the place of the stored one
    /// where both have the same id and either the same source or the same format, agent, model, task, trial and start;
    /// otherwise it is another run that happens to have the same name, and gets a hash of its originals behind its id.
    /// </para>
    /// <para>
    /// The verdict is no content: one that names its source takes the place of the stored verdict, a run without a verdict
    /// never takes one away, and what a person said (<see cref="SetOutcome"/>, a labels file) yields only to a person.
    /// </para>
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
        return InTurn(() =>
        {
            using var statements = new PreparedStatements(_connection);
            return UpdateOutcome(statements, id, outcome, byHand: true) > 0;
        });
    }

    private List<SaveResult> Write(List<PackedRun> runs)
    {
        // Packing takes longest: another process may write meanwhile, so what is known is asked once more below.
        var blobs = Pack(runs);
        using var change = _connection.BeginTransaction(deferred: false);
        using var statements = new PreparedStatements(_connection);
        var results = runs.Select(r => WriteOne(statements, r, blobs)).ToList();
        change.Commit();
        return results;
    }

    private ConcurrentDictionary<Key, Packed> Pack(List<PackedRun> runs)
    {
        using var statements = new PreparedStatements(_connection);
        var fresh = runs.FindAll(r => Counterpart(statements, r, r.Run.Id)?.ContentHash.Equals(r.ContentHash) != true);
        var stored = fresh
            .SelectMany(r => r.Originals)
            .Select(o => o.Hash)
            .Distinct()
            .Where(h => HasBlob(statements, h))
            .ToHashSet();
        var blobs = new ConcurrentDictionary<Key, Packed>();
        fresh.AsParallel().ForAll(r => r.Pack(blobs, stored));
        return blobs;
    }

    private SaveResult WriteOne(PreparedStatements statements, PackedRun run, ConcurrentDictionary<Key, Packed> blobs)
    {
        var id = run.Run.Id;
        var known = Counterpart(statements, run, id);
        var same = known?.ContentHash.Equals(run.ContentHash) == true;
        if (known is not null && !same && !known.IsEarlier(run.Run))
        {
            id = run.OwnId();
            known = Counterpart(statements, run, id);
        }

        var said = run.Run.Outcome;
        var byPerson = said.Source?.StartsWith(LabelsSource, StringComparison.Ordinal) == true;
        var keep = known is not null && (said.Source is null || (known.ByHand && !byPerson));
        if (same)
        {
            return !keep && said != known!.Outcome && UpdateOutcome(statements, known.Id, said, byPerson) > 0
                ? SaveResult.Updated
                : SaveResult.Duplicate;
        }

        if (run.Document.Bytes is null)
        {
            // The same run came twice in one batch, the second time as it was stored before.
            run.Pack(blobs, new HashSet<Key>());
        }

        var replaced = known is null ? null : DropRun(statements, id);
        Insert(statements, run, id, keep ? (known!.Outcome, known.ByHand) : (said, byPerson), blobs);
        if (known is null)
        {
            return SaveResult.Imported;
        }

        DropUnreferenced(statements, replaced ?? []);
        return SaveResult.Updated;
    }

    private void Insert(
        PreparedStatements statements,
        PackedRun packed,
        string id,
        (Outcome Outcome, bool ByHand) judged,
        ConcurrentDictionary<Key, Packed> blobs
    )
    {
        var run = packed.Run;
        var spent = RunSummary.SpentBy(run);
        var seq = statements
            .Sql(
                """
                INSERT INTO runs (id, content_hash, format, agent, agent_version, model, task_id, trial, outcome_state,
                    outcome_trusted, outcome_source, outcome_reason, outcome_by_hand, exit_status, started_at, ended_at, steps,
                    input_tokens, output_tokens, cached_tokens, usage_estimated, cost_usd, secrets_masked, source_path,
                    source_member, source_index, imported_at, step_labels)
                VALUES ($id, $hash, $format, $agent, $version, $model, $task, $trial, $state, $trusted, $judge, $reason, $hand,
                    $exit, $started, $ended, $steps, $input, $output, $cached, $estimated, $cost, $secrets, $path, $member,
                    $index, $now, $labels)
                RETURNING seq
                """,
                ("$id", id),
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
                ("$now", Stored(_clock.GetUtcNow())),
                ("$labels", run.FailureLabels?.Count ?? 0)
            )
            .ExecuteScalar();
        InsertDocument(statements, (long)seq!, packed, blobs);
    }

    private static void InsertDocument(
        PreparedStatements statements,
        long seq,
        PackedRun packed,
        ConcurrentDictionary<Key, Packed> blobs
    )
    {
        statements
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
            if (!HasBlob(statements, original.Hash))
            {
                var blob = blobs.GetOrAdd(original.Hash, _ => Packed.Of(original.Content.Span));
                statements
                    .Sql(
                        "INSERT INTO blobs (hash, length, packed) VALUES ($hash, $length, $packed)",
                        ("$hash", original.Hash.Bytes),
                        ("$length", blob.Length),
                        ("$packed", blob.Bytes)
                    )
                    .ExecuteNonQuery();
            }

            statements
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

    private static int UpdateOutcome(PreparedStatements statements, string id, Outcome outcome, bool byHand) =>
        statements
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

    private static bool HasBlob(PreparedStatements statements, Key hash) =>
        statements.Sql("SELECT 1 FROM blobs WHERE hash = $hash", ("$hash", hash.Bytes)).ExecuteScalar() is not null;

    /// <summary>The stored run of the same content, else the one of the same id.</summary>
    private static Known? Counterpart(PreparedStatements statements, PackedRun run, string id)
    {
        // Readers and this store put "~" and a hash behind the id of the second run of a name.
        var name = id.Length > 9 && id[^9] == '~' ? id[..^9] : id;
        using var row = statements
            .Sql(
                """
                SELECT id, content_hash, outcome_state, outcome_trusted, outcome_source, outcome_reason, outcome_by_hand,
                    source_path, source_member, source_index, format, agent, model, task_id, trial, started_at
                FROM runs
                WHERE id = $id OR content_hash = $hash AND (id = $name OR id > $name || '~' AND id < $name || '~~')
                ORDER BY content_hash = $hash DESC, id = $id DESC
                LIMIT 1
                """,
                ("$id", id),
                ("$name", name),
                ("$hash", run.ContentHash.Bytes)
            )
            .ExecuteReader();
        return row.Read()
            ? new Known(row.GetString(0), new Key((byte[])row[1]), OutcomeAt(row, 2), row.GetBoolean(6))
            {
                Source = SourceAt(row, 7),
                Identity = (
                    row.GetString(10),
                    row.GetString(11),
                    row.Text(12),
                    row.Text(13),
                    row.Text(14),
                    row.Text(15)
                ),
            }
            : null;
    }

    private sealed record Known(string Id, Key ContentHash, Outcome Outcome, bool ByHand)
    {
        public required RunSource Source { get; init; }

        public required (string, string, string?, string?, string?, string?) Identity { get; init; }

        /// <summary>Whether it is an earlier state of this run, and not another run of the same name.</summary>
        public bool IsEarlier(Run run) =>
            Source == run.Source
            || Identity == (run.Format, run.Agent, run.Model, run.TaskId, run.Trial, Stored(run.StartedAt));
    }
}
