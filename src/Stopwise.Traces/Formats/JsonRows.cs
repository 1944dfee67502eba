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
        var first = lines.Select(l => Original.ParseLine(l.Text)).FirstOrDefault();
        if (first is { ValueKind: JsonValueKind.Object or JsonValueKind.Array })
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

    private static IEnumerable<JsonElement?> Rows(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Rows)
        : value.ValueKind != JsonValueKind.Object ? [null]
        : Wrappers.Select(w => value.Field(w)).FirstOrDefault(IsListOfObjects) is { } list ? Rows(list)
        : [value];

    private static bool IsListOfObjects(JsonElement? value) =>
        value is { ValueKind: JsonValueKind.Array } list
        && list.GetArrayLength() > 0
        && list[0].ValueKind == JsonValueKind.Object;
}
