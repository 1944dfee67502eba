using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Otlp;

/// <summary>
/// Rewrites protobuf dumps of traces as OTLP JSON, a line for each resource, so that masking and reading are those of JSON.
/// </summary>
/// <remarks>
/// Field numbers are those of opentelemetry/proto/trace/v1/trace.proto. A dump is a request, requests one after the other
/// (which protobuf reads as one), requests with a length before each (a varint), or what the collector's file exporter writes
/// (four bytes of length, big-endian). Written by hand, since a dozen fields are needed and all others must be skipped: that
/// is less code to trust than generated classes for all of OTLP and their runtime.
/// </remarks>
internal static class OtlpProtobuf
{
    private const int DeepestValue = 64;

    /// <returns>JSON lines and whether the dump breaks off; null where it holds no span.</returns>
    public static (byte[] Json, bool CutOff)? ToJson(ReadOnlySpan<byte> dump)
    {
        foreach (var framing in Enum.GetValues<Framing>())
        {
            var json = new ArrayBufferWriter<byte>();
            var whole = Messages(dump, framing, json);
            if (json.WrittenCount > 0)
            {
                return (json.WrittenSpan.ToArray(), !whole);
            }
        }

        return null;
    }

    private enum Framing
    {
        None,
        Varint,
        FourBytes,
    }

    private static bool Messages(ReadOnlySpan<byte> dump, Framing framing, ArrayBufferWriter<byte> json)
    {
        if (framing == Framing.None)
        {
            return Message(dump, json);
        }

        while (!dump.IsEmpty)
        {
            var (header, length) = framing == Framing.FourBytes ? FourBytes(dump) : Varint(dump);
            if (header == 0 || length <= 0 || length > dump.Length - header)
            {
                return false;
            }

            if (!Message(dump.Slice(header, length), json))
            {
                return false;
            }

            dump = dump[(header + length)..];
        }

        return true;
    }

    private static (int Header, int Length) FourBytes(ReadOnlySpan<byte> dump) =>
        dump.Length < 4 ? (0, 0) : (4, BinaryPrimitives.ReadInt32BigEndian(dump));

    private static (int Header, int Length) Varint(ReadOnlySpan<byte> dump)
    {
        var value = 0;
        for (var i = 0; i < 4 && i < dump.Length; i++)
        {
            value |= (dump[i] & 0x7f) << (7 * i);
            if (dump[i] < 0x80)
            {
                return (i + 1, value);
            }
        }

        return (0, 0);
    }

