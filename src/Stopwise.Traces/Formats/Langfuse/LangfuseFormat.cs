using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Formats.Spans;

namespace Stopwise.Traces.Formats.Langfuse;

/// <summary>Exports of Langfuse: traces with their observations, or observations alone, as JSON or JSON lines.</summary>
internal sealed class LangfuseFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        foreach (var file in catalog.Free(FileKind.Langfuse))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => Read(file));
        }
    }

    private static IEnumerable<ImportItem> Read(SourceFile file)
    {
        var original = Original.Read(file);
        var spans = new List<RecordedSpan>();
        foreach (var (number, row) in JsonRows.Read(original))
        {
            if (row is not { } known || !LangfuseSpans.Add(spans, known))
            {
                yield return new FileFailed(
                    file.Display,
                    number,
                    "The row is no trace or observation of Langfuse; it was left out."
                );
            }
        }

        foreach (var item in SpanRuns.Of("langfuse", spans, original, original.Masked))
        {
            yield return item;
        }
    }
}
