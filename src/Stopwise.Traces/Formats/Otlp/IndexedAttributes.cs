using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Otlp;

/// <summary>
/// Puts a list that was written as attributes, <c>prefix.0.role</c>, <c>prefix.0.tool_calls.1.id</c>, together again.
/// </summary>
internal static class IndexedAttributes
{
    private const int MostParts = 16;

    /// <returns>An array in the order of the numbers; null where there is none.</returns>
    public static JsonElement? Read(OtlpAttributes attributes, string prefix)
    {
        var root = new Node();
        foreach (var key in attributes.Keys)
        {
            if (
                key.Length > prefix.Length + 1
                && key[prefix.Length] == '.'
                && char.IsAsciiDigit(key[prefix.Length + 1])
                && key.StartsWith(prefix, StringComparison.Ordinal)
            )
            {
                root.Put(key[(prefix.Length + 1)..].Split('.', MostParts), attributes[key]);
            }
        }

        if (root.Parts is null)
        {
            return null;
        }

        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            root.Write(writer, "");
        }

        return Original.ParseLine(json.WrittenMemory);
    }

    private sealed class Node
    {
        private JsonElement? _leaf;

        public Dictionary<string, Node>? Parts { get; private set; }

        public void Put(ReadOnlySpan<string> path, JsonElement? value)
        {
            var node = this;
            foreach (var part in path)
            {
                node.Parts ??= new Dictionary<string, Node>(StringComparer.Ordinal);
                if (!node.Parts.TryGetValue(part, out var next))
                {
                    node.Parts[part] = next = new Node();
                }

                node = next;
            }

            node._leaf = value;
        }

        public void Write(Utf8JsonWriter writer, string name)
        {
            if (Parts is null)
            {
                (name is "content" && _leaf is { } text ? Blocks(text) : _leaf ?? default).WriteTo(writer);
            }
            else if (Parts.Keys.All(k => int.TryParse(k, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            {
                writer.WriteStartArray();
                foreach (var (_, part) in Parts.OrderBy(p => int.Parse(p.Key, CultureInfo.InvariantCulture)))
                {
                    part.Write(writer, "");
                }

                writer.WriteEndArray();
            }
            else
            {
                writer.WriteStartObject();
                foreach (var (key, part) in Parts)
                {
                    writer.WritePropertyName(key);
                    part.Write(writer, key);
                }

                writer.WriteEndObject();
            }
        }

        /// <summary>Content blocks come as JSON in the text; JSON that a model or tool wrote is text.</summary>
        private static JsonElement Blocks(JsonElement text) =>
            OtlpAttributes.AsJson(text) is { ValueKind: JsonValueKind.Array } blocks
            && blocks.GetArrayLength() > 0
            && blocks.EnumerateArray().All(b => b.ValueKind == JsonValueKind.Object && b.Text("type") is not null)
                ? blocks
                : text;
    }
}
