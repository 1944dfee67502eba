using System.Text.Json;
using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats.OpenHands;

/// <summary>
/// OpenHands' event logs: a folder of one file an event with pages of a cache beside it, a trajectory file with all events,
/// and the <c>output.jsonl</c> of an evaluation with a run a line. A step is an action of the agent.
/// </summary>
internal sealed class OpenHandsFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var reports = new SwebenchReports(catalog, runs: null);
        foreach (var file in catalog.Free(FileKind.OpenHandsOutput))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => Evaluation.Read(file, reports));
        }

        var states = catalog.Free(FileKind.OpenHandsState).ToLookup(f => f.Folder, StringComparer.Ordinal);
        var sessions = catalog
            .Free(FileKind.OpenHandsEvent)
            .Concat(catalog.Free(FileKind.OpenHandsEvents))
            .OrderBy(f => f.Location, StringComparer.Ordinal)
            .GroupBy(f => SessionOf(f, catalog), StringComparer.Ordinal);
        foreach (var session in sessions)
        {
            var files = session.ToList();
            var state = states[session.Key].FirstOrDefault();
            files.ForEach(catalog.Claim);
            if (state is not null)
            {
                catalog.Claim(state);
            }

            yield return new RunLead(files[0], () => Read(session.Key, files, state));
        }
    }

    /// <summary>Events and pages of one session lie in sibling folders; a trajectory outside of such folders is one run.</summary>
    private static string SessionOf(SourceFile file, Catalog catalog) =>
        SourceFile.LastName(file.Folder) is "events" or "event_cache" ? SourceFile.FolderOf(file.Folder)
        : catalog.KindOf(file) == FileKind.OpenHandsEvents ? file.Location
        : file.Folder;

    private static IEnumerable<ImportItem> Read(string session, List<SourceFile> files, SourceFile? state)
    {
        var log = new EventLog();
        var originals = new List<Original>();
        foreach (var file in state is null ? files : files.Prepend(state))
        {
            var original = Original.Read(file);
            originals.Add(original);
            if (Add(log, original, isState: file == state) is { } failure)
            {
                yield return failure;
            }
        }

        var name = Path.GetFileNameWithoutExtension(SourceFile.LastName(session));
        var run = log.ToRun($"openhands/{name}", originals[0].Source(), originals.Sum(o => o.Masked));
        if (log.HasEvents)
        {
            yield return new RunFound(run, [.. originals.Select(o => o.Payload)]);
        }
    }

    private static FileFailed? Add(EventLog log, Original original, bool isState)
    {
        try
        {
            var root = original.Parse();
            if (isState)
            {
                log.Describe(root);
            }
            else
            {
                log.AddAll(root);
            }

            return null;
        }
        catch (JsonException e)
        {
            // One event a line is another way in which such logs are kept.
            var lines = Original
                .Lines(original.Content)
                .Select(l => (l.Number, Row: Original.ParseLine(l.Text)))
                .ToList();
            var rows = lines.Where(l => l.Row is { ValueKind: JsonValueKind.Object }).ToList();
            rows.ForEach(l => log.AddAll(l.Row!.Value));
            return rows.Count == lines.Count
                ? null
                : new FileFailed(
                    original.File.Display,
                    rows.Count == 0 ? (int?)e.LineNumber + 1 : lines.Find(l => l.Row is null).Number,
                    "The JSON is cut off or broken here; the other events were read."
                );
        }
    }
}
