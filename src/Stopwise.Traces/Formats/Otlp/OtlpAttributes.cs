using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Otlp;

/// <summary>Attributes of a span, a resource or an event as plain JSON values. Keys are data: nothing is looked up by them but here.</summary>
internal sealed class OtlpAttributes
{
    private const int LongestKey = 512;

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    public IEnumerable<string> Keys => _values.Keys;

    public static OtlpAttributes Of(JsonElement? owner)
    {
        var attributes = new OtlpAttributes();
        foreach (var pair in owner?.Items("attributes") ?? [])
        {
            if (pair.Text("key") is { Length: > 0 and <= LongestKey } key && pair.Field("value") is { } value)
            {
                attributes._values.TryAdd(key, Plain(value));
            }
        }

        return attributes;
    }

    /// <summary>Takes over what an event says of its span.</summary>
    public void Adopt(OtlpAttributes others)
    {
        foreach (var (key, value) in others._values)
        {
            _values.TryAdd(key, value);
        }
    }

    public JsonElement? this[string key] =>
        _values.TryGetValue(key, out var value)
        && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? value
            : null;

    /// <summary>The first of the attributes that is there, as text.</summary>
    public string? Text(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (this[key]?.AsText() is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The first of the attributes that is a number; 64-bit integers come as text.</summary>
    public long? Whole(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (
                double.TryParse(this[key]?.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var n)
                && Math.Abs(n) < 1e18
            )
            {
                return (long)n;
            }
        }

        return null;
    }

    public decimal? Money(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (decimal.TryParse(this[key]?.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var money))
            {
                return money;
            }
        }

        return null;
    }

    /// <summary>The first of the attributes that is structured, or is text that holds JSON.</summary>
    public JsonElement? Json(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (
                this[key] is { } value
                && AsJson(value) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } json
            )
            {
                return json;
            }
        }

        return null;
    }

    /// <summary>A structured value as it is, and text as the JSON in it where it holds some.</summary>
    public static JsonElement AsJson(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && value.AsText() is { } text
        && text.AsSpan().TrimStart() is ['{' or '[', ..]
        && Original.ParseLine(System.Text.Encoding.UTF8.GetBytes(text)) is { } parsed
            ? parsed
            : value;

    /// <summary>A value without the names of its type.</summary>
    internal static JsonElement Plain(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return value;
        }

        foreach (
            var name in (ReadOnlySpan<string>)["stringValue", "intValue", "boolValue", "doubleValue", "bytesValue"]
        )
        {
            if (value.Field(name) is { } simple)
            {
                return simple;
            }
        }

        if (value.Field("arrayValue") is null && value.Field("kvlistValue") is null)
        {
            return default;
        }

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            Write(writer, value);
        }

        return Original.ParseLine(json.WrittenMemory) ?? default;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.Field("arrayValue") is { } array)
        {
            writer.WriteStartArray();
            foreach (var item in array.Items("values"))
            {
                Write(writer, item);
            }

            writer.WriteEndArray();
        }
        else if (value.Field("kvlistValue") is { } list)
        {
            writer.WriteStartObject();
            foreach (var pair in list.Items("values"))
            {
                writer.WritePropertyName(pair.Text("key") ?? "");
                Write(writer, pair.Field("value") ?? default);
            }

            writer.WriteEndObject();
        }
        else if (Plain(value) is { ValueKind: not JsonValueKind.Undefined } simple)
        {
            simple.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
