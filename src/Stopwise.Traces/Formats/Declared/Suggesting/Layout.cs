using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <summary>One way to see runs and rows in a sample.</summary>
/// <param name="Records">Where the records of a document are; null for the document itself, and for lines.</param>
/// <param name="Runs">What a run is.</param>
/// <param name="By">What rows of a run share.</param>
/// <param name="Rows">Where the rows of a record are; null where the record is the row.</param>
/// <param name="Heads">The records: what is said of a run as a whole.</param>
/// <param name="Sample">The rows, run after run.</param>
internal sealed record Layout(
    string? Records,
    RunsPer Runs,
    string? By,
    string? Rows,
    IReadOnlyList<JsonElement> Heads,
    IReadOnlyList<JsonElement> Sample
)
{
    private const int MostRows = 800;
    private const int MostLists = 8;
    private const int DeepestList = 4;

    public static IEnumerable<Layout> Of(FileSample sample)
    {
        var records = sample.Records;
        if (sample.Container != Container.Json)
        {
            return OfRecords(null, records);
        }

        var root = records[0];
        return root.ValueKind == JsonValueKind.Array
            ? OfRecords("$[*]", Objects(root.EnumerateArray()))
            : OfDocument(root);
    }

    private static IEnumerable<Layout> OfDocument(JsonElement root)
    {
        foreach (var list in Lists([root]))
        {
            var items = Items([root], list);
            yield return new Layout(null, RunsPer.File, null, list, [root], items);
            foreach (var layout in OfRecords("$." + list, items).Where(l => l.Runs != RunsPer.File))
            {
                yield return layout;
            }
        }
    }

    private static IEnumerable<Layout> OfRecords(string? where, IReadOnlyList<JsonElement> records)
    {
        if (records.Count == 0)
        {
            yield break;
        }

        var rows = records.Take(MostRows).ToList();
        yield return new Layout(where, RunsPer.File, null, null, rows, rows);
        var shape = RowShape.Of(rows);
        var keys = Keys(shape).Take(2).ToList();
        foreach (var key in keys)
        {
            yield return new Layout(where, RunsPer.Key, key, null, rows, rows);
        }

        foreach (var list in Lists(rows))
        {
            var items = Items(rows, list);
            yield return new Layout(where, RunsPer.Record, null, list, rows, items);
            foreach (var key in keys.Where(k => shape.Find(k)!.Distinct < shape.Rows))
            {
                yield return new Layout(where, RunsPer.Key, key, list, rows, items);
            }
        }
    }

    /// <summary>Places that name a run: in nearly all rows, with values that several rows share.</summary>
    private static IEnumerable<string> Keys(RowShape shape) =>
        shape
            .Places.Where(p =>
                p.Rows >= shape.Rows * 0.95
                && p.Texts + p.Numbers >= p.Rows
                && !p.HasManyValues
                && !p.IsTime
                && p.Distinct * 2 <= p.Rows
                && p.Repeats + p.Distinct >= p.Rows * 0.5
            )
            .Select(p => (p.Path, Rank: FieldNames.Rank(FieldNames.RunId, p.Name), p.Depth))
            .Where(p => p.Rank >= 0)
            .OrderBy(p => p.Rank)
            .ThenBy(p => p.Depth)
            .Select(p => p.Path);

    /// <summary>Paths of lists of objects, those with most text in them first.</summary>
    private static IEnumerable<string> Lists(IReadOnlyList<JsonElement> records)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var record in records.Take(60))
        {
            Find(record, "", 0, found);
        }

        return found.OrderByDescending(f => f.Value).Take(MostLists).Select(f => f.Key);
    }

    private static void Find(JsonElement element, string path, int depth, Dictionary<string, long> found)
    {
        if (depth > DeepestList)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                var part = JsonPath.Quoted(Coverage.NameOf(property));
                Find(property.Value, path.Length == 0 && part[0] == '.' ? part[1..] : path + part, depth + 1, found);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array && path.Length > 0)
        {
            var list = path + "[*]";
            if (element.EnumerateArray().Any(e => e.ValueKind == JsonValueKind.Object))
            {
                found[list] = found.GetValueOrDefault(list) + element.GetRawText().Length;
            }

            foreach (var item in element.EnumerateArray().Take(20).Where(i => i.ValueKind == JsonValueKind.Object))
            {
                Find(item, list, depth + 1, found);
            }
        }
    }

    private static IReadOnlyList<JsonElement> Items(IReadOnlyList<JsonElement> records, string list) =>
        JsonPath.Parse(list, out _) is { } path ? Objects(records.SelectMany(path.Select)) : [];

    private static IReadOnlyList<JsonElement> Objects(IEnumerable<JsonElement> elements) =>
        [.. elements.Where(e => e.ValueKind == JsonValueKind.Object).Take(MostRows)];
}