    /// <summary>Writes the resources of one request; false where it breaks off, after what could be read.</summary>
    private static bool Message(ReadOnlySpan<byte> request, ArrayBufferWriter<byte> json)
    {
        var reader = new WireReader(request);
        try
        {
            while (reader.Next())
            {
                if (reader.Field == 1 && Line(reader.Bytes) is { } line)
                {
                    json.Write(line);
                    json.Write("\n"u8);
                }
            }

            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static byte[]? Line(ReadOnlySpan<byte> resourceSpans)
    {
        var line = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(line);
        writer.WriteStartObject();
        writer.WriteStartArray("resourceSpans");
        writer.WriteStartObject();
        var spans = 0;
        var scopes = new WireReader(resourceSpans);
        while (scopes.Next())
        {
            if (scopes.Field == 1)
            {
                writer.WriteStartObject("resource");
                Attributes(writer, scopes.Bytes, field: 1);
                writer.WriteEndObject();
            }
        }

        writer.WriteStartArray("scopeSpans");
        scopes = new WireReader(resourceSpans);
        while (scopes.Next())
        {
            spans += scopes.Field == 2 ? Scope(writer, scopes.Bytes) : 0;
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return spans > 0 ? line.WrittenSpan.ToArray() : null;
    }

    private static int Scope(Utf8JsonWriter writer, ReadOnlySpan<byte> scopeSpans)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("spans");
        var count = 0;
        var reader = new WireReader(scopeSpans);
        while (reader.Next())
        {
            if (reader.Field == 2)
            {
                Span(writer, reader.Bytes);
                count++;
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        return count;
    }

    private static void Span(Utf8JsonWriter writer, ReadOnlySpan<byte> span)
    {
        writer.WriteStartObject();
        var reader = new WireReader(span);
        var isSpan = false;
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    isSpan = reader.Bytes.Length == 16;
                    writer.WriteString("traceId", Convert.ToHexStringLower(reader.Bytes));
                    break;
                case 2:
                    writer.WriteString("spanId", Convert.ToHexStringLower(reader.Bytes));
                    break;
                case 4:
                    writer.WriteString("parentSpanId", Convert.ToHexStringLower(reader.Bytes));
                    break;
                case 5:
                    writer.WriteString("name", Text(reader.Bytes));
                    break;
                case 7:
                    writer.WriteString("startTimeUnixNano", $"{reader.Number}");
                    break;
                case 8:
                    writer.WriteString("endTimeUnixNano", $"{reader.Number}");
                    break;
                case 15:
                    Status(writer, reader.Bytes);
                    break;
            }
        }

        if (!isSpan)
        {
            throw new FormatException("a span without a trace");
        }

        Attributes(writer, span, field: 9);
        Events(writer, span);
        writer.WriteEndObject();
    }

    private static void Events(Utf8JsonWriter writer, ReadOnlySpan<byte> span)
    {
        writer.WriteStartArray("events");
        var reader = new WireReader(span);
        while (reader.Next())
        {
            if (reader.Field == 11)
            {
                writer.WriteStartObject();
                var said = new WireReader(reader.Bytes);
                while (said.Next())
                {
                    if (said.Field == 2)
                    {
                        writer.WriteString("name", Text(said.Bytes));
                    }
                }

                Attributes(writer, reader.Bytes, field: 3);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private static void Status(Utf8JsonWriter writer, ReadOnlySpan<byte> status)
    {
        writer.WriteStartObject("status");
        var reader = new WireReader(status);
        while (reader.Next())
        {
            if (reader.Field == 2)
            {
                writer.WriteString("message", Text(reader.Bytes));
            }
            else if (reader.Field == 3)
            {
                writer.WriteNumber("code", reader.Number);
            }
        }

        writer.WriteEndObject();
    }

    private static void Attributes(Utf8JsonWriter writer, ReadOnlySpan<byte> owner, int field)
    {
        writer.WriteStartArray("attributes");
        var reader = new WireReader(owner);
        while (reader.Next())
        {
            if (reader.Field == field)
            {
                KeyValue(writer, reader.Bytes, depth: 0);
            }
        }

        writer.WriteEndArray();
    }

    private static void KeyValue(Utf8JsonWriter writer, ReadOnlySpan<byte> pair, int depth)
    {
        writer.WriteStartObject();
        var reader = new WireReader(pair);
        while (reader.Next())
        {
            if (reader.Field == 1)
            {
                writer.WriteString("key", Text(reader.Bytes));
            }
            else if (reader.Field == 2)
            {
                writer.WritePropertyName("value");
                AnyValue(writer, reader.Bytes, depth + 1);
            }
        }

        writer.WriteEndObject();
    }

    private static void AnyValue(Utf8JsonWriter writer, ReadOnlySpan<byte> value, int depth)
    {
        if (depth > DeepestValue)
        {
            throw new FormatException("a value is nested too deeply");
        }

        writer.WriteStartObject();
        var reader = new WireReader(value);
        if (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    writer.WriteString("stringValue", Text(reader.Bytes));
                    break;
                case 2:
                    writer.WriteBoolean("boolValue", reader.Number != 0);
                    break;
                case 3:
                    writer.WriteString("intValue", $"{(long)reader.Number}");
                    break;
                case 4 when BitConverter.UInt64BitsToDouble(reader.Number) is var number && double.IsFinite(number):
                    writer.WriteNumber("doubleValue", number);
                    break;
                case 5:
                    Values(writer, "arrayValue", reader.Bytes, depth, pairs: false);
                    break;
                case 6:
                    Values(writer, "kvlistValue", reader.Bytes, depth, pairs: true);
                    break;
                case 7:
                    writer.WriteBase64String("bytesValue", reader.Bytes);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private static void Values(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> list, int depth, bool pairs)
    {
        writer.WriteStartObject(name);
        writer.WriteStartArray("values");
        var reader = new WireReader(list);
        while (reader.Next())
        {
            if (reader.Field == 1 && pairs)
            {
                KeyValue(writer, reader.Bytes, depth + 1);
            }
            else if (reader.Field == 1)
            {
                AnyValue(writer, reader.Bytes, depth + 1);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Text(ReadOnlySpan<byte> utf8) => Encoding.UTF8.GetString(utf8);
}
