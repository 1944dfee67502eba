using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Formats.Spans;

namespace Stopwise.Traces.Formats.Otlp;

/// <summary>
/// Dumps of OTLP: JSON requests, one a line or one a document, as exporters and the collector write them, and protobuf. Files
/// that hold spans of one trace or session are read together.
/// </summary>
internal sealed class OtlpFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var files = catalog.Free(FileKind.Otlp).ToList();
        files.AddRange(catalog.Free(FileKind.Binary).Concat(catalog.Free(FileKind.Text)).Where(IsProtobuf));
        files.ForEach(catalog.Claim);
        foreach (var parts in SharedNames.Group(files, NamesIn))
        {
            yield return new RunLead(parts[0], () => Read(parts));
        }
    }

    private static IEnumerable<string> NamesIn(SourceFile file)
    {
        var document = new OtlpDocument();
        foreach (var (_, row) in JsonRows.Read(Open(file, out _)))
        {
            if (row is { } request)
            {
                document.Add(request);
            }
        }

        return document
            .Spans()
            .Select(SpanDialects.Read)
            .SelectMany(s => new[] { s.Trace, s.Session })
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);
    }

    private static IEnumerable<ImportItem> Read(IReadOnlyList<SourceFile> parts)
    {
        var document = new OtlpDocument();
        var masked = 0;
        Original? first = null;
        foreach (var file in parts)
        {
            var original = Open(file, out var cutOff);
            first ??= original;
            masked += original.Masked;
            int? broken = null;
            foreach (var (number, row) in JsonRows.Read(original))
            {
                if (row is not { } request || !document.Add(request))
                {
                    broken ??= number;
                }
            }

            if (cutOff || broken is not null)
            {
                yield return new FileFailed(
                    file.Display,
                    cutOff ? null : broken,
                    cutOff
                        ? "The protobuf is cut off or damaged; what comes before was read."
                        : "The line is cut off, broken or no export of traces; the others were read."
                );
            }
        }

        foreach (var item in SpanRuns.Of("otlp", document.Spans().Select(SpanDialects.Read), first!, masked))
        {
            yield return item;
        }
    }

    private static Original Open(SourceFile file, out bool cutOff)
    {
        cutOff = false;
        if (IsProtobuf(file) && OtlpProtobuf.ToJson(file.ReadBytes()) is { } dump)
        {
            cutOff = dump.CutOff;
            return Original.Of(file, dump.Json);
        }

        return Original.Read(file);
    }

    /// <summary>A cheap look at the first bytes, then at all of them.</summary>
    private static bool IsProtobuf(SourceFile file)
    {
        try
        {
            Span<byte> head = stackalloc byte[16];
            using (var stream = File.OpenRead(file.Stored))
            {
                head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            }

            // The first field of a request is a resource; a length may stand before it.
            return head.IndexOf((byte)0x0a) is >= 0 and <= 5
                && head[0] is not ((byte)'{' or (byte)'[')
                && OtlpProtobuf.ToJson(file.ReadBytes()) is not null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Cataloguing has reported it.
            return false;
        }
    }
}
