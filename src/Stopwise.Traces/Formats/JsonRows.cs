using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stopwise.Traces.Formats;

/// <summary>Reads what is written either as JSON lines or as one document with a list in it.</summary>
internal static class JsonRows
{
    // How platforms wrap a list that they export.
    private static readonly string[] Wrappers = ["data", "runs", "traces", "results", "history", "items", "rows"];

    /// <summary>The objects with the line that each begins in; null for a line that is broken.</summary>
    /// <exception cref="JsonException">A document that is no list of lines is cut off or broken.</exception>
    public static IEnumerable<(int Line, JsonElement? Row)> Read(Original original)
    {
        var lines = Original.Lines(original.Content);
        if (AreLines([.. lines.Take(2).Select(l => l.Text)]))
        {
            foreach (var (number, line) in lines)
            {
                var rows = Original.ParseLine(line) is { } row ? Rows(row) : [null];
                foreach (var one in rows)
                {
                    yield return (number, one);
                }
            }

            yield break;
        }

        foreach (var row in Rows(original.Parse()))
        {
            yield return (1, row);
        }
    }

    /// <summary>The row as compact JSON: what is kept of it.</summary>
    public static byte[] OnOneLine(JsonElement row)
    {
        var line = new ArrayBufferWriter<byte>();
        using (
            var writer = new Utf8JsonWriter(
                line,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            row.WriteTo(writer);
        }

        return line.WrittenSpan.ToArray();
    }

    /// <summary>The first line may be what a rotated log has cut; a document of several lines has no object on the second.</summary>
    private static bool AreLines(ReadOnlyMemory<byte>[] head) =>
        head.Length > 0
        && (
            Original.ParseLine(head[0]) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array }
            || (
                head.Length > 1
                && !head[0].Span.StartsWith("["u8)
                && Original.ParseLine(head[1]) is { ValueKind: JsonValueKind.Object }
            )
        );

    private static IEnumerable<JsonElement?> Rows(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Rows)
        : value.ValueKind != JsonValueKind.Object ? [null]
        : Page(value) is { } list ? Rows(list)
        : [value];

    /// <summary>The list of a page: nothing stands beside it but simple values and what leads to other pages.</summary>
    private static JsonElement? Page(JsonElement value)
    {
        JsonElement? list = null;
        foreach (var part in value.EnumerateObject())
        {
            if (list is null && Wrappers.Contains(part.Name) && IsListOfObjects(part.Value))
            {
                list = part.Value;
            }
            else if (
                part.Value.ValueKind is JsonValueKind.Array or JsonValueKind.Object
                && part.Name is not ("meta" or "cursors" or "pagination")
            )
            {
                return null;
            }
        }

        return list;
    }

    private static bool IsListOfObjects(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
        && value.GetArrayLength() > 0
        && value[0].ValueKind == JsonValueKind.Object;
}
