using System.Text.Json;
using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats.Codex;

/// <summary>
/// Codex CLI's rollout files, of the envelope form and of the bare form before it. A file is a run: a resumed session goes on
/// in its file, a fork and a sub-agent have files and names of their own.
/// </summary>
internal sealed class CodexFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        foreach (var file in catalog.Free(FileKind.CodexRollout))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => Read(file));
        }
    }

    private static IEnumerable<ImportItem> Read(SourceFile file)
    {
        var original = Original.Read(file);
        var rows = new List<JsonElement>();
        int? broken = null;
        foreach (var (number, line) in Original.Lines(original.Content))
        {
            if (Original.ParseLine(line) is { ValueKind: JsonValueKind.Object } row)
            {
                rows.Add(row);
            }
            else
            {
                broken ??= number;
            }
        }

        if (broken is not null)
        {
            yield return new FileFailed(file.Display, broken, "The line is cut off or broken; the others were read.");
        }

        yield return new RunFound(Rollout.Read(rows).ToRun(original), [original.Payload]);
    }
}
