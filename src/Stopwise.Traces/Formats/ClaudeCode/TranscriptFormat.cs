using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats.ClaudeCode;

/// <summary>
/// Transcripts that Claude Code keeps of itself. Files of one session, files of its sub-agents and files that resume it
/// are one run: they share a session id, or a row of one names a row of the other.
/// </summary>
internal sealed class TranscriptFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var files = catalog.Free(FileKind.Transcript).ToList();
        files.ForEach(catalog.Claim);
        foreach (var parts in Sessions(files))
        {
            yield return new RunLead(parts[0], () => Read(parts));
        }
    }

    private static List<List<SourceFile>> Sessions(List<SourceFile> files)
    {
        var groups = Enumerable.Range(0, files.Count).ToArray();
        var owners = new Dictionary<string, int>(StringComparer.Ordinal);
        var links = new List<(int File, string Name)>();
        for (var i = 0; i < files.Count; i++)
        {
            foreach (var row in Rows(files[i]))
            {
                Own(row.Session is { } session ? "session " + session : null, i);
                Own(row.Uuid, i);
                if (row.Parent is { } parent)
                {
                    links.Add((i, parent));
                }
            }
        }

        foreach (var (file, name) in links)
        {
            if (owners.TryGetValue(name, out var owner))
            {
                groups[Root(file)] = Root(owner);
            }
        }

        return files
            .Select((file, i) => (file, Group: Root(i)))
            .GroupBy(f => f.Group, f => f.file)
            .Select(g => g.ToList())
            .ToList();

        int Root(int i) => groups[i] == i ? i : groups[i] = Root(groups[i]);

        void Own(string? name, int file)
        {
            if (name is not null && !owners.TryAdd(name, file))
            {
                groups[Root(file)] = Root(owners[name]);
            }
        }
    }

    private static IEnumerable<RowHead> Rows(SourceFile file)
    {
        byte[] content;
        try
        {
            content = file.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Reading the run reports it.
            yield break;
        }

        foreach (var (_, line) in Original.Lines(content))
        {
            if (RowHead.Of(line) is { } row)
            {
                yield return row;
            }
        }
    }

    private static IEnumerable<ImportItem> Read(List<SourceFile> parts)
    {
        var originals = parts.ConvertAll(Original.Read);
        var transcript = new Transcript();
        foreach (var original in originals)
        {
            foreach (var (number, line) in Original.Lines(original.Content))
            {
                transcript.Collect(original, number, line);
            }
        }

        var run = transcript.ToRun(originals[0]);
        foreach (var original in originals.Where(transcript.Broken.ContainsKey))
        {
            yield return new FileFailed(
                original.File.Display,
                transcript.Broken[original],
                "The line is cut off or broken; the others were read."
            );
        }

        yield return new RunFound(
            run with
            {
                SecretsMasked = originals.Sum(o => o.Masked),
            },
            [.. originals.Select(o => o.Payload)]
        );
    }
}
