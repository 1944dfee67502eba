using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <summary>One way to tell rows apart: a place with a small set of words, and what each word stands for.</summary>
/// <param name="Path">The place; null where all rows act.</param>
/// <param name="Parts">The words with what they stand for; a word that stands for nothing is left out.</param>
internal sealed record RowKindsFound(string? Path, IReadOnlyDictionary<string, RowPart> Parts)
{
    private const int MostKinds = 14;

    public static RowKindsFound None { get; } = new(null, new Dictionary<string, RowPart>(StringComparer.Ordinal));

    /// <summary>The likeliest ways first; always ends with the one that tells nothing apart.</summary>
    public static IEnumerable<RowKindsFound> Of(IReadOnlyList<JsonElement> rows, RowShape shape)
    {
        var places =
            from place in shape.Places
            where
                place.IsWord
                && place.Rows >= shape.Rows * 0.9
                && place.Distinct is >= 2 and <= MostKinds
                && place.Distinct <= Math.Max(2, place.Rows / 2)
            let known = place.Values.Where(v => FieldNames.PartOf(v.Key) is not null).Sum(v => v.Value)
            let rank = FieldNames.Rank(FieldNames.Kind, place.Name)
            where known > 0 || rank >= 0
            orderby (double)known / place.Rows - (place.Depth * 0.05) + (rank >= 0 ? 0.3 : 0) descending
            select place;
        foreach (var place in places.Take(3))
        {
            if (Told(place, rows) is { } found)
            {
                yield return found;
            }
        }

        yield return None;
    }

    public IEnumerable<string> Of(RowPart part) => Parts.Where(p => p.Value == part).Select(p => p.Key);

    /// <summary>The rows of a part.</summary>
    public IReadOnlyList<JsonElement> Rows(IReadOnlyList<JsonElement> rows, RowPart part)
    {
        if (Path is null)
        {
            return part == RowPart.Act ? rows : [];
        }

        var path = JsonPath.Parse(Path, out _)!;
        return [.. rows.Where(r => path.First(r)?.AsText() is { } v && Parts.TryGetValue(v, out var p) && p == part)];
    }

    private static RowKindsFound? Told(PathStats place, IReadOnlyList<JsonElement> rows)
    {
        var parts = new Dictionary<string, RowPart>(StringComparer.Ordinal);
        foreach (var value in place.Values.Keys)
        {
            if (FieldNames.PartOf(value) is { } part)
            {
                parts[value] = part;
            }
        }

        ByContent(place, rows, parts);
        return parts.ContainsValue(RowPart.Act) ? new RowKindsFound(place.Path, parts) : null;
    }

    /// <summary>Words that say nothing by themselves: rows with a tool and its arguments act, rows with an output answer.</summary>
    private static void ByContent(PathStats place, IReadOnlyList<JsonElement> rows, Dictionary<string, RowPart> parts)
    {
        var path = JsonPath.Parse(place.Path, out _)!;
        var unknown = new List<(string Value, int Rows)>();
        var ids = CallIds(
            [
                .. rows.Where(r =>
                    path.First(r)?.AsText() is { } v && parts.GetValueOrDefault(v, RowPart.User) == RowPart.Act
                ),
            ],
            place
        );
        foreach (var value in place.Values.Keys.Where(v => !parts.ContainsKey(v)))
        {
            var own = rows.Where(r => path.First(r)?.AsText() == value).Take(200).ToList();
            var shape = RowShape.Of(own);
            var acts = CallsFound.Of(own, shape, place.Path).Any(c => c.Score >= 2);
            var answers =
                shape.Places.Any(p => p.Distinct > 0 && p.Values.Keys.Count(ids.Contains) >= p.Distinct * 0.6)
                || shape.Named(FieldNames.ExitCode, p => p.IsNumber).Any()
                || shape
                    .Named(FieldNames.OwnResult, p => p.Rows >= own.Count * 0.7 && (p.IsText || p.Objects > 0))
                    .Any();
            if (acts || answers)
            {
                parts[value] = acts ? RowPart.Act : RowPart.Result;
            }
            else
            {
                unknown.Add((value, own.Count));
            }
        }

        // Where nobody acts, the word that is there most often and is not known speaks for the model.
        if (!parts.ContainsValue(RowPart.Act) && unknown.Count > 0)
        {
            parts[unknown.MaxBy(u => u.Rows).Value] = RowPart.Act;
        }
    }

    private static HashSet<string> CallIds(IReadOnlyList<JsonElement> acting, PathStats kind) =>
        CallsFound.Of(acting, RowShape.Of(acting), kind.Path).FirstOrDefault()?.Id is { } id
            ? id.Values.Keys.ToHashSet(StringComparer.Ordinal)
            : [];
}
