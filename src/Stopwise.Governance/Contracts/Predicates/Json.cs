using System.Text.Json;

namespace Stopwise.Governance.Contracts.Predicates;

/// <summary>Reads JSON that a model wrote: it may hold half of a surrogate pair, which no text can, and which then matches nothing.</summary>
internal static class Json
{
    public static bool TryField(JsonElement from, string name, out JsonElement value)
    {
        value = default;
        try
        {
            return from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public static string? Text(JsonElement of)
    {
        try
        {
            return of.ValueKind == JsonValueKind.String ? of.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether a value is the one that a file spells: texts by their letters, numbers by their value.</summary>
    public static bool Is(JsonElement value, string spelled) =>
        value.ValueKind switch
        {
            JsonValueKind.String => Text(value) == spelled,
            JsonValueKind.True => spelled == "true",
            JsonValueKind.False => spelled == "false",
            JsonValueKind.Null => spelled == "null",
            JsonValueKind.Number => value.GetRawText() == spelled
                || (
                    decimal.TryParse(
                        spelled,
                        System.Globalization.NumberStyles.Float,
                        System.Globalization.CultureInfo.InvariantCulture,
                        out var number
                    )
                    && value.TryGetDecimal(out var found)
                    && found == number
                ),
            _ => false,
        };
}
