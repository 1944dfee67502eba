using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stopwise.Governance.Yaml;

namespace Stopwise.Traces.Suites.Matching;

/// <summary>A value of a YAML file as JSON: scalars without quotes may be numbers, truth values or null (YAML 1.2, core schema).</summary>
internal static class YamlJson
{
    public static JsonElement Of(YamlNode node) => JsonElement.Parse(NodeOf(node)?.ToJsonString() ?? "null");

    public static JsonNode? NodeOf(YamlNode node) =>
        node.Items is { } items ? new JsonArray([.. items.Select(NodeOf)])
        : node.Fields is { } fields ? new JsonObject(fields.Select(f => KeyValuePair.Create(f.Name, NodeOf(f.Value))))
        : node.IsPlain ? Plain(node.Text!)
        : JsonValue.Create(node.Text!);

    private static JsonValue? Plain(string text) =>
        text switch
        {
            "" or "~" or "null" => null,
            "true" => JsonValue.Create(true),
            "false" => JsonValue.Create(false),
            _ => Number(text) ?? JsonValue.Create(text),
        };

    // A number keeps its digits: 0.10 and 12345678901234567890 are not what a double makes of them.
    private static JsonValue? Number(string text) =>
        (char.IsAsciiDigit(text[0]) || (text[0] == '-' && text.Length > 1))
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
        && Formats.Original.ParseLine(Encoding.UTF8.GetBytes(text)) is { ValueKind: JsonValueKind.Number } number
            ? JsonValue.Create(number)
            : null;
}
