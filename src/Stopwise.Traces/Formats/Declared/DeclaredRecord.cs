using System.Runtime.InteropServices;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>One record of a file: a line, a row of a table, or an element of a document.</summary>
/// <param name="Line">Line from 1; null inside a document.</param>
/// <param name="Value">Good until the next record is asked for; null where the record is broken.</param>
/// <param name="Text">The record's own bytes.</param>
internal readonly record struct DeclaredRecord(int? Line, JsonElement? Value, ReadOnlyMemory<byte> Text)
{
    /// <summary>Reads record by record; only a JSON document is taken apart as a whole.</summary>
    /// <exception cref="JsonException">A document is cut off or broken.</exception>
    public static IEnumerable<DeclaredRecord> Read(FormatFile format, byte[] content) =>
        format.Container switch
        {
            Container.Json => OfDocument(format.Records, content),
            Container.Csv => CsvRows.Read(content),
            _ => OfLines(content),
        };

    private static IEnumerable<DeclaredRecord> OfDocument(JsonPath records, byte[] content)
    {
        using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = Original.DeepestJson });
        foreach (var record in records.Select(document.RootElement))
        {
            yield return new DeclaredRecord(null, record, JsonMarshal.GetRawUtf8Value(record).ToArray());
        }
    }

    private static IEnumerable<DeclaredRecord> OfLines(byte[] content)
    {
        foreach (var (number, line) in Original.Lines(content))
        {
            using var document = Original.OpenLine(line);
            yield return new DeclaredRecord(number, document?.RootElement, line);
        }
    }
}
