using System.Text.Json;

namespace Stopwise.Traces.Formats.Declared.Suggesting;

/// <summary>One way to read tool calls in rows that act.</summary>
/// <param name="Each">The list of calls in a row; null where the row is the call.</param>
/// <param name="Shape">What a call looks like.</param>
/// <param name="Tool">Where its tool is named.</param>
/// <param name="Arguments">Where its arguments are.</param>
/// <param name="Command">Where a shell's command is.</param>
/// <param name="Score">How likely this is a call.</param>
internal sealed record CallsFound(
    string? Each,
    RowShape Shape,
    PathStats? Tool,
    PathStats? Arguments,
    PathStats? Command,
    double Score
)
{
    private const int LongestTool = 64;

    /// <summary>Where a call's id is, that its result names.</summary>
    public PathStats? Id =>
        Shape
            .Places.Where(p =>
                p.Texts + p.Numbers >= p.Rows * 0.9
                && p.Longest <= 80
                && p.Distinct >= p.Rows * 0.9
                && p.Rows >= Shape.Rows * 0.3
                && p != Tool
                && !p.IsTime
                && (
                    p.Name.EndsWith("id", StringComparison.Ordinal)
                    || p.Name is "ref" or "key" or "handle" or "seq" or "corr" or "no" or "n"
                )
            )
            .OrderByDescending(p =>
                p.Name.Contains("call", StringComparison.Ordinal) || p.Name.Contains("tool", StringComparison.Ordinal)
            )
            .ThenBy(p => p.Depth)
            .FirstOrDefault();

    /// <param name="rows">The rows.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="kind">The place that tells rows apart, which names no tool.</param>
    public static IEnumerable<CallsFound> Of(IReadOnlyList<JsonElement> rows, RowShape shape, string? kind)
    {
        var found = new List<CallsFound>();
        foreach (var (each, elements) in ElementLists.Of(rows, shape).Where(e => !Answers(e.Each)))
        {
            Add(each, RowShape.Of(elements), kind: null, found);
        }

        Add(null, shape, kind, found);
        return found.OrderByDescending(f => f.Score);
    }

    private static void Add(string? each, RowShape shape, string? kind, List<CallsFound> found)
    {
        var tool = shape
            .Named(
                FieldNames.Tool,
                p =>
                    p.IsText
                    && p.Longest <= LongestTool
                    && p.Path != kind
                    && p.Distinct <= Math.Max(3, p.Rows)
                    && !p.IsTime
            )
            .FirstOrDefault(p => !p.Values.Keys.Any(v => v.Contains(' ', StringComparison.Ordinal)));
        var arguments = shape
            .Named(FieldNames.Arguments, p => p.Objects > 0 || p.IsText)
            .FirstOrDefault(p => p != tool && IsBeside(p, tool));
        var command = shape.Named(FieldNames.Command, p => p.IsText).FirstOrDefault(p => p != tool && p.Path != kind);
        if (each is not null && tool is not null)
        {
            arguments ??= shape
                .Places.Where(p => (p.Objects > 0 || p.JsonTexts > p.Rows / 2) && IsBeside(p, tool))
                .MaxBy(p => p.Rows);
        }

        // A name beside nothing is somebody's name.
        if (each is null && arguments is null && tool is { Name: "name" or "function" or "op" or "endpoint" })
        {
            tool = null;
        }

        if (tool is null && command is null)
        {
            return;
        }

        var score =
            (tool is null ? 0 : 1)
            + (
                arguments is null ? 0
                : arguments.Objects > 0 || arguments.JsonTexts > 0 ? 1.2
                : 0.7
            )
            + (command is null || (tool is not null && arguments is not null) ? 0 : 1.1)
            + (each is null ? 0 : 0.2)
            // Elements of which most name no tool are of several kinds: a list that tells them apart is better.
            - (tool is not null && each is not null && tool.Rows < shape.Rows * 0.9 ? 0.3 : 0);
        found.Add(
            new CallsFound(each, shape, tool, arguments, arguments is null ? command : Inner(command, arguments), score)
        );
    }

    /// <summary>A list of what tools gave back, by the word that tells its elements.</summary>
    private static bool Answers(string each) =>
        each.LastIndexOf("=='", StringComparison.Ordinal) is > 0 and var at
        && FieldNames.PartOf(each[(at + 3)..]) is RowPart.Result or RowPart.User or RowPart.System;

    /// <summary>A command inside the arguments of a tool is read with them.</summary>
    private static PathStats? Inner(PathStats? command, PathStats arguments) =>
        command is not null
        && !command.Path.StartsWith(arguments.Path + ".", StringComparison.Ordinal)
        && command != arguments
            ? command
            : null;

    private static bool IsBeside(PathStats place, PathStats? tool) =>
        tool is null || ParentOf(place.Path) == ParentOf(tool.Path);

    private static string ParentOf(string path) => path.LastIndexOf('.') is >= 0 and var dot ? path[..dot] : "";
}
