using System.Globalization;
using System.Text.RegularExpressions;
using Stopwise.Traces.Formats.Declared;

namespace Stopwise.Traces.Suites.Matching;

/// <summary>Reads conditions on values and calls.</summary>
internal static class MatchReader
{
    /// <summary>The names of conditions on a value.</summary>
    public static readonly string[] Names =
    [
        "equals",
        "contains",
        "matches",
        "in",
        "between",
        "length",
        "json",
        "similar",
        "not",
    ];

    private static readonly string[] OfCall = ["tool", "does", "argument", "command", "result"];

    /// <summary>All conditions of a map, which must be one at least.</summary>
    public static Match All(string file, FormatNode node, string what) =>
        Some(new SuiteMap(file, node, what, Names)) is { } match
            ? match
            : throw FormatNode.Problem(
                file,
                node.Line,
                $"{what} holds no condition; it may have {string.Join(", ", Names)}."
            );

    /// <summary>The conditions that a map has among its other fields; null where there is none.</summary>
    public static Match? Some(SuiteMap map)
    {
        Match[] all = [.. Names.Where(map.Has).Select(n => One(map, n, map.Find(n)!))];
        return all is [] ? null
            : all is [var only] ? only
            : new AllMatch(all);
    }

    public static CallMatch Call(string file, FormatNode node)
    {
        if (node.Text is { Length: > 0 } tool)
        {
            return new CallMatch { Tool = tool };
        }

        var map = new SuiteMap(file, node, "a call", OfCall);
        if (node.Fields is [])
        {
            map.Refuse(node, $"A call that may be any says nothing; give one of {string.Join(", ", OfCall)}.");
        }

        return CallOf(map);
    }

    /// <summary>The call that a map describes among its other fields.</summary>
    public static CallMatch CallOf(SuiteMap map) =>
        new()
        {
            Tool = map.Text("tool"),
            Does = map.Find("does") is { } does ? FactNames.Read(map, does) : null,
            Arguments = map.Find("argument") is { } argument
                ? [.. (argument.Items ?? [argument]).Select(a => Json(map.File, a, "an argument"))]
                : [],
            Command = map.Find("command") is { } command ? All(map.File, command, "'command'") : null,
            Result = map.Find("result") is { } result ? All(map.File, result, "'result'") : null,
        };

    public static Bounds Range(SuiteMap map, FormatNode node, string name)
    {
        if (node.Items is not [var low, var high])
        {
            return End(map, node, name) is { } both
                ? new Bounds(both, both)
                : map.Refuse<Bounds>(node, $"'{name}' takes a number or [LEAST, MOST]; ~ leaves an end open.");
        }

        var bounds = new Bounds(End(map, low, name), End(map, high, name));
        return bounds.Least > bounds.Most || bounds is { Least: null, Most: null }
            ? map.Refuse<Bounds>(
                node,
                $"No number is outside of this range, or none inside: '{name}' takes [LEAST, MOST]."
            )
            : bounds;
    }

    private static Match One(SuiteMap map, string name, FormatNode node) =>
        name switch
        {
            "equals" => new EqualMatch(YamlJson.Of(node)),
            "contains" => new ContainMatch(map.Texts(name)),
            "matches" => new PatternMatch(Pattern(map, node)),
            "in" => new MemberMatch([
                .. (node.Items ?? map.Refuse<IReadOnlyList<FormatNode>>(node, "'in' takes a list of values.")).Select(
                    YamlJson.Of
                ),
            ]),
            "between" => new RangeMatch(Range(map, node, name)),
            "length" => new LengthMatch(Range(map, node, name)),
            "json" => Json(map.File, node, "'json'"),
            "similar" => Similar(map.File, node),
            _ => new NotMatch(All(map.File, node, "'not'")),
        };

    private static JsonMatch Json(string file, FormatNode node, string what)
    {
        if (node.Text is not null)
        {
            return new JsonMatch(PathOf(file, node), null);
        }

        var map = new SuiteMap(file, node, what, ["path", .. Names]);
        return new JsonMatch(PathOf(file, map.Needed("path")), Some(map));
    }

    private static JsonPath PathOf(string file, FormatNode node) =>
        JsonPath.Parse(node.Text ?? "", out var problem)
        ?? throw FormatNode.Problem(file, node.Line, $"This is no path: {problem}.");

    private static SimilarMatch Similar(string file, FormatNode node)
    {
        var map = new SuiteMap(file, node, "'similar'", "to", "file", "at-least");
        if (map.Has("to") == map.Has("file"))
        {
            map.Refuse(node, "'similar' takes 'to' with a text or 'file' with a path, one of both.");
        }

        var wanted = map.Find("file") is { } path ? map.ReadFile(path, map.NeededText("file")) : map.NeededText("to");
        _ = map.Needed("at-least");
        if (SimilarMatch.CountWords(wanted) is 0 or > SimilarMatch.MostWords)
        {
            map.Refuse(node, $"A text to be similar to has 1 to {SimilarMatch.MostWords:n0} words.");
        }

        return new SimilarMatch(map.Text("file") ?? Clip.Of(wanted, 60), wanted, map.Number("at-least", 0, 1)!.Value);
    }

    private static Regex Pattern(SuiteMap map, FormatNode node) =>
        LinearPattern.Parse(map.TextOf(node, "matches"), out var problem) ?? map.Refuse<Regex>(node, problem);

    private static double? End(SuiteMap map, FormatNode node, string name) =>
        node is { IsPlain: true, Text: "~" or "null" or "" } ? null
        : double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n)
            ? n
        : map.Refuse<double?>(node, $"'{name}' takes a number or [LEAST, MOST]; ~ leaves an end open.");
}
