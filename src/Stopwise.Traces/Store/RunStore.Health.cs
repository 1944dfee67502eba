namespace Stopwise.Traces.Store;

public sealed partial class RunStore
{
    // More of them say no more.
    private const int MostFindings = 20;

    /// <summary>Reads the whole file and says what is wrong with it.</summary>
    public StoreHealth Check() =>
        InTurn(() =>
            new StoreHealth
            {
                SchemaVersion = StoreSchema.VersionOf(_connection),
                Runs = Number("SELECT count(*) FROM runs"),
                Blobs = Number("SELECT count(*) FROM blobs"),
                FileBytes = new FileInfo(Path).Length,
                Findings = [.. Integrity(), .. Orphans()],
            }
        );

    private List<string> Integrity()
    {
        using var row = _connection.Sql($"PRAGMA integrity_check({MostFindings})").ExecuteReader();
        var findings = new List<string>();
        while (row.Read())
        {
            if (row.GetString(0) is var said && said != "ok")
            {
                findings.Add(said);
            }
        }

        return findings;
    }

    private IEnumerable<string> Orphans()
    {
        (string Sql, string Finding)[] questions =
        [
            ("SELECT count(*) FROM runs WHERE seq NOT IN (SELECT run FROM run_documents)", "runs without a document"),
            ("SELECT count(*) FROM run_documents WHERE run NOT IN (SELECT seq FROM runs)", "documents without a run"),
            ("SELECT count(*) FROM run_payloads WHERE run NOT IN (SELECT seq FROM runs)", "originals named by no run"),
            (
                "SELECT count(*) FROM run_payloads WHERE hash NOT IN (SELECT hash FROM blobs)",
                "originals that are missing"
            ),
            ("SELECT count(*) FROM blobs WHERE hash NOT IN (SELECT hash FROM run_payloads)", "originals of no run"),
        ];
        return questions
            .Select(q => (Count: Number(q.Sql), q.Finding))
            .Where(f => f.Count > 0)
            .Select(f => $"{f.Count} {f.Finding}");
    }

    private int Number(string sql) => checked((int)(long)_connection.Sql(sql).ExecuteScalar()!);
}
