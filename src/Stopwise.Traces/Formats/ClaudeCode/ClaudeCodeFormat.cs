using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.ClaudeCode;

/// <summary>
/// Claude Code's stream-json: plain, below an installer's output, or inside a terminal recording; alone or in the folder
/// of a terminal-bench trial, whose <c>results.json</c> gives the task and the verdict.
/// </summary>
internal sealed class ClaudeCodeFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var trials = catalog
            .Free(FileKind.TerminalBenchResult)
            .DistinctBy(f => f.Folder, StringComparer.Ordinal)
            .ToDictionary(f => f.Folder, StringComparer.Ordinal);
        foreach (
            var file in catalog
                .Free(FileKind.Cast)
                .Concat(catalog.Free(FileKind.StreamJson))
                .OrderBy(f => f.Location, StringComparer.Ordinal)
        )
        {
            var trial = TrialOf(file, trials);
            yield return new RunLead(file, () => Read(file, trial, catalog));
        }

        foreach (
            var file in catalog
                .Files.Where(f => catalog.KindOf(f) is FileKind.Text && TrialOf(f, trials) is not null)
                .ToList()
        )
        {
            catalog.Ignore(file, "Beside a trial's recording: not needed.");
        }
    }

    private static SourceFile? TrialOf(SourceFile file, Dictionary<string, SourceFile> trials)
    {
        for (var folder = file.Folder; ; folder = SourceFile.FolderOf(folder))
        {
            if (trials.TryGetValue(folder, out var trial))
            {
                return trial;
            }

            if (folder.Length == 0)
            {
                return null;
            }
        }
    }

    private static IEnumerable<ImportItem> Read(SourceFile file, SourceFile? trial, Catalog catalog)
    {
        var original = Original.Read(file);
        var (session, broken, masked, kept) =
            catalog.KindOf(file) == FileKind.Cast ? FromCast(original) : FromLines(original);
        if (broken is not null)
        {
            catalog.Claim(file);
            yield return new FileFailed(file.Display, broken, "The line is cut off or broken; the others were read.");
        }

        if (broken is null && session.BrokenLine is not null)
        {
            yield return new FileFailed(
                file.Display,
                null,
                "A row of the agent's stream in this recording is cut off or broken; the others were read."
            );
        }

        // A recording without any row of a stream is of something else: the verifier's terminal, say.
        if (session.Rows == 0)
        {
            yield break;
        }

        catalog.Claim(file);
        var run = ToRun(session, original, masked);
        if (trial is null)
        {
            yield return new RunFound(run, [kept]);
            yield break;
        }

        catalog.Claim(trial);
        var result = Original.Read(trial);
        var described = TerminalBenchTrial.Describe(run, result);
        var (steps, closing) = session.Build(described.Prompt);
        yield return new RunFound(
            described with
            {
                Format = "claude-code-terminal-bench",
                Steps = steps,
                Closing = closing,
            },
            [kept, result.Payload]
        );
    }

    private static Run ToRun(StreamSession session, Original original, int masked)
    {
        var (steps, closing) = session.Build(null);
        return new Run
        {
            Id = session.SessionId ?? original.File.Name,
            Format = "claude-code-stream",
            Agent = "claude-code",
            AgentVersion = session.Version,
            Model = session.Model,
            Prompt = session.Prompt,
            Oversight = session.Oversight,
            StartedAt = session.FirstAt,
            EndedAt = session.LastAt,
            ExitStatus = session.Ending ?? "no_result_line",
            Outcome = Outcome.Unknown,
            Steps = steps,
            Closing = closing,
            StatedCostUsd = session.Cost,
            SecretsMasked = masked,
            Source = original.Source(),
        };
    }

    private static (StreamSession, int? Broken, int Masked, Payload Kept) FromLines(Original original)
    {
        var session = new StreamSession();
        foreach (var (number, line) in Original.Lines(original.Content))
        {
            if (line.Span.StartsWith("{"u8))
            {
                session.Add(number, line, at: null);
            }
        }

        return (session, session.BrokenLine, original.Masked, original.Payload);
    }

    private static (StreamSession, int? Broken, int Masked, Payload Kept) FromCast(Original original)
    {
        var recording = Recording.Read(original.Content);
        var shown = recording.Shown;

        // A secret may be cut in two by the recorder and only show once the pieces are joined.
        var clean = SecretScrubber.Scrub(shown, out var masked);
        var same = ReferenceEquals(shown, clean);
        var session = new StreamSession();
        var offset = 0;
        var line = 0;
        while (offset < clean.Length)
        {
            var end = clean.AsSpan(offset).IndexOf((byte)'\n');
            var next = end < 0 ? clean.Length : offset + end + 1;
            var text = Recording.Plain(clean.AsMemory(offset, next - offset).TrimEnd("\r\n"u8));
            line++;
            if (text.Span.StartsWith("{\"type\""u8))
            {
                session.Add(line, text, recording.TimeAt(offset));
            }

            offset = next;
        }

        var kept = same ? original.Payload : new Payload(original.File.Name + ".txt", clean);
        return (session, recording.BrokenLine, original.Masked + masked, kept);
    }
}
