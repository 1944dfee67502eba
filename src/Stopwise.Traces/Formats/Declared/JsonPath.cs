using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared;

/// <summary>
/// A place in JSON, in a subset of RFC 9535: names, indices, wildcards, and filters that compare one field with a text.
/// The leading <c>$.</c> may be left out. Reading never throws and looks at no value twice.
/// </summary>
internal sealed class JsonPath
{
    private const int MostSegments = 24;

    private readonly IReadOnlyList<Segment> _segments;

    private JsonPath(string text, IReadOnlyList<Segment> segments) => (Text, _segments) = (text, segments);

    public string Text { get; }

    /// <summary>The element itself.</summary>
    public static JsonPath Whole { get; } = new("$", []);

    /// <summary>Reads a path.</summary>
    /// <param name="text">As the user wrote it.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static JsonPath? Parse(string text, out string? problem)
    {
        var segments = new List<Segment>();
        var at = text.StartsWith('$') ? 1 : 0;
        problem = text.Length == 0 ? "a path is empty" : null;
        while (problem is null && at < text.Length)
        {
            problem =
                segments.Count == MostSegments ? $"a path has more than {MostSegments} parts"
                : text[at] == '[' ? Bracket(text, ref at, segments)
                : Name(text, ref at, segments);
        }

        return problem is null ? new JsonPath(text, segments) : null;
    }

    /// <summary>A name as one part of a path, quoted where it has to be.</summary>
    public static string Quoted(string name) =>
        name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-') && !char.IsDigit(name[0])
            ? $".{name}"
            : $"['{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}']";

    /// <summary>Everything at this place, in the order of the document; JSON nulls are not there.</summary>
    public IEnumerable<JsonElement> Select(JsonElement root)
    {
        IEnumerable<JsonElement> found = [root];
        foreach (var segment in _segments)
        {
            found = segment.IsSingle ? Single(found, segment) : found.SelectMany(segment.Many);
        }

        return found;
    }

    /// <summary>The first thing at this place.</summary>
    public JsonElement? First(JsonElement root)
    {
        var at = (JsonElement?)root;
        for (var i = 0; i < _segments.Count && at is not null; i++)
        {
            if (!_segments[i].IsSingle)
            {
                foreach (var element in Select(root))
                {
                    return element;
                }

                return null;
            }

            at = _segments[i].One(at.Value);
        }

        return at is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? null : at;
    }

    private static IEnumerable<JsonElement> Single(IEnumerable<JsonElement> found, Segment segment) =>
        found.Select(segment.One).Where(e => e is not null).Select(e => e!.Value);

    private static string? Name(string text, ref int at, List<Segment> segments)
    {
        if (text[at] == '.')
        {
            at++;
        }
        else if (segments.Count > 0 || at > 0)
        {
            return $"'.' or '[' is expected at character {at + 1} of '{text}'";
        }

        var start = at;
        while (at < text.Length && text[at] is not ('.' or '[' or ']'))
        {
            at++;
        }

        var name = text[start..at];
        if (name.Length == 0)
        {
            return $"a name is expected at character {start + 1} of '{text}'; '..' is not supported";
        }

        segments.Add(name == "*" ? new Segment { Kind = SegmentKind.All } : new Segment { Name = name });
        return null;
    }

    private static string? Bracket(string text, ref int at, List<Segment> segments)
    {
        var inside = at + 1;
        var segment = inside >= text.Length ? null : ParseBracket(text, ref inside);
        if (segment is null || inside >= text.Length || text[inside] != ']')
        {
            return $"the bracket at character {at + 1} of '{text}' is none of ['name'], [0], [*], [?@.name] and [?@.name=='text']";
        }

        at = inside + 1;
        segments.Add(segment);
        return null;
    }

    private static Segment? ParseBracket(string text, ref int at)
    {
        switch (text[at])
        {
            case '*':
                at++;
                return new Segment { Kind = SegmentKind.All };
            case '\'' or '"':
                return Literal(text, ref at) is { } name ? new Segment { Name = name } : null;
            case '?':
                return Filter(text, ref at);
            default:
                var end = text.IndexOf(']', at);
                if (
                    end < 0
                    || !int.TryParse(text.AsSpan(at, end - at), CultureInfo.InvariantCulture, out var index)
                    || index == int.MinValue
                )
                {
                    return null;
                }

                at = end;
                return new Segment { Kind = SegmentKind.Index, Index = index };
        }
    }

    private static Segment? Filter(string text, ref int at)
    {
        if (!text.AsSpan(at).StartsWith("?@."))
        {
            return null;
        }

        var start = at + 3;
        at = start;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-'))
        {
            at++;
        }

        var name = text[start..at];
        if (name.Length == 0)
        {
            return null;
        }

        if (!text.AsSpan(at).StartsWith("=="))
        {
            return new Segment { Kind = SegmentKind.Filter, Name = name };
        }

        at += 2;
        return at < text.Length && Literal(text, ref at) is { } wanted
            ? new Segment
            {
                Kind = SegmentKind.Filter,
                Name = name,
                Wanted = wanted,
            }
            : null;
    }

    private static string? Literal(string text, ref int at)
    {
        var quote = text[at];
        if (quote is not ('\'' or '"'))
        {
            return null;
        }

        var value = new StringBuilder();
        for (at++; at < text.Length && text[at] != quote; at++)
        {
            at += text[at] == '\\' && at + 1 < text.Length ? 1 : 0;
            value.Append(text[at]);
        }

        return at < text.Length && text[at++] == quote ? value.ToString() : null;
    }

    private enum SegmentKind
    {
        Name,
        Index,
        All,
        Filter,
    }

    private sealed class Segment
    {
        public SegmentKind Kind { get; init; }

        public string Name { get; init; } = "";

        public int Index { get; init; }

        public string? Wanted { get; init; }

        public bool IsSingle => Kind is SegmentKind.Name or SegmentKind.Index;

        public JsonElement? One(JsonElement from)
        {
            if (Kind == SegmentKind.Name)
            {
                return from.Field(Name);
            }

            if (from.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var length = from.GetArrayLength();
            var index = Index < 0 ? length + Index : Index;
            return index >= 0 && index < length && from[index].ValueKind != JsonValueKind.Null ? from[index] : null;
        }

        public IEnumerable<JsonElement> Many(JsonElement from) =>
            (
                from.ValueKind switch
                {
                    JsonValueKind.Array => from.EnumerateArray(),
                    JsonValueKind.Object => from.EnumerateObject().Select(p => p.Value),
                    _ => Enumerable.Empty<JsonElement>(),
                }
            ).Where(e => e.ValueKind != JsonValueKind.Null && (Kind == SegmentKind.All || Passes(e)));

        private bool Passes(JsonElement element) =>
            element.Field(Name) is { } value
            && (Wanted is null || string.Equals(value.AsText(), Wanted, StringComparison.Ordinal));
    }
}
