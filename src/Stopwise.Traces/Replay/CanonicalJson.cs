using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Store;

namespace Stopwise.Traces.Replay;

/// <summary>One spelling for all JSON texts of one value: names in the order of their code units, no blanks, plain escapes.</summary>
/// <remarks>
/// After RFC 8785, but a number that is written as a whole one keeps its digits, so that ids beyond 2^53 stay apart. Half of a surrogate
/// pair, which the RFC refuses, keeps the escape it came with.
/// </remarks>
internal static class CanonicalJson
{
    private static readonly JsonWriterOptions Plain = new()
    {
        Encoder = new PlainTextEncoder(),
        SkipValidation = true,
        MaxDepth = Original.DeepestJson + 8,
    };

    /// <param name="value">Any value.</param>
    /// <param name="leftOut">Names that are left out of every object at any depth; null for none.</param>
    public static string Of(JsonElement value, IReadOnlySet<string>? leftOut = null) =>
        Written(writer => Write(writer, value, leftOut));

    /// <summary>A text as a JSON string.</summary>
    public static string OfText(string text) => Written(writer => writer.WriteStringValue(text));

    /// <summary>The value as it is, without line breaks between its parts: fit for one line of a file.</summary>
    public static string Compact(JsonElement value) => Written(writer => Copy(writer, value));

    /// <summary>What a writer of plain JSON makes.</summary>
    public static string Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The value of a JSON text; null where it is none.</summary>
    public static JsonElement? Parse(string text) => Original.ParseLine(Encoding.UTF8.GetBytes(text));

    public static void Write(Utf8JsonWriter writer, JsonElement value, IReadOnlySet<string>? leftOut = null)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var (name, inner) in Sorted(value, leftOut))
                {
                    writer.WritePropertyName(name);
                    Write(writer, inner, leftOut);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var inner in value.EnumerateArray())
                {
                    Write(writer, inner, leftOut);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Number:
                writer.WriteRawValue(NumberOf(value.GetRawText()), skipInputValidation: true);
                break;
            default:
                Copy(writer, value);
                break;
        }
    }

    /// <summary>Fields in canonical order; of two with one name the one that came first stands first.</summary>
    public static IEnumerable<(string Name, JsonElement Value)> Sorted(
        JsonElement value,
        IReadOnlySet<string>? leftOut = null
    ) =>
        value
            .EnumerateObject()
            .Select(p => (Name: NameOf(p), p.Value))
            .Where(p => leftOut?.Contains(p.Name) != true)
            .OrderBy(p => p.Name, StringComparer.Ordinal);

    private static void Copy(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    writer.WritePropertyName(NameOf(property));
                    Copy(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var inner in value.EnumerateArray())
                {
                    Copy(writer, inner);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String when TextOf(value) is { } text:
                writer.WriteStringValue(text);
                break;
            default:
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            // A name with half of a surrogate pair is no text: the source's own spelling of the whole field stands for it.
            return property.ToString();
        }
    }

    private static string NumberOf(string raw) =>
        raw.AsSpan().IndexOfAny('.', 'e', 'E') < 0 ? (raw == "-0" ? "0" : raw)
        : double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? Spelled(number)
        : raw;

    private static string Spelled(double number) =>
        number == Math.Floor(number) && Math.Abs(number) < 1e15
            ? ((long)number).ToString(CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
}
