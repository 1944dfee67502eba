using System.Globalization;
using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Suites.Matching;

/// <summary>What a match looks at: a text, and as JSON where it is some.</summary>
internal sealed class SeenValue
{
    private bool _parsed;
    private JsonElement? _json;

    private SeenValue(string text) => Text = text;

    /// <summary>The text; of a JSON string its content, of other JSON its source.</summary>
    public string Text { get; }

    /// <summary>Whether it is a value out of JSON and not a text that might hold some.</summary>
    public bool IsJson { get; private init; }

    /// <summary>The value as JSON: of a text its whole, else its only fenced block; null where neither is JSON.</summary>
    public JsonElement? Json
    {
        get
        {
            if (!_parsed)
            {
                _parsed = true;
                _json = Parse(Text) ?? (Fenced(Text) is { } inside ? Parse(inside) : null);
            }

            return _json;
        }
    }

    /// <summary>The number that it is as a whole; null where it is none.</summary>
    public double? Number =>
        (!IsJson || Json is { ValueKind: JsonValueKind.Number or JsonValueKind.String })
        && double.TryParse(Text.AsSpan().Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;

    public static SeenValue Of(string text) => new(text);

    public static SeenValue Of(JsonElement json) =>
        new(json.ValueKind == JsonValueKind.String ? json.AsText()! : json.GetRawText())
        {
            IsJson = true,
            _json = json,
            _parsed = true,
        };

    private static JsonElement? Parse(string text) => Original.ParseLine(Encoding.UTF8.GetBytes(text));

    private static string? Fenced(string text)
    {
        const string Fence = "```";
        var open = text.IndexOf(Fence, StringComparison.Ordinal);
        var start = open < 0 ? -1 : text.IndexOf('\n', open);
        var close = start < 0 ? -1 : text.IndexOf(Fence, start, StringComparison.Ordinal);
        return close < 0 || text.IndexOf(Fence, close + Fence.Length, StringComparison.Ordinal) >= 0
            ? null
            : text[(start + 1)..close];
    }
}
