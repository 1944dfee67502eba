using System.Globalization;
using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Replay.Faults;

/// <summary>A result that could be right: of JSON one value is another of its type, of other text one number or word is another.</summary>
internal static class WrongValue
{
    /// <returns>Null where nothing in the text can be another.</returns>
    public static string? Of(string text, Random dice)
    {
        if (CanonicalJson.Parse(text) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } json)
        {
            var leaves = Leaves(json);
            if (leaves == 0)
            {
                return null;
            }

            var wrong = dice.Next(leaves);
            return CanonicalJson.Written(writer => Write(writer, json, ref wrong, dice));
        }

        return InText(text, dice);
    }

    private static bool CanBeWrong(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number
        || (value.ValueKind == JsonValueKind.String && InText(value.AsText() ?? "", new Random(0)) is not null);

    private static int Leaves(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().Sum(p => Leaves(p.Value)),
            JsonValueKind.Array => value.EnumerateArray().Sum(Leaves),
            _ => CanBeWrong(value) ? 1 : 0,
        };

    private static void Write(Utf8JsonWriter writer, JsonElement value, ref int wrong, Random dice)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var (name, inner) in value.Fields())
                {
                    writer.WritePropertyName(name);
                    Write(writer, inner, ref wrong, dice);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var inner in value.EnumerateArray())
                {
                    Write(writer, inner, ref wrong, dice);
                }

                writer.WriteEndArray();
                break;
            default:
                Leaf(writer, value, CanBeWrong(value) && wrong-- == 0, dice);
                break;
        }
    }

    private static void Leaf(Utf8JsonWriter writer, JsonElement value, bool wrong, Random dice)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.True or JsonValueKind.False when wrong:
                writer.WriteBooleanValue(value.ValueKind == JsonValueKind.False);
                break;
            case JsonValueKind.Number when wrong:
                writer.WriteRawValue(InText(value.GetRawText(), dice)!);
                break;
            case JsonValueKind.String when wrong:
                writer.WriteStringValue(InText(value.AsText() ?? "", dice));
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    /// <summary>A digit is another digit; where there is none, a letter is another letter of its case.</summary>
    private static string? InText(string text, Random dice)
    {
        var places = Places(text, char.IsAsciiDigit);
        places = places.Count > 0 ? places : Places(text, char.IsAsciiLetter);
        if (places.Count == 0)
        {
            return null;
        }

        var at = places[dice.Next(places.Count)];
        var (first, count) =
            char.IsAsciiDigit(text[at]) ? ('0', 10)
            : char.IsAsciiLetterUpper(text[at]) ? ('A', 26)
            : ('a', 26);

        // Never a zero: it could stand in front of a number, which is then none.
        var other = (char)(first + ((text[at] - first + 1 + dice.Next(count - 1)) % count));
        other = other == '0' ? (text[at] == '9' ? '8' : '9') : other;
        return string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, at)}{other}{text.AsSpan(at + 1)}");
    }

    private static List<int> Places(string text, Func<char, bool> kind) =>
        [.. Enumerable.Range(0, text.Length).Where(i => kind(text[i]))];
}
