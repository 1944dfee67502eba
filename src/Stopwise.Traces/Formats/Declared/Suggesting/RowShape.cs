using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <summary>The places of many rows and what stands there. Lists are places of their own; what is in them has a shape of its own.</summary>
internal sealed class RowShape
{
    private const int DeepestPlace = 5;
    private const int MostPlaces = 1_500;

    private readonly Dictionary<string, PathStats> _places = new(StringComparer.Ordinal);

    public int Rows { get; private set; }

    public IEnumerable<PathStats> Places => _places.Values;

    public static RowShape Of(IEnumerable<JsonElement> rows)
    {
        var shape = new RowShape();
        foreach (var row in rows)
        {
            shape.Rows++;
            shape.Walk(row, "", "", 0);
        }

        return shape;
    }

    public PathStats? Find(string path) => _places.GetValueOrDefault(path);

    /// <summary>Places with one of these names, the first name first, then the shallower place.</summary>
    public IEnumerable<PathStats> Named(IReadOnlyList<string> names, Func<PathStats, bool> fits) =>
        _places
            .Values.Select(p => (Place: p, Rank: FieldNames.Rank(names, p.Name)))
            .Where(p => p.Rank >= 0 && fits(p.Place))
            .OrderBy(p => p.Rank)
            .ThenBy(p => p.Place.Depth)
            .ThenByDescending(p => p.Place.Rows)
            .Select(p => p.Place);

    private void Walk(JsonElement element, string path, string name, int depth)
    {
        if (depth > 0)
        {
            if (!_places.TryGetValue(path, out var place))
            {
                if (_places.Count >= MostPlaces)
                {
                    return;
                }

                _places[path] = place = new PathStats(path, name, depth);
            }

            place.Add(element);
        }

        if (element.ValueKind != JsonValueKind.Object || depth >= DeepestPlace)
        {
            return;
        }

        foreach (var property in element.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                var own = Coverage.NameOf(property);
                var part = JsonPath.Quoted(own);
                Walk(property.Value, depth == 0 && part[0] == '.' ? part[1..] : path + part, own, depth + 1);
            }
        }
    }
}
