using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Stopwise.Traces.Formats.ClaudeCode;

/// <summary>What groups and orders the rows of transcripts, found without parsing the row.</summary>
internal readonly record struct RowHead(string? Type, string? Session, string? Uuid, string? Parent, DateTimeOffset? At)
{
    private static readonly SearchValues<byte> Marks = SearchValues.Create("\"{}[]"u8);

    private enum Field
    {
        Type,
        Session,
        Uuid,
        Parent,
        Time,
        Other,
    }

    /// <summary>Null where the line is plainly no JSON object; a line may still prove broken when it is parsed.</summary>
    public static RowHead? Of(ReadOnlyMemory<byte> line)
    {
        var texts = new string?[(int)Field.Other];
        return Scan(line.Span.Trim(" \t\r"u8), texts)
            ? new RowHead(
                texts[(int)Field.Type],
                texts[(int)Field.Session],
                texts[(int)Field.Uuid],
                texts[(int)Field.Parent],
                JsonReading.TimeOf(texts[(int)Field.Time])
            )
            : FromDocument(line);
    }

    /// <summary>Jumps from quote to quote and bracket to bracket; false where the document must tell.</summary>
    private static bool Scan(ReadOnlySpan<byte> row, string?[] texts)
    {
        var depth = 0;
        for (var at = row.StartsWith("{"u8) ? 0 : row.Length; at < row.Length; at++)
        {
            var next = row[at..].IndexOfAny(Marks);
            at = next < 0 ? row.Length : at + next;
            if (at == row.Length || row[at] is (byte)'}' or (byte)']')
            {
                if (at == row.Length || --depth == 0)
                {
                    return at == row.Length - 1;
                }
            }
            else if (row[at] != (byte)'"')
            {
                depth++;
            }
            else if (!Skip(row, ref at, out var text))
            {
                return false;
            }
            else if (
                depth == 1
                && row[(at + 1)..].TrimStart(" \t"u8).StartsWith(":"u8)
                && !Take(row, ref at, text, texts)
            )
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>From the quote that opens a text to the one that closes it.</summary>
    private static bool Skip(ReadOnlySpan<byte> row, ref int at, out ReadOnlySpan<byte> text)
    {
        var start = at + 1;
        for (at = start; ; at += 2)
        {
            var next = row[Math.Min(at, row.Length)..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                text = default;
                return false;
            }

            at += next;
            if (row[at] == (byte)'"')
            {
                text = row[start..at];
                return true;
            }
        }
    }

    /// <summary>The value behind a name of the row itself, where it is wanted; false where it is not plain text.</summary>
    private static bool Take(ReadOnlySpan<byte> row, ref int at, ReadOnlySpan<byte> name, string?[] texts)
    {
        var field = FieldOf(name);
        if (field == Field.Other)
        {
            return !name.Contains((byte)'\\');
        }

        var value = row[(at + 1)..].TrimStart(": \t"u8);
        texts[(int)field] = null;
        if (value.StartsWith("null"u8))
        {
            return true;
        }

        at = row.Length - value.Length;
        if (!value.StartsWith("\""u8) || !Skip(row, ref at, out var text) || text.Contains((byte)'\\'))
        {
            return false;
        }

        texts[(int)field] = Encoding.UTF8.GetString(text);
        return true;
    }

    private static Field FieldOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("type"u8) ? Field.Type
        : name.SequenceEqual("sessionId"u8) ? Field.Session
        : name.SequenceEqual("uuid"u8) ? Field.Uuid
        : name.SequenceEqual("parentUuid"u8) ? Field.Parent
        : name.SequenceEqual("timestamp"u8) ? Field.Time
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
