using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Stopwise.Traces.Formats;

/// <summary>Reads fields that may be absent or of another type: then the answer is null, never an exception.</summary>
internal static class JsonReading
{
    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && TryGet(element, name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    public static JsonElement? Field(this JsonElement? element, string name) => element?.Field(name);

    public static string? Text(this JsonElement element, string name) => element.Field(name)?.AsText();

    public static string? Text(this JsonElement? element, string name) => element?.Text(name);

    public static long? Whole(this JsonElement element, string name) => element.Number(name) is { } n ? (long)n : null;

    public static long? Whole(this JsonElement? element, string name) => element?.Whole(name);

    public static decimal? Money(this JsonElement element, string name) =>
        element.Number(name) is { } n && Math.Abs(n) < 1e15 ? (decimal)n : null;

    public static decimal? Money(this JsonElement? element, string name) => element?.Money(name);

    public static double? Number(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value
        && value.TryGetDouble(out var n)
        && Math.Abs(n) < 1e18
            ? n
            : null;

    public static bool? Flag(this JsonElement element, string name) =>
        element.Field(name)?.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        element.Field(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? TimeOf(value.AsText())
        : FromUnix(element.Number(name));

    /// <summary>A date with or without a zone, which is then UTC.</summary>
    public static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? at
            : null;

    /// <summary>Seconds since 1970; null where that is no date of this era.</summary>
    public static DateTimeOffset? FromUnix(double? seconds) =>
        seconds is > 0 and < 32_000_000_000 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds.Value) : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>A string as it is, a number or object as its JSON text, a list of content blocks as their joined texts.</summary>
    public static string? AsText(this JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return null;
            case JsonValueKind.Array:
                return Blocks(element);
            case JsonValueKind.String:
                try
                {
                    return element.GetString();
                }
                catch (InvalidOperationException)
                {
                    // Half of a surrogate pair: the escaped text is the best that can be shown.
                    return element.GetRawText().Trim('"');
                }
            default:
                return element.GetRawText();
        }
    }

    private static string Blocks(JsonElement array)
    {
        var text = new StringBuilder();
        foreach (var block in array.EnumerateArray())
        {
            var part =
                block.ValueKind == JsonValueKind.Object
                    ? block.Text("text") ?? (block.Text("type") is { } type ? $"[{type}]" : block.GetRawText())
                    : block.AsText();
            text.Append(text.Length == 0 ? "" : "\n").Append(part);
        }

        return text.ToString();
    }

    private static bool TryGet(JsonElement element, string name, out JsonElement value)
    {
        try
        {
            return element.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            // Another name holds half of a surrogate pair, which cannot be compared: the others can.
            return TryGetAmongOdd(element, name, out value);
        }
    }

    private static bool TryGetAmongOdd(JsonElement element, string name, out JsonElement value)
    {
        value = default;
        var found = false;
        foreach (var property in element.EnumerateObject())
        {
            try
            {
                if (property.NameEquals(name))
                {
                    (value, found) = (property.Value, true);
                }
            }
            catch (InvalidOperationException)
            {
                // This is the odd one; no field that is read has such a name.
            }
        }

        return found;
    }
}
