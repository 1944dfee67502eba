using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <summary>Lists of objects inside rows, as wholes and, where a word tells their elements apart, by that word.</summary>
internal static class ElementLists
{
    private const int MostElements = 1_000;
    private static readonly string[] Words = ["type", "kind", "role", "t", "event"];

    public static IEnumerable<(string Each, IReadOnlyList<JsonElement> Elements)> Of(
        IReadOnlyList<JsonElement> rows,
        RowShape shape
    )
    {
        foreach (var list in shape.Places.Where(p => p.Lists > 0).OrderByDescending(p => p.Lists))
        {
            var elements = Elements(rows, list.Path + "[*]");
            var inner = RowShape.Of(elements);
            if (
                Words.Select(inner.Find).FirstOrDefault(p => p is { IsWord: true } && p.Rows >= inner.Rows * 0.9) is
                { Distinct: <= 12 } word
            )
            {
                foreach (var value in word.Values.Keys)
                {
                    var each = $"{list.Path}[?@.{word.Path}=='{value.Replace("'", "\\'", StringComparison.Ordinal)}']";
                    yield return (each, [.. elements.Where(e => e.Text(word.Path) == value)]);
                }
            }

            yield return (list.Path + "[*]", elements);
            foreach (var deeper in inner.Places.Where(p => p.Lists > 0 && p.Depth <= 2))
            {
                var path = $"{list.Path}[*].{deeper.Path}[*]";
                yield return (path, Elements(rows, path));
            }
        }
    }

    private static List<JsonElement> Elements(IReadOnlyList<JsonElement> rows, string path) =>
        JsonPath.Parse(path, out _) is { } parsed
            ? [.. rows.SelectMany(parsed.Select).Where(e => e.ValueKind == JsonValueKind.Object).Take(MostElements)]
            : [];
}
