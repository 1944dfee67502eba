using System.Text.Json;

namespace Stopwise.Traces.Formats.ClaudeCode;

/// <summary>What groups and orders the rows of transcripts, read in one pass that keeps nothing else of a row.</summary>
internal readonly record struct RowHead(string? Type, string? Session, string? Uuid, string? Parent, DateTimeOffset? At)
{
    private enum Field
    {
        Type,
        Session,
        Uuid,
        Parent,
        Time,
        Other,
    }

    /// <summary>Null where the line is no JSON object.</summary>
    public static RowHead? Of(ReadOnlyMemory<byte> line)
    {
        var texts = new string?[(int)Field.Other];
        try
        {
            return Scan(line.Span, texts)
                ? new RowHead(
                    texts[(int)Field.Type],
                    texts[(int)Field.Session],
                    texts[(int)Field.Uuid],
                    texts[(int)Field.Parent],
                    JsonReading.TimeOf(texts[(int)Field.Time])
                )
                : FromDocument(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>False where a field is not plain text, or the line no object: the document then tells.</summary>
    private static bool Scan(ReadOnlySpan<byte> line, string?[] texts)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = Original.DeepestJson });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldAt(ref reader);
            reader.Read();
            if (field != Field.Other)
            {
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null) || reader.ValueIsEscaped)
                {
                    return false;
                }

                texts[(int)field] = reader.GetString();
            }

            reader.Skip();
        }

        // Where anything stands behind the object, the reader throws.
        return !reader.Read();
    }

    private static Field FieldAt(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("type"u8) ? Field.Type
        : reader.ValueTextEquals("sessionId"u8) ? Field.Session
        : reader.ValueTextEquals("uuid"u8) ? Field.Uuid
        : reader.ValueTextEquals("parentUuid"u8) ? Field.Parent
        : reader.ValueTextEquals("timestamp"u8) ? Field.Time
        : Field.Other;

    private static RowHead? FromDocument(ReadOnlyMemory<byte> line)
    {
        using var document = Original.OpenLine(line);
        return document?.RootElement is { ValueKind: JsonValueKind.Object } row
            ? new RowHead(
                row.Text("type"),
                row.Text("sessionId"),
                row.Text("uuid"),
                row.Text("parentUuid"),
                row.Time("timestamp")
            )
            : null;
    }
}
