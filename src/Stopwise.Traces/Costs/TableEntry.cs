using System.Globalization;
using System.Text;
using System.Text.Json;
using Stopwise.Exits;

namespace Stopwise.Traces.Costs;

/// <summary>One entry of a table in a JSON file; what is wrong with it is told with file, line and remedy.</summary>
internal sealed class TableEntry
{
    // With this bound on prices and those on what a run may hold, no product leaves the range of decimal.
    private const decimal Largest = 1_000_000_000;
    private readonly JsonElement _fields;
    private readonly string _place;

    private TableEntry(JsonElement fields, string place)
    {
        _fields = fields;
        _place = place;
    }

    /// <summary>The entries of the array called <paramref name="table"/> in a document of version 1.</summary>
    /// <exception cref="StopwiseException">The text is no such document.</exception>
    public static IReadOnlyList<TableEntry> ReadAll(string file, string json, string table)
    {
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(json);
            root = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new StopwiseException($"{file}, line {e.LineNumber + 1}: this is not JSON. {e.Message}", e);
        }

        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("version", out var version)
            || version.ValueKind != JsonValueKind.Number
            || !version.TryGetInt32(out var number)
            || number != 1
        )
        {
            throw new StopwiseException($"{file}, line 1: begin the document with {{ \"version\": 1, \"{table}\": [");
        }

        if (!root.TryGetProperty(table, out var entries) || entries.ValueKind != JsonValueKind.Array)
        {
            throw new StopwiseException($"{file}, line 1: there is no array \"{table}\"; put the entries there.");
        }

        var lines = LinesOf(json, table);
        return
        [
            .. entries
                .EnumerateArray()
                .Select((entry, i) => new TableEntry(entry, $"{file}, line {lines[i]}: {table}[{i}]").MustBeObject()),
        ];
    }

    public string Text(string name, string remedy) => TextOrNull(name) ?? throw Wrong($"needs \"{name}\": {remedy}");

    public string? TextOrNull(string name) =>
        Field(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text when text.GetString() is { Length: > 0 } known => known,
            _ => throw Wrong($"has a \"{name}\" that is no text: write it in quotes."),
        };

    public IReadOnlyList<string> Texts(string name, string remedy)
    {
        if (Field(name) is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            throw Wrong($"needs \"{name}\": {remedy}");
        }

        var texts = new List<string>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            texts.Add(
                item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } text
                    ? text
                    : throw Wrong($"has in \"{name}\" something that is no text: {remedy}")
            );
        }

        return texts;
    }

    public DateOnly Day(string name) =>
        DateOnly.TryParseExact(TextOrNull(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out var day)
            ? day
            : throw Wrong($"needs \"{name}\": a day such as \"2026-01-31\".");

    public decimal Number(string name, string remedy) =>
        NumberOrNull(name) ?? throw Wrong($"needs \"{name}\": {remedy}");

    public decimal? NumberOrNull(string name) => Field(name) is { } value ? NotNegative(value, name) : null;

    /// <summary>Low, middle and high in rising order; null where the field is not there.</summary>
    public (decimal Low, decimal Middle, decimal High)? Range(string name)
    {
        if (Field(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 3)
        {
            var range = value.EnumerateArray().Select(v => NotNegative(v, name)).ToArray();
            if (range[0] <= range[1] && range[1] <= range[2])
            {
                return (range[0], range[1], range[2]);
            }
        }

        throw Wrong($"has a wrong \"{name}\": write [low, middle, high] in rising order.");
    }

    public TableEntry? Nested(string name) =>
        Field(name) is { } value ? new TableEntry(value, $"{_place}.{name}").MustBeObject() : null;

    /// <summary>Refuses fields that nobody reads: a misspelt price would otherwise be a silent zero.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach (var field in _fields.EnumerateObject())
        {
            if (!names.Contains(field.Name))
            {
                throw Wrong($"has an unknown \"{field.Name}\": allowed are {string.Join(", ", names.ToArray())}.");
            }
        }
    }

    public StopwiseException Wrong(string what) => new($"{_place} {what}");

    private TableEntry MustBeObject() =>
        _fields.ValueKind == JsonValueKind.Object ? this : throw Wrong("is no object: write { ... }.");

    private JsonElement? Field(string name) =>
        _fields.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private decimal NotNegative(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number is >= 0 and <= Largest
            ? number
            : throw Wrong($"has a wrong \"{name}\": give a number from 0 to a billion.");

    /// <summary>The lines, from 1, on which the entries of the table begin.</summary>
    private static List<int> LinesOf(string json, string table)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        var lines = new List<int>();
        bool inTable = false,
            named = false;
        int line = 1,
            counted = 0;
        while (reader.Read())
        {
            if (inTable && reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.EndArray)
            {
                inTable = false;
            }
            else if (
                inTable
                && reader.CurrentDepth == 2
                && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray)
            )
            {
                var start = (int)reader.TokenStartIndex;
                line += bytes.AsSpan(counted, start - counted).Count((byte)'\n');
                counted = start;
                lines.Add(line);
            }

            if (named && reader.TokenType == JsonTokenType.StartArray)
            {
                // A second array of the same name takes the place of the first, as it does for the document.
                inTable = true;
                lines.Clear();
            }

            named =
                reader.CurrentDepth == 1
                && reader.TokenType == JsonTokenType.PropertyName
                && reader.ValueTextEquals(table);
        }

        return lines;
    }
}
