using System.Text;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Hostile;

/// <summary>A JSON text with each of its values in turn replaced, doubled or put under another name.</summary>
internal static class JsonMutants
{
    // Beyond them the lines of a recording are all alike.
    private const int MostDocuments = 12;

    /// <summary>Wrong in type, in range or in letter; some are no JSON of a kind that .NET writes.</summary>
    private static readonly string[] Wrong =
    [
        "null",
        "true",
        "-1",
        "0.5",
        "1e400",
        "-1e17",
        "99999999999999999999999999",
        "\"\"",
        "\"x\"",
        "\"99999-99-99T99:99:99Z\"",
        "\"0001-01-01T00:00:00+14:00\"",
        "\"\\ud800\"",
        "\"\\u0000\\u0007\"",
        "[]",
        "{}",
        "[null,[],{},1,\"x\"]",
        "[{\"type\":7,\"text\":null}]",
        "{\"type\":{},\"content\":[[]],\"command\":1}",
    ];

    private static readonly string[] Names =
    [
        "__proto__",
        "constructor",
        "",
        "\\u0000",
        "\\ud800",
        new('k', 5000),
        "$ref",
    ];

    public static IEnumerable<(string What, string Text)> Of(string text)
    {
        var documents = Documents(text).ToList();
        for (var at = 0; at < Math.Min(documents.Count, MostDocuments); at++)
        {
            var count = Count(documents[at]);
            for (var value = 0; value < count; value++)
            {
                foreach (var (what, edit) in Edits())
                {
                    var writer = new Writer(value, edit);
                    writer.Write(documents[at]);
                    var rows = documents.Select((d, i) => i == at ? writer.Text : d.GetRawText());
                    yield return ($"document {at}, value {value} {what}", string.Join('\n', rows));
                }
            }
        }
    }

    /// <summary>The text as one document, or line by line.</summary>
    private static IEnumerable<JsonElement> Documents(string text)
    {
        if (Parse(text) is { } whole)
        {
            return [whole];
        }

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
        return lines.TrueForAll(l => l is not null) ? lines.Select(l => l!.Value) : [];
    }

    private static JsonElement? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int Count(JsonElement element) =>
        1
        + element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().Sum(p => Count(p.Value)),
            JsonValueKind.Array => element.EnumerateArray().Sum(Count),
            _ => 0,
        };

    private static IEnumerable<(string, Edit)> Edits()
    {
        foreach (var wrong in Wrong)
        {
            yield return ($"is {wrong}", new Edit(wrong, null, Doubled: false));
        }

        yield return ("is given twice", new Edit("{}", null, Doubled: true));
        yield return (
            "is nested deeply",
            new Edit(new string('[', 1000) + new string(']', 1000), null, Doubled: false)
        );
        foreach (var name in Names)
        {
            yield return ($"is called '{name[..Math.Min(20, name.Length)]}'", new Edit(null, name, Doubled: false));
        }
    }

    private sealed record Edit(string? Value, string? Name, bool Doubled);

    private sealed class Writer(int target, Edit edit)
    {
        private readonly StringBuilder _text = new();
        private int _at;

        public string Text => _text.ToString();

        public void Write(JsonElement element)
        {
            var here = _at++ == target;
            if (here && edit is { Value: { } value, Doubled: false })
            {
                _text.Append(value);
                _at += Count(element) - 1;
                return;
            }

            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    Join('{', '}', element.EnumerateObject(), Property);
                    break;
                case JsonValueKind.Array:
                    Join('[', ']', element.EnumerateArray(), Write);
                    break;
                default:
                    _text.Append(element.GetRawText());
                    break;
            }
        }

        private void Property(JsonProperty property)
        {
            var here = _at == target;
            var name = here && edit.Name is { } other ? other : JsonEncodedText.Encode(property.Name).ToString();
            if (here && edit.Doubled)
            {
                _text.Append('"').Append(name).Append("\":").Append(edit.Value).Append(',');
            }

            _text.Append('"').Append(name).Append("\":");
            Write(property.Value);
        }

        private void Join<T>(char open, char close, IEnumerable<T> items, Action<T> write)
        {
            var separator = "";
            _text.Append(open);
            foreach (var item in items)
            {
                _text.Append(separator);
                write(item);
                separator = ",";
            }

            _text.Append(close);
        }
    }
}
