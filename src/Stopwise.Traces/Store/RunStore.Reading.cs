using System.Text;
using Microsoft.Data.Sqlite;
using Stopwise.Exits;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Store;

public sealed partial class RunStore
{
    // Runs of some megabytes each are unpacked side by side; more would only fill memory.
    private const int RunsAtOnce = 16;

    private const string SummaryColumns = """
        id, format, agent, agent_version, model, task_id, trial, outcome_state, outcome_trusted, outcome_source, outcome_reason,
        exit_status, started_at, ended_at, steps, input_tokens, output_tokens, cached_tokens, usage_estimated, cost_usd,
        secrets_masked, source_path, source_member, source_index, imported_at
        """;

    private const string DocumentColumns = """
        runs.id, outcome_state, outcome_trusted, outcome_source, outcome_reason, source_path, source_member, source_index,
        length, packed, onsets_by_hand.step, onsets_by_hand.reason
        """;

    private const string DocumentTables =
        "runs JOIN run_documents ON run = seq LEFT JOIN onsets_by_hand ON run_id = runs.id";

    /// <summary>How many runs the filter means; its limit is not looked at.</summary>
    public int Count(RunFilter? filter = null) =>
        InTurn(() =>
        {
            using var command = _connection.CreateCommand();
            var wanted = filter ?? RunFilter.All;
            command.CommandText = $"SELECT count(*) FROM {Narrowed(wanted)}{Where(wanted, command)}";
            return checked((int)(long)command.ExecuteScalar()!);
        });

    /// <summary>The runs that the filter means, the one taken in last first.</summary>
    public IReadOnlyList<RunSummary> Find(RunFilter? filter = null) =>
        InTurn(() =>
        {
            var wanted = filter ?? RunFilter.All;
            using var command = _connection.CreateCommand();
            var where = Where(wanted, command);

            // Runs are tried in the order of their age; those of one beginning stand together, and are sorted.
            var order = wanted.IdPrefix is null ? "seq" : "+seq";
            command.CommandText = $"""
                SELECT {SummaryColumns} FROM runs
                WHERE seq IN (SELECT seq FROM {Narrowed(wanted)}{where} ORDER BY {order} DESC LIMIT $limit)
                ORDER BY seq DESC
                """;
            command.Parameters.AddWithValue("$limit", wanted.Limit ?? -1);
            using var row = command.ExecuteReader();
            var found = new List<RunSummary>();
            while (row.Read())
            {
                found.Add(SummaryAt(row));
            }

            return found;
        });

    /// <summary>One run with all its steps; null where the store has none of this id.</summary>
    public Run? Load(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return InTurn(() =>
        {
            using var row = _connection
                .Sql($"SELECT {DocumentColumns} FROM {DocumentTables} WHERE id = $id", ("$id", id))
                .ExecuteReader();
            return row.Read() ? DocumentAt(row).Unpack() : null;
        });
    }

    /// <summary>Every run that the filter means with all its steps, ordered by the bytes of its id.</summary>
    /// <remarks>Read in pieces while it is enumerated: a run saved or deleted meanwhile may or may not appear.</remarks>
    public IEnumerable<Run> LoadAll(RunFilter? filter = null)
    {
        var wanted = filter ?? RunFilter.All;
        foreach (var numbers in InTurn(() => NumbersById(wanted)).Chunk(RunsAtOnce))
        {
            foreach (var run in Unpack(InTurn(() => Documents(numbers))))
            {
                yield return run;
            }
        }
    }

    /// <summary>The source's own bytes of a run, secrets masked; empty where the store has no such run.</summary>
    public IReadOnlyList<Payload> Originals(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return InTurn(() =>
        {
            using var row = _connection
                .Sql(
                    """
                    SELECT name, length, packed FROM runs JOIN run_payloads ON run = seq JOIN blobs USING (hash)
                    WHERE id = $id ORDER BY position
                    """,
                    ("$id", id)
                )
                .ExecuteReader();
            var originals = new List<Payload>();
            while (row.Read())
            {
                originals.Add(new Payload(row.GetString(0), new Packed((byte[])row[2], row.GetInt32(1)).Unpack()));
            }

            return originals;
        });
    }

    /// <summary>The id that a user means by <c>last</c>, by an id, or by the beginning of exactly one.</summary>
    /// <exception cref="StopwiseException">There is none, or there are several.</exception>
    public string Resolve(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name == "last")
        {
            var newest = Find(new RunFilter { Limit = 1 });
            return newest.Count == 1
                ? newest[0].Id
                : throw new StopwiseException($"The store {Path} is empty: import runs first.");
        }

        var found = Find(new RunFilter { IdPrefix = name, Limit = 6 });
        if (found.FirstOrDefault(r => r.Id == name) is { } exact || Load(name) is not null)
        {
            return name;
        }

