using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts;

/// <summary>JSON of a wire, read without exceptions and rewritten without touching the bytes of what stays.</summary>
internal static class WireJson
{
    // What is put together here can be a little deeper than what was read.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = Original.DeepestJson + 8 };

    private static readonly JsonDocumentOptions Read = new() { MaxDepth = Original.DeepestJson };

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text as JSON; null where it is none, with what is wrong.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> json, out string? trouble)
    {
        trouble = null;
        if (!Utf8.IsValid(json.Span))
        {
            trouble = "The text is not UTF-8.";
            return null;
        }

        try
        {
            return JsonElement.Parse(json.Span, Read);
        }
        catch (JsonException e)
        {
            trouble = $"The text is not JSON that can be read: {e.Message}";
            return null;
        }
    }

    /// <summary>The bytes of a value as they were read.</summary>
    public static ReadOnlySpan<byte> Raw(this JsonElement value) => JsonMarshal.GetRawUtf8Value(value);

    /// <summary>True where the object has the field, be it null.</summary>
    public static bool Has(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.EnumerateObject().Any(p => Names(p, name));

    /// <summary>A field that is a string with something in it; null otherwise.</summary>
    public static string? Filled(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } value && value.AsText() is { Length: > 0 } text
            ? text
            : null;

    public static bool IsText(this JsonElement? element) => element is { ValueKind: JsonValueKind.String };

    /// <summary>True for a string without a visible character.</summary>
    public static bool IsBlank(this JsonElement text) =>
        text.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(text.AsText());

    /// <summary>The object with one field replaced, or added at the end; null takes it away.</summary>
    public static JsonElement With(this JsonElement element, string name, JsonElement? value)
    {
        var to = new ArrayBufferWriter<byte>();
        to.Write("{"u8);
        var first = true;
        foreach (var property in element.EnumerateObject())
        {
            if (!Names(property, name))
            {
                Field(to, ref first, JsonMarshal.GetRawUtf8PropertyName(property), property.Value.Raw());
            }
            else if (value is { } replacement)
            {
                Field(to, ref first, JsonMarshal.GetRawUtf8PropertyName(property), replacement.Raw());
                value = null;
            }
        }

        if (value is { } added)
        {
            Field(to, ref first, JsonEncodedText.Encode(name).EncodedUtf8Bytes, added.Raw());
        }

        to.Write("}"u8);
        return JsonElement.Parse(to.WrittenSpan, Deep);
    }

    public static JsonElement With(this JsonElement element, string name, string text) =>
        element.With(name, Text(text));

    public static JsonElement Without(this JsonElement element, string name) => element.With(name, (JsonElement?)null);

    /// <summary>An array of values, each with its own bytes.</summary>
    public static JsonElement List(IEnumerable<JsonElement> values) => JsonElement.Parse(ListBytes(values).Span, Deep);

    public static ReadOnlyMemory<byte> ListBytes(IEnumerable<JsonElement> values)
    {
        var to = new ArrayBufferWriter<byte>();
        to.Write("["u8);
        var first = true;
        foreach (var value in values)
        {
            to.Write(first ? default : ","u8);
            to.Write(value.Raw());
            first = false;
        }

        to.Write("]"u8);
        return to.WrittenMemory;
    }

    public static JsonElement Text(string text) => Made(w => w.WriteStringValue(text));

    /// <summary>A value of another kind as the text of its JSON.</summary>
    public static JsonElement Told(JsonElement value) => Text(value.AsText() ?? "");

    public static JsonElement Object(params ReadOnlySpan<(string Name, JsonElement Value)> fields)
    {
        var to = new ArrayBufferWriter<byte>();
        to.Write("{"u8);
        var first = true;
        foreach (var (name, value) in fields)
        {
            Field(to, ref first, JsonEncodedText.Encode(name).EncodedUtf8Bytes, value.Raw());
        }

        to.Write("}"u8);
        return JsonElement.Parse(to.WrittenSpan, Deep);
    }

    public static JsonElement Made(Action<Utf8JsonWriter> write)
    {
        var to = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(to, Relaxed))
        {
            write(writer);
        }

        return JsonElement.Parse(to.WrittenSpan, Deep);
    }

    private static void Field(
        ArrayBufferWriter<byte> to,
        ref bool first,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> value
    )
    {
        to.Write(first ? "\""u8 : ",\""u8);
        to.Write(name);
        to.Write("\":"u8);
        to.Write(value);
        first = false;
    }

    private static bool Names(JsonProperty property, string name)
    {
        try
        {
            return property.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            // A name that holds half of a surrogate pair: none that a wire knows.
            return false;
        }
    }
}
