using System.Globalization;
using System.Text.RegularExpressions;
using Stopwise.Governance.Yaml;
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
    public static Match All(YamlNode node, string what) =>
        Some(new YamlSection(node, what, Names)) is { } match
            ? match
            : throw node.Problem($"{what} holds no condition; it may have {string.Join(", ", Names)}.");

    /// <summary>The conditions that a map has among its other fields; null where there is none.</summary>
    public static Match? Some(YamlSection map)
    {
        Match[] all = [.. Names.Where(map.Has).Select(n => One(map, n, map.Find(n)!))];
        return all is [] ? null
            : all is [var only] ? only
            : new AllMatch(all);
    }

    public static CallMatch Call(YamlNode node)
    {
        if (node.Text is { Length: > 0 } tool)
        {
            return new CallMatch { Tool = tool };
        }

        var map = new YamlSection(node, "a call", OfCall);
        if (node.Fields is [])
        {
            throw node.Problem($"A call that may be any says nothing; give one of {string.Join(", ", OfCall)}.");
        }

        return CallOf(map);
    }

    /// <summary>The call that a map describes among its other fields.</summary>
    public static CallMatch CallOf(YamlSection map) =>
        new()
        {
            Tool = map.Text("tool"),
            Does = map.Find("does") is { } does ? FactNames.Read(does) : null,
            Arguments = map.Find("argument") is { } argument
                ? [.. argument.Values("argument").Select(a => Json(a, "an argument"))]
                : [],
            Command = map.Find("command") is { } command ? All(command, "'command'") : null,
            Result = map.Find("result") is { } result ? All(result, "'result'") : null,
        };

    public static Bounds Range(YamlNode node, string name)
    {
        if (node.Items is not [var low, var high])
        {
            return End(node, name) is { } both
                ? new Bounds(both, both)
                : throw node.Problem($"'{name}' takes a number or [LEAST, MOST]; ~ leaves an end open.");
        }

        var bounds = new Bounds(End(low, name), End(high, name));
        return bounds.Least > bounds.Most || bounds is { Least: null, Most: null }
            ? throw node.Problem($"No number is outside of this range, or none inside: '{name}' takes [LEAST, MOST].")
            : bounds;
    }

    private static Match One(YamlSection map, string name, YamlNode node) =>
        name switch
        {
            "equals" => new EqualMatch(YamlJson.Of(node)),
            "contains" => new ContainMatch(node.Texts(name)),
            "matches" => new PatternMatch(Pattern(node)),
            "in" => new MemberMatch([
                .. (node.Items ?? throw node.Problem("'in' takes a list of values.")).Select(YamlJson.Of),
            ]),
            "between" => new RangeMatch(Range(node, name)),
            "length" => new LengthMatch(Range(node, name)),
            "json" => Json(node, "'json'"),
            "similar" => Similar(node),
            _ => new NotMatch(All(node, "'not'")),
        };

    private static JsonMatch Json(YamlNode node, string what)
    {
        if (node.Text is not null)
        {
            return new JsonMatch(PathOf(node), null);
        }

        var map = new YamlSection(node, what, ["path", .. Names]);
        return new JsonMatch(PathOf(map.Needed("path")), Some(map));
    }

    private static JsonPath PathOf(YamlNode node) =>
        JsonPath.Parse(node.Text ?? "", out var problem) ?? throw node.Problem($"This is no path: {problem}.");

    private static SimilarMatch Similar(YamlNode node)
    {
        var map = new YamlSection(node, "'similar'", "to", "file", "at-least");
        if (map.Has("to") == map.Has("file"))
        {
            throw node.Problem("'similar' takes 'to' with a text or 'file' with a path, one of both.");
        }

        var wanted = map.Find("file") is { } path ? path.ReadFile(map.NeededText("file")) : map.NeededText("to");
        _ = map.Needed("at-least");
        if (SimilarMatch.CountWords(wanted) is 0 or > SimilarMatch.MostWords)
        {
            throw node.Problem($"A text to be similar to has 1 to {SimilarMatch.MostWords:n0} words.");
        }

        return new SimilarMatch(map.Text("file") ?? Clip.Of(wanted, 60), wanted, map.Number("at-least", 0, 1)!.Value);
    }

    private static Regex Pattern(YamlNode node) =>
        LinearPattern.Parse(node.TextOf("matches"), out var problem) ?? throw node.Problem(problem);

    private static double? End(YamlNode node, string name) =>
        node is { IsPlain: true, Text: "~" or "null" or "" } ? null
        : double.TryParse(node.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n)
            ? n
        : throw node.Problem($"'{name}' takes a number or [LEAST, MOST]; ~ leaves an end open.");
}
