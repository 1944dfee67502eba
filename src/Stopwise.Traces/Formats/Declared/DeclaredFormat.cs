using System.Globalization;
using System.Text.Json;
using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>Reads the files that a format file describes.</summary>
internal sealed class DeclaredFormat(FormatFile format) : RunFormat
{
    // A head line or two may differ from the rows that follow.
    private const int RecordsLookedAt = 50;
    private const int Head = 1 << 18;

    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        foreach (var file in catalog.FreeText().Where(f => format.FitsName(SourceFile.LastName(f.Location))))
        {
            if (Fits(format, file))
            {
                catalog.Claim(file);
                yield return new RunLead(file, () => Read(format, Original.Read(file), coverage: null, rows: null));
            }
        }
    }

    /// <summary>Whether one of the first records holds all that records of this format hold.</summary>
    public static bool Fits(FormatFile format, SourceFile file)
    {
        try
        {
            var content =
                format.Container == Container.Json ? file.Read()
                : file.Length > Head && file.ReadHead(Head) is { } head ? head
                : file.Read();
            return DeclaredRecord
                .Read(format, content)
                .Take(RecordsLookedAt)
                .Any(r =>
                    r.Value is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } record
                    && format.Has.All(p => p.First(record) is not null)
                );
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // What is broken is of no declared format; it ends as ignored, like any text that nobody knows.
            return false;
        }
    }

    /// <summary>Reads the runs of a file.</summary>
    /// <param name="format">How.</param>
    /// <param name="original">The file, secrets masked.</param>
    /// <param name="coverage">Told what is read; null where nobody asks.</param>
    /// <param name="rows">Told how many rows of which kind there were; null where nobody asks.</param>
    public static IEnumerable<ImportItem> Read(
        FormatFile format,
        Original original,
        Coverage? coverage,
        Dictionary<string, int>? rows
    )
    {
        var runs = new Dictionary<string, DeclaredRun>(StringComparer.Ordinal);
        var number = 0;
        foreach (var record in DeclaredRecord.Read(format, original.Content))
        {
            var index = number++;
            var key = KeyOf(format, record, index, coverage, out var problem);
            if (key is null)
            {
                yield return new FileFailed(original.File.Display, record.Line, problem!);
                continue;
            }

            if (!runs.TryGetValue(key, out var run))
            {
                int? place = format.Runs switch
                {
                    RunsPer.File => null,
                    RunsPer.Record => index,
                    _ => runs.Count,
                };
                run = new DeclaredRun(format, original, place, format.Runs == RunsPer.Key ? key : null);
                runs[key] = run;
            }

            run.Add(record, coverage);
            if (format.Runs == RunsPer.Record)
            {
                runs.Clear();
                yield return Finished(run, original, index, rows);
            }
        }

        foreach (var (run, at) in runs.Values.Select((r, i) => (r, i)))
        {
            yield return Finished(run, original, at, rows);
        }
    }

    private static ImportItem Finished(DeclaredRun run, Original original, int at, Dictionary<string, int>? rows)
    {
        foreach (var (kind, count) in run.Rows)
        {
            if (rows is not null)
            {
                rows[kind] = rows.GetValueOrDefault(kind) + count;
            }
        }

        var found = run.ToFound();
        return found.Run.Steps.Count > 0
            ? found
            : new FileFailed(
                original.File.Display,
                null,
                $"Format '{found.Run.Format}' finds no step in run {at} ('{found.Run.Id}'): see stopwise format check."
            );
    }

    private static string? KeyOf(
        FormatFile format,
        DeclaredRecord record,
        int index,
        Coverage? coverage,
        out string? problem
    )
    {
        problem = null;
        if (record.Value is not { ValueKind: JsonValueKind.Object or JsonValueKind.Array } value)
        {
            problem = "The record is broken or no JSON object; it was left out.";
            return null;
        }

        if (format.By is null)
        {
            return format.Runs == RunsPer.File ? "" : index.ToString(CultureInfo.InvariantCulture);
        }

        var key = format.By.First(value);
        if (key?.AsText() is { Length: > 0 } text)
        {
            return text;
        }

        problem = $"The record has no '{format.By.Text}', which tells its run; it was left out.";
        return null;
    }
}
