using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>Rows of a table with a header line (RFC 4180), each as a JSON object of texts; a quoted cell may hold lines.</summary>
internal static class CsvRows
{
    private const int MostColumns = 1_000;

    public static IEnumerable<DeclaredRecord> Read(byte[] content)
    {
        List<string>? header = null;
        var line = 1;
        for (var at = 0; at < content.Length; )
        {
            var (cells, end, lines) = Row(content, at);
            var text = content.AsMemory(at, TrimEnd(content, at, end) - at);
            if (cells is not [""])
            {
                if (header is null)
                {
                    header = cells;
                }
                else
                {
                    using var document = cells.Count <= header.Count ? Original.OpenLine(ToJson(header, cells)) : null;
                    yield return new DeclaredRecord(line, document?.RootElement, text);
                }
            }

            line += lines;
            at = end;
        }
    }

    /// <summary>The header of a table; null where the text is none.</summary>
    public static IReadOnlyList<string>? Header(byte[] content) =>
        content.Length > 0 && Row(content, 0).Cells is { Count: > 1 } cells ? cells : null;

    private static (List<string> Cells, int End, int Lines) Row(byte[] content, int at)
    {
        var cells = new List<string>();
        var start = at;
        var quoted = false;
        var lines = 0;
        for (; at < content.Length; at++)
        {
            var c = content[at];
            quoted ^= c == (byte)'"';
            lines += c == (byte)'\n' ? 1 : 0;
            if (!quoted && (c == (byte)'\n' || (c == (byte)',' && cells.Count < MostColumns)))
            {
                cells.Add(Cell(content.AsSpan(start, at - start)));
                start = at + 1;
                if (c == (byte)'\n')
                {
                    return (cells, at + 1, lines);
                }
            }
        }

        cells.Add(Cell(content.AsSpan(start, at - start)));
        return (cells, at, lines);
    }

    private static string Cell(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.UTF8.GetString(raw.TrimEnd((byte)'\r'));
        var trimmed = text.Trim();
        return trimmed is ['"', .., '"'] ? trimmed[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : text;
    }

    private static ReadOnlyMemory<byte> ToJson(List<string> header, List<string> cells)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            writer.WriteStartObject();
            for (var i = 0; i < cells.Count; i++)
            {
                if (cells[i].Length > 0)
                {
                    writer.WriteString(header[i].Trim(), cells[i]);
                }
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static int TrimEnd(byte[] content, int start, int end) =>
        end > start && content[end - 1] == (byte)'\n' ? end - 1 : end;
}
