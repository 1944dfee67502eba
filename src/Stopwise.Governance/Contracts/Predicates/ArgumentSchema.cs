using System.Text.Json;

namespace Stopwise.Governance.Contracts.Predicates;

/// <summary>
/// A closed subset of JSON Schema 2020-12: what is written here is checked, and a file that asks for more is refused, so that no
/// keyword is ever silently without effect.
/// </summary>
internal sealed record ArgumentSchema
{
    /// <summary>The schema on one line; two schemas with the same text are the same.</summary>
    public required string Text { get; init; }

    /// <summary>Names of JSON types; empty for any.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    public IReadOnlyList<string> Required { get; init; } = [];

    public IReadOnlyDictionary<string, ArgumentSchema> Properties { get; init; } =
        new Dictionary<string, ArgumentSchema>(StringComparer.Ordinal);

    /// <summary>False where only <see cref="Properties"/> may be there.</summary>
    public bool AdditionalProperties { get; init; } = true;

    /// <summary>The values that are allowed; null for any.</summary>
    public IReadOnlyList<string>? Enum { get; init; }

    public LinearRegex? Pattern { get; init; }

    public decimal? Minimum { get; init; }

    public decimal? Maximum { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public ArgumentSchema? Items { get; init; }

    /// <summary>Whether a value is one that the schema describes. A keyword of another type than the value's says nothing of it.</summary>
    public bool Accepts(JsonElement value) =>
        (Types.Count == 0 || Types.Any(t => IsOf(value, t)))
        && (Enum is null || Enum.Any(e => Json.Is(value, e)))
        && value.ValueKind switch
        {
            JsonValueKind.Object => AcceptsFields(value),
            JsonValueKind.Array => Items is null || value.EnumerateArray().All(Items.Accepts),
            JsonValueKind.String => AcceptsText(value),
            JsonValueKind.Number => AcceptsNumber(value),
            _ => true,
        };

    private bool AcceptsFields(JsonElement value)
    {
        foreach (var name in Required)
        {
            if (!Json.TryField(value, name, out _))
            {
                return false;
            }
        }

        foreach (var field in value.EnumerateObject())
        {
            var known = Known(field);
            if (known is null ? !AdditionalProperties : !known.Accepts(field.Value))
            {
                return false;
            }
        }

        return true;
    }

    private ArgumentSchema? Known(JsonProperty field)
    {
        try
        {
            return Properties.GetValueOrDefault(field.Name);
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair in a name: no schema can list it.
            return null;
        }
    }

    private bool AcceptsText(JsonElement value)
    {
        if (Pattern is null && MinLength is null && MaxLength is null)
        {
            return true;
        }

        if (Json.Text(value) is not { } text)
        {
            return false;
        }

        // The standard counts code points.
        var length = text.Length - text.Count(char.IsLowSurrogate);
        return length >= (MinLength ?? 0) && length <= (MaxLength ?? int.MaxValue) && Pattern?.Matches(text) != false;
    }

    /// <summary>A number too large for a decimal is beyond every limit that a file can give.</summary>
    private bool AcceptsNumber(JsonElement value) =>
        value.TryGetDecimal(out var number)
            ? number >= (Minimum ?? number) && number <= (Maximum ?? number)
            : (Minimum, Maximum) is (null, null);

    private static bool IsOf(JsonElement value, string type) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => type == "object",
            JsonValueKind.Array => type == "array",
            JsonValueKind.String => type == "string",
            JsonValueKind.Number => type == "number"
                || (type == "integer" && value.TryGetDecimal(out var number) && number == decimal.Truncate(number)),
            JsonValueKind.True or JsonValueKind.False => type == "boolean",
            JsonValueKind.Null => type == "null",
            _ => false,
        };
}