        return found.Count switch
        {
            1 => found[0].Id,
            0 => throw new StopwiseException($"No run is called {name} or begins so: stopwise runs lists them."),
            _ => throw new StopwiseException(
                $"{name} begins several runs, say more of it: {string.Join(", ", found.Take(5).Select(r => r.Id))}"
                    + (found.Count > 5 ? ", and more" : "")
            ),
        };
    }

    /// <summary>The runs that are meant by their number in the store: eight bytes a run, so that millions may be meant.</summary>
    private List<long> NumbersById(RunFilter filter)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = $"SELECT seq FROM runs{Where(filter, command)} ORDER BY id LIMIT $limit";
        command.Parameters.AddWithValue("$limit", filter.Limit ?? -1);
        using var row = command.ExecuteReader();
        var numbers = new List<long>();
        while (row.Read())
        {
            numbers.Add(row.GetInt64(0));
        }

        return numbers;
    }

    private List<Document> Documents(long[] numbers)
    {
        using var statements = new PreparedStatements(_connection);
        var documents = new List<Document>(numbers.Length);
        foreach (var number in numbers)
        {
            using var row = statements
                .Sql($"SELECT {DocumentColumns} FROM {DocumentTables} WHERE seq = $seq", ("$seq", number))
                .ExecuteReader();
            if (row.Read())
            {
                documents.Add(DocumentAt(row));
            }
        }

        return documents;
    }

    private List<Run> Unpack(List<Document> documents)
    {
        try
        {
            return documents.AsParallel().AsOrdered().Select(d => d.Unpack()).ToList();
        }
        catch (AggregateException e) when (e.InnerException is InvalidDataException)
        {
            return StoreFailure.Explained<List<Run>>(Path, () => throw e.InnerException);
        }
    }

    /// <summary>Where values that are common each may never meet, one index that has them all is read and no run.</summary>
    private static string Narrowed(RunFilter filter)
    {
        object?[] columns = [filter.Model, filter.Agent, filter.TaskId, filter.Outcome];
        var several = filter.IdPrefix is null && columns.Count(c => c is not null) > 1;
        return several ? "runs INDEXED BY runs_by_filters" : "runs";
    }

    private static string Where(RunFilter filter, SqliteCommand command)
    {
        var conditions = new StringBuilder();
        Add("model = $model", "$model", filter.Model);
        Add("agent = $agent", "$agent", filter.Agent);
        Add("task_id = $task", "$task", filter.TaskId);
        Add("outcome_state = $state", "$state", (int?)filter.Outcome);
        // No id holds the last character of Unicode, which is none: it only bounds the search.
        Add("id >= $prefix AND id < $prefix || char(0x10ffff)", "$prefix", filter.IdPrefix);
        if (filter.HasStepLabels)
        {
            conditions
                .Append(conditions.Length == 0 ? " WHERE " : " AND ")
                .Append("(step_labels IS NOT 0 OR id IN (SELECT run_id FROM onsets_by_hand))");
        }

        return conditions.ToString();

        void Add(string condition, string name, object? value)
        {
            if (value is not null)
            {
                conditions.Append(conditions.Length == 0 ? " WHERE " : " AND ").Append(condition);
                command.Parameters.AddWithValue(name, value);
            }
        }
    }

    private static RunSummary SummaryAt(SqliteDataReader row) =>
        new()
        {
            Id = row.GetString(0),
            Format = row.GetString(1),
            Agent = row.GetString(2),
            AgentVersion = row.Text(3),
            Model = row.Text(4),
            TaskId = row.Text(5),
            Trial = row.Text(6),
            Outcome = OutcomeAt(row, 7),
            ExitStatus = row.Text(11),
            StartedAt = Time(row, 12),
            EndedAt = Time(row, 13),
            Steps = row.GetInt32(14),
            Spent = new Usage(
                row.Number(15),
                row.Number(16),
                row.Number(17),
                row.IsDBNull(19) ? null : row.GetDecimal(19),
                row.GetBoolean(18)
            ),
            SecretsMasked = row.GetInt32(20),
            Source = SourceAt(row, 21),
            ImportedAt = Time(row, 24)!.Value,
        };

    private static Document DocumentAt(SqliteDataReader row) =>
        new(row.GetString(0), OutcomeAt(row, 1), SourceAt(row, 5), new Packed((byte[])row[9], row.GetInt32(8)))
        {
            Onset = row.Number(10) is { } step
                ? new FailureLabel((int)step, OnsetsByHand, Decisive: true) { Reason = row.Text(11) }
                : null,
        };

    private static Outcome OutcomeAt(SqliteDataReader row, int column) =>
        new((OutcomeState)row.GetInt32(column), row.GetBoolean(column + 1), row.Text(column + 2), row.Text(column + 3));

    private static RunSource SourceAt(SqliteDataReader row, int column) =>
        new(row.GetString(column), row.Text(column + 1), (int?)row.Number(column + 2));

    private sealed record Document(string Id, Outcome Outcome, RunSource Source, Packed Packed)
    {
        public FailureLabel? Onset { get; init; }

        public Run Unpack() => WithOnset(RunJson.Read(Packed.Unpack(), Id, Outcome, Source), Onset);
    }
}
