using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <summary>The shape of a file in words for a language model: places, types, lengths, and a few short values.</summary>
/// <remarks>This is all that a model is sent of a recording. Secrets were masked when the file was read; long values stay out.</remarks>
internal static class ShapeText
{
    private const int LongestSample = 40;
    private const int SamplesOfPlace = 4;
    private const int MostPlaces = 250;
    private const int DeepestPlace = 8;

    public static string Of(FileSample sample)
    {
        var places = new Dictionary<string, PathStats>(StringComparer.Ordinal);
        foreach (var record in sample.Records)
        {
            Walk(record, "$", "", 0, places);
        }

        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"container: {Word(sample.Container)}; records looked at: {sample.Records.Count}\n"
        );
        foreach (var place in places.Values.Take(MostPlaces))
        {
            text.Append(CultureInfo.InvariantCulture, $"{place.Path}: {place.Rows} values, {Types(place)}");
            if (place.Texts > 0)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $", mean length {place.MeanLength:0}, {place.Distinct}{(place.HasManyValues ? "+" : "")} different"
                );
            }

            var samples = place
                .Values.Keys.Where(v => v.Length is > 0 and <= LongestSample)
                .Take(SamplesOfPlace)
                .ToList();
            text.Append(samples.Count == 0 ? "\n" : $", such as {FormatDraft.List(samples)}\n");
        }

        return text.ToString();
    }

    private static string Word(Container container) =>
        container switch
        {
            Container.Json => "json (one document)",
            Container.Csv => "csv",
            _ => "jsonl",
        };

    private static string Types(PathStats place) =>
        string.Join(
            " and ",
            new[]
            {
                (place.Texts, "texts"),
                (place.Numbers, "numbers"),
                (place.Truths, "truth values"),
                (place.Objects, "objects"),
                (place.Lists + place.OtherLists, "lists"),
            }
                .Where(t => t.Item1 > 0)
                .Select(t => t.Item2)
        );

    private static void Walk(
        JsonElement element,
        string path,
        string name,
        int depth,
        Dictionary<string, PathStats> places
    )
    {
        if (element.ValueKind == JsonValueKind.Null || (places.Count >= MostPlaces && !places.ContainsKey(path)))
        {
            return;
        }

        if (!places.TryGetValue(path, out var place))
        {
            places[path] = place = new PathStats(path, name, depth);
        }

        place.Add(element);
        if (depth >= DeepestPlace)
        {
            return;
        }

        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                var own = Coverage.NameOf(property);
                Walk(property.Value, path + JsonPath.Quoted(own), own, depth + 1, places);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, path + "[*]", name, depth + 1, places);
            }
        }
    }
}
