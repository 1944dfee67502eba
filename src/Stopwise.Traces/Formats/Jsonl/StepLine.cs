using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Jsonl;

/// <summary>A line of a step: either with one tool call in fields of its own, or with a list of calls.</summary>
internal static class StepLine
{
    /// <summary>The step; its turn is -1 where the line names none.</summary>
    public static Step Read(JsonElement row)
    {
        var (input, output, cost) = (row.Whole("input_tokens"), row.Whole("output_tokens"), Exactly(row, "cost_usd"));
        var cached = row.Whole("cached_tokens");
        return new Step
        {
            Index = 0,
            Turn = row.Whole("turn") is >= 0 and <= int.MaxValue and var turn ? (int)turn : -1,
            Message = row.Text("message") ?? "",
            Thought = row.Text("thought"),
            Calls = CallsOf(row),
            Reply = row.Text("reply"),
            Usage =
                input is null && output is null && cached is null && cost is null
                    ? Usage.Unknown
                    : new Usage(input, output, cached, cost, row.Flag("estimated") ?? false),
            At = row.Time("at"),
            ParentCallId = row.Text("parent_call"),
        };
    }

    /// <summary>Money with all its digits.</summary>
    public static decimal? Exactly(JsonElement row, string name) =>
        row.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDecimal(out var money)
            ? money
            : null;

    private static IReadOnlyList<ToolCall> CallsOf(JsonElement row)
    {
        if (row.Field("calls") is { ValueKind: JsonValueKind.Array } calls)
        {
            return [.. calls.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.Object).Select(Listed)];
        }

        if (row.Text("tool") is not { } tool)
        {
            return [];
        }

        var call = ToolCalls.Create("", tool, row.Field("arguments")) with
        {
            Result = row.Text("result"),
            ExitCode = ExitCodeOf(row),
            IsError = row.Flag("error") ?? false,
        };
        if (call is { Command: null } && row.Text("command") is { } command)
        {
            call = call with { Command = command, Arguments = call.Arguments.Length == 0 ? command : call.Arguments };
        }

        return [call];
    }

    /// <summary>A call of a list says all of itself: nothing is derived.</summary>
    private static ToolCall Listed(JsonElement call) =>
        new()
        {
            Id = call.Text("id") ?? "",
            Name = call.Text("name") ?? "",
            Arguments = call.Text("arguments") ?? "",
            Command = call.Text("command"),
            Result = call.Text("result"),
            ExitCode = ExitCodeOf(call),
            IsError = call.Flag("error") ?? false,
        };

    private static int? ExitCodeOf(JsonElement call) =>
        call.Whole("exit_code") is >= int.MinValue and <= int.MaxValue and var code ? (int)code : null;
}
