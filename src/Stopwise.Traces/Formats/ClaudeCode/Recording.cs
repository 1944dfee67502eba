using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Stopwise.Traces.Formats.ClaudeCode;

/// <summary>An asciicast v2 recording: what the terminal showed, and when.</summary>
internal sealed class Recording
{
    private readonly ArrayBufferWriter<byte> _shown = new(1 << 16);
    private readonly List<(int Offset, double Seconds)> _times = [];

    private Recording() { }

    public double? StartedAt { get; private set; }

    /// <summary>Line of the file from 1 of the first event that could not be read; null where all could.</summary>
    public int? BrokenLine { get; private set; }

    /// <summary>All output, joined.</summary>
    public byte[] Shown => _shown.WrittenSpan.ToArray();

    public static Recording Read(byte[] content)
    {
        var recording = new Recording();
        var header = true;
        foreach (var (number, line) in Original.Lines(content))
        {
            if (header)
            {
                recording.StartedAt = Original.ParseLine(line)?.Number("timestamp");
                header = false;
            }
            else if (!recording.Event(line.Span))
            {
                recording.BrokenLine ??= number;
            }
        }

        return recording;
    }

    /// <summary>When the character at this offset of the output was shown.</summary>
    public DateTimeOffset? TimeAt(int offset)
    {
        if (StartedAt is not { } start || _times.Count == 0)
        {
            return null;
        }

        var index = _times.BinarySearch((offset, double.PositiveInfinity));
        return JsonReading.FromUnix(start + _times[Math.Max(0, (index < 0 ? ~index : index) - 1)].Seconds);
    }

    /// <summary>A line without the terminal's colour and cursor sequences.</summary>
    public static ReadOnlyMemory<byte> Plain(ReadOnlyMemory<byte> line)
    {
        if (!line.Span.Contains((byte)0x1b))
        {
            return line.TrimEnd("\r"u8);
        }

        var plain = new ArrayBufferWriter<byte>(line.Length);
        for (var rest = line.Span; !rest.IsEmpty; )
        {
            var escape = rest.IndexOf((byte)0x1b);
            plain.Write(escape < 0 ? rest : rest[..escape]);
            rest = escape < 0 ? [] : AfterSequence(rest[escape..]);
        }

        return plain.WrittenMemory.TrimEnd("\r"u8);
    }

    private static ReadOnlySpan<byte> AfterSequence(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return [];
        }

        if (text[1] == (byte)'[')
        {
            var end = text[2..].IndexOfAnyInRange((byte)'@', (byte)'~');
            return end < 0 ? [] : text[(end + 3)..];
        }

        // A title or link: ESC ] ... BEL
        var bell = text[1] == (byte)']' ? text.IndexOf((byte)7) : 1;
        return bell < 0 ? [] : text[(bell + 1)..];
    }

    private bool Event(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            if (
                !reader.Read()
                || reader.TokenType != JsonTokenType.StartArray
                || !reader.Read()
                || reader.TokenType != JsonTokenType.Number
            )
            {
                return false;
            }

            var seconds = reader.GetDouble();
            if (!reader.Read() || reader.TokenType != JsonTokenType.String || !reader.ValueTextEquals("o"u8))
            {
                return true;
            }

            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            {
                return false;
            }

            _times.Add((_shown.WrittenCount, seconds));
            Append(ref reader, line.Length);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Append(ref Utf8JsonReader reader, int length)
    {
        try
        {
            // Unescaped text is never longer than the line it stands in.
            _shown.Advance(reader.CopyString(_shown.GetSpan(length)));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, cut by the recorder's buffer: shown as the replacement character.
            _shown.Write(Encoding.UTF8.GetBytes("\uFFFD"));
        }
    }
}
