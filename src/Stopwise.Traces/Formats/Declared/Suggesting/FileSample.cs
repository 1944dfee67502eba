using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Stopwise.Exits;

namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <summary>The beginning of a file, small enough to be read many times: what a proposal is sought on.</summary>
internal sealed class FileSample
{
    private const int MostRows = 600;
    private const int MostBytes = 4 << 20;

    // A list deep inside is short in what was recorded; the long ones are runs and steps.
    private const int ItemsKept = 200;
    private const int ItemsOfRuns = 24;

    private FileSample(Container container, Original content, IReadOnlyList<JsonElement> records)
    {
        Container = container;
        Content = content;
        Records = records;
    }

    public Container Container { get; }

    /// <summary>The same as a file of its own.</summary>
    public Original Content { get; }

    /// <summary>Lines or rows; for a document the document alone.</summary>
    public IReadOnlyList<JsonElement> Records { get; }

    /// <exception cref="StopwiseException">Nothing in the file has a shape; the message says what to do.</exception>
    public static FileSample Of(Original original) =>
        Document(original) ?? Lines(original) ?? Table(original) ?? throw Shapeless(original);

    private static FileSample? Document(Original original)
    {
        JsonElement root;
        try
        {
            root = original.Parse();
        }
        catch (JsonException)
        {
            return null;
        }

        if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            return null;
        }

        var cut = Original.Of(original.File, Cut(root).ToArray());
        return new FileSample(Container.Json, cut, [cut.Parse()]);
    }

    private static FileSample? Lines(Original original)
    {
        var rows = new List<JsonElement>();
        var head = 0;
        var broken = 0;
        foreach (var (_, line) in Original.Lines(original.Content))
        {
            if (rows.Count + broken >= MostRows || head > MostBytes)
            {
                break;
            }

            head += line.Length + 1;
            if (Original.ParseLine(line) is { ValueKind: JsonValueKind.Object } row)
            {
                rows.Add(row);
            }
            else
            {
                broken++;
            }
        }

        return rows.Count > broken
            ? new FileSample(
                Container.JsonLines,
                Original.Of(original.File, original.Content[..Math.Min(head, original.Content.Length)]),
                rows
            )
            : null;
    }

    private static FileSample? Table(Original original)
    {
        if (CsvRows.Header(original.Content) is not { } header || !header.All(IsColumn))
        {
            return null;
        }

        var rows = new List<JsonElement>();
        var head = original.Content.AsSpan().IndexOf((byte)'\n') + 1;
        foreach (var record in CsvRows.Read(original.Content).Take(MostRows).TakeWhile(_ => head < MostBytes))
        {
            head += record.Text.Length + 1;
            if (record.Value is { } row)
            {
                rows.Add(row.Clone());
            }
        }

        return rows.Count > 0
            ? new FileSample(
                Container.Csv,
                Original.Of(original.File, original.Content[..Math.Min(head, original.Content.Length)]),
                rows
            )
            : null;
    }

    /// <summary>A line of a log may have commas too: names of columns are a few words and begin with a letter.</summary>
    private static bool IsColumn(string name) =>
        name.Trim() is { Length: > 0 and <= 60 } column
        && (char.IsLetter(column[0]) || column[0] == '_')
        && column.Count(c => c == ' ') <= 3;

    private static StopwiseException Shapeless(Original original) =>
        new(
            original.Content.AsSpan().ContainsAnyExcept(" \t\r\n"u8)
                ? $"{original.File.Display} is neither JSON, nor lines of JSON, nor a table with a header line. A log of plain text has no fields to point at: turn it into lines of JSON first, one a step (docs/how-to/i-use-my-own-agent.md)."
                : $"{original.File.Display} is empty."
        );

    private static ReadOnlyMemory<byte> Cut(JsonElement root)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }
            )
        )
        {
            Copy(root, writer, buffer, runs: true);
        }

        return buffer.WrittenMemory;
    }

    private static void Copy(JsonElement value, Utf8JsonWriter writer, ArrayBufferWriter<byte> buffer, bool runs)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var nested = runs && HoldsLists(value);
                foreach (var item in value.EnumerateArray().Take(nested ? ItemsOfRuns : ItemsKept))
                {
                    if (buffer.WrittenCount + writer.BytesPending < MostBytes)
                    {
                        Copy(item, writer, buffer, runs && !nested);
                    }
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(Coverage.NameOf(property));
                    Copy(property.Value, writer, buffer, runs);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private static bool HoldsLists(JsonElement array) =>
        array.GetArrayLength() > ItemsOfRuns
        && array[0].ValueKind == JsonValueKind.Object
        && array[0]
            .EnumerateObject()
            .Any(p => p.Value.ValueKind == JsonValueKind.Array && p.Value.GetArrayLength() > 2);
}
