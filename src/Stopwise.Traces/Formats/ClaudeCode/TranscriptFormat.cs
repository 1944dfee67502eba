using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats.ClaudeCode;

/// <summary>
/// Transcripts that Claude Code keeps of itself. Files of one session, files of its sub-agents and files that resume it
/// are one run; a fork is a run of its own.
/// </summary>
internal sealed class TranscriptFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var files = catalog.Free(FileKind.Transcript).ToList();
        files.ForEach(catalog.Claim);
        foreach (var parts in SessionFiles.Group(files))
        {
            yield return new RunLead(parts[0], () => Read(parts));
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
