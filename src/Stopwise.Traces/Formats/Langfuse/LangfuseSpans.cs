using System.Text.Json;
using Stopwise.Traces.Formats.Exchanges;
using Stopwise.Traces.Formats.RequestLogs;
using Stopwise.Traces.Formats.Spans;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Langfuse;

/// <summary>Traces and observations of Langfuse as spans.</summary>
internal static class LangfuseSpans
{
    /// <summary>False where the row is neither.</summary>
    public static bool Add(List<RecordedSpan> spans, JsonElement row)
    {
        if (row.Field("trace") is { ValueKind: JsonValueKind.Object } wrapped)
        {
            row = wrapped;
        }

        if (Name(row, "traceId", "trace_id") is { } trace && row.Text("type") is not null)
        {
            spans.Add(Observation(row, trace, () => JsonRows.OnOneLine(row)));
            return true;
        }

        if (
            row.Text("id") is not { } id
            || row.Field("observations") is not { ValueKind: JsonValueKind.Array } observations
        )
        {
            return false;
        }

        // The trace is the root: its line holds its observations, which need none of their own.
        spans.Add(Root(row, id));
        spans.AddRange(
            observations
                .EnumerateArray()
                .Where(o => o.ValueKind == JsonValueKind.Object)
                .Select(o => Observation(o, id, null))
                .Select(o => o with { Parent = o.Parent ?? id })
        );
        return true;
    }

    private static RecordedSpan Root(JsonElement trace, string id) =>
        new()
        {
            Trace = id,
            Id = id,
            Name = trace.Text("name") ?? "trace",
            StartedAt = trace.Time("timestamp"),
            Session = Name(trace, "sessionId", "session_id"),
            Agent = trace.Text("name"),
            AgentVersion = trace.Text("release") ?? trace.Text("version"),
            Outcome = trace.Items("scores").Select(SuccessScore).FirstOrDefault(o => o is not null),
            Source = () => JsonRows.OnOneLine(trace),
        };

    private static RecordedSpan Observation(JsonElement row, string trace, Func<byte[]>? source)
    {
        var work = row.Text("type")?.ToUpperInvariant() switch
        {
            "GENERATION" => SpanWork.Model,
            "TOOL" => SpanWork.Tool,
            "AGENT" => SpanWork.Agent,
            _ => SpanWork.Other,
        };
        var failed = row.Text("level") == "ERROR";
        return new RecordedSpan
        {
            Trace = trace,
            Id = row.Text("id") ?? "",
            Parent = Name(row, "parentObservationId", "parent_observation_id"),
            Name = row.Text("name") ?? "",
            Work = work,
            StartedAt = row.Time("startTime") ?? row.Time("start_time"),
            EndedAt = row.Time("endTime") ?? row.Time("end_time"),
            Session = Name(row, "sessionId", "session_id"),
            Agent = work == SpanWork.Agent ? row.Text("name") : null,
            Call = work == SpanWork.Model ? () => CallOf(row, trace, failed) : null,
            Tool =
                work == SpanWork.Tool
                    ? ToolCalls.Create(ToolId(row), row.Text("name") ?? "", Parsed(row.Field("input"))) with
                    {
                        Result = Parsed(row.Field("output")) is { } output
                            ? output.Text("content") ?? output.AsText()
                            : null,
                        IsError = failed,
                    }
                    : null,
            Failed = failed,
            Source = source,
        };
    }

    private static ModelCall CallOf(JsonElement row, string trace, bool failed)
    {
        var (input, output) = (Parsed(row.Field("input")), Parsed(row.Field("output")));
        var cost =
            row.Field("costDetails").Money("total")
            ?? row.Field("cost_details").Money("total")
            ?? row.Money("calculatedTotalCost")
            ?? row.Money("totalCost");
        var details = Parsed(row.Field("usageDetails") ?? row.Field("usage_details"));
        return new ModelCall
        {
            Id = $"{trace} {row.Text("id")}",
            Sent = input is { } sent ? RequestBody.Sent(sent) : [],
            Answer = output is { } told ? AnswerOf(told) : null,
            Usage =
                details is { ValueKind: JsonValueKind.Object } kinds && kinds.EnumerateObject().Any()
                    ? UsageOf(kinds, cost)
                    : UsageShapes.Read(row.Field("usage"), cost),
            Model = row.Text("model") ?? row.Text("providedModelName") ?? row.Text("internalModelId"),
            StartedAt = row.Time("startTime") ?? row.Time("start_time"),
            EndedAt = row.Time("endTime") ?? row.Time("end_time"),
            Failed = failed,
        };
    }

    /// <summary>Kinds of tokens exclude each other here: input is all that is not output.</summary>
    private static Usage UsageOf(JsonElement kinds, decimal? cost)
    {
        long? input = null,
            output = null,
            cached = null;
        foreach (
            var kind in kinds
                .EnumerateObject()
                .Where(k => k.Value.ValueKind == JsonValueKind.Number && k.Name != "total")
        )
        {
            var tokens = (long)kind.Value.GetDouble();
            if (kind.Name.StartsWith("output", StringComparison.Ordinal) || kind.Name == "completion_tokens")
            {
                output = (output ?? 0) + tokens;
                continue;
            }

            input = (input ?? 0) + tokens;
            if (kind.Name is "input_cached_tokens" or "cache_read_input_tokens" or "input_cache_read")
            {
                cached = tokens;
            }
        }

        return UsageShapes.Of(input, output, cached, kinds.Whole("total"), cost);
    }

    private static ChatMessage? AnswerOf(JsonElement output) =>
        output.ValueKind == JsonValueKind.Array ? MessageShapes.Answer(output) : ResponseBody.Read(output).Answer;

    private static string ToolId(JsonElement row) =>
        Parsed(row.Field("input")).Text("tool_call_id")
        ?? Parsed(row.Field("output")).Text("tool_call_id")
        ?? row.Field("metadata").Text("tool_call_id")
        ?? "";

    /// <summary>A true-or-false score named after success, or a category that can mean nothing else; numbers are not judged.</summary>
    private static Outcome? SuccessScore(JsonElement score)
    {
        var name = score.Text("name")?.ToLowerInvariant().Replace('-', '_');
        if (
            name is not ("success" or "solved" or "resolved" or "passed" or "task_success" or "is_success" or "outcome")
        )
        {
            return null;
        }

        var source = $"scores:{score.Text("name")}";
        var word = (score.Text("stringValue") ?? score.Text("string_value"))?.ToLowerInvariant();
        if (word is null && score.Flag("value") is { } flag)
        {
            word = flag ? "true" : "false";
        }

        if (word is null && score.Text("dataType") == "BOOLEAN")
        {
            word = score.Number("value") switch
            {
                1 => "true",
                0 => "false",
                _ => null,
            };
        }

        return word switch
        {
            "true" or "success" or "solved" or "resolved" or "passed" or "pass" => new Outcome(
                OutcomeState.Solved,
                Trusted: true,
                source
            ),
            "false" or "failure" or "failed" or "unsolved" or "unresolved" or "fail" => new Outcome(
                OutcomeState.Failed,
                Trusted: true,
                source
            ),
            _ => null,
        };
    }

    private static string? Name(JsonElement row, string name, string other) =>
        (row.Text(name) ?? row.Text(other)) is { Length: > 0 } text ? text : null;

    /// <summary>Exports of tables hold JSON as text.</summary>
    private static JsonElement? Parsed(JsonElement? value) =>
        value is { } known ? Otlp.OtlpAttributes.AsJson(known) : null;
}
