using System.Text.Json;
using Stopwise.Traces.Formats.Exchanges;
using Stopwise.Traces.Formats.RequestLogs;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Formats.Spans;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.LangSmith;

/// <summary>Exports of LangSmith: its "runs", which are spans, as JSON lines or as a list.</summary>
internal sealed class LangSmithFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        foreach (var file in catalog.Free(FileKind.LangSmith))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => Read(file));
        }
    }

    private static IEnumerable<ImportItem> Read(SourceFile file)
    {
        var original = Original.Read(file);
        var spans = new List<RecordedSpan>();
        foreach (var (number, row) in JsonRows.Read(original))
        {
            if (row?.Text("id") is null || row.Text("run_type") is null)
            {
                yield return new FileFailed(file.Display, number, "The row is no run of LangSmith; it was left out.");
                continue;
            }

            Add(spans, row.Value, row.Text("trace_id") ?? row.Text("id")!, () => JsonRows.OnOneLine(row.Value));
        }

        foreach (var item in SpanRuns.Of("langsmith", spans, original, original.Masked))
        {
            yield return item;
        }
    }

    /// <summary>A row and the rows that some exports nest in it.</summary>
    private static void Add(List<RecordedSpan> spans, JsonElement row, string trace, Func<byte[]>? source)
    {
        spans.Add(ToSpan(row, trace, source));
        foreach (var child in row.Items("child_runs").Where(c => c.ValueKind == JsonValueKind.Object))
        {
            Add(spans, child, trace, null);
        }
    }

    private static RecordedSpan ToSpan(JsonElement row, string trace, Func<byte[]>? source)
    {
        var work = row.Text("run_type") switch
        {
            "llm" => SpanWork.Model,
            "tool" => SpanWork.Tool,
            _ => SpanWork.Other,
        };
        var metadata = row.Field("extra").Field("metadata");
        var failed = row.Text("error") is { Length: > 0 } || row.Text("status") == "error";
        return new RecordedSpan
        {
            Trace = trace,
            Id = row.Text("id") ?? "",
            Parent = row.Text("parent_run_id"),
            Name = row.Text("name") ?? "",
            Work = work,
            StartedAt = row.Time("start_time"),
            EndedAt = row.Time("end_time"),
            // The row's own session_id is the project; a conversation is named in the metadata.
            Session =
                row.Text("thread_id")
                ?? metadata.Text("thread_id")
                ?? metadata.Text("conversation_id")
                ?? metadata.Text("session_id"),
            Agent = row.Text("parent_run_id") is null ? row.Text("name") : null,
            AgentVersion = metadata.Text("revision_id"),
            Task = row.Text("reference_example_id"),
            Call = work == SpanWork.Model ? () => CallOf(row, trace, metadata, failed) : null,
            Tool = work == SpanWork.Tool ? ToolOf(row, failed) : null,
            Failed = failed,
            Source = source,
        };
    }

    private static ModelCall CallOf(JsonElement row, string trace, JsonElement? metadata, bool failed)
    {
        var outputs = row.Field("outputs");
        var response = outputs is { } body ? ResponseBody.Read(body) : ResponseBody.Empty;
        var usage = response.Usage;
        foreach (
            var stated in (ReadOnlySpan<JsonElement?>)
                [
                    outputs.Field("usage_metadata"),
                    outputs.Field("llm_output").Field("token_usage"),
                    MessageUsage(outputs),
                    row,
                ]
        )
        {
            usage = usage.InputTokens is null ? UsageShapes.Read(stated) : usage;
        }

        return new ModelCall
        {
            Id = $"{trace} {row.Text("id")}",
            Sent = row.Field("inputs") is { } inputs ? RequestBody.Sent(inputs) : [],
            Answer = response.Answer,
            Usage = usage with { CostUsd = CostOf(row) },
            Model =
                response.Model
                ?? metadata.Text("ls_model_name")
                ?? row.Field("extra").Field("invocation_params").Text("model"),
            StartedAt = row.Time("start_time"),
            EndedAt = row.Time("end_time"),
            Failed = failed,
        };
    }

    /// <summary>Usage that stands at the message of the first choice.</summary>
    private static JsonElement? MessageUsage(JsonElement? outputs)
    {
        var choices = outputs?.Items("generations").FirstOrDefault() ?? default;
        var choice = choices.ValueKind == JsonValueKind.Array ? choices.EnumerateArray().FirstOrDefault() : choices;
        var message = choice.Field("message") ?? outputs.Field("message");
        return (message.Field("kwargs") ?? message).Field("usage_metadata");
    }

    private static decimal? CostOf(JsonElement row) =>
        row.Money("total_cost")
        ?? (
            decimal.TryParse(
                row.Text("total_cost"),
                System.Globalization.NumberStyles.Float,
                System.Globalization.CultureInfo.InvariantCulture,
                out var cost
            )
                ? cost
                : null
        );

    private static ToolCall ToolOf(JsonElement row, bool failed)
    {
        var output = row.Field("outputs").Field("output") ?? row.Field("outputs");
        var message = output.Field("kwargs") ?? output;
        var inputs = row.Field("inputs");
        var arguments = inputs.Field("input") is { } input ? ArgumentsIn(input) : inputs;
        return ToolCalls.Create(
            message.Text("tool_call_id") ?? row.Field("extra").Text("tool_call_id") ?? "",
            row.Text("name") ?? "",
            arguments
        ) with
        {
            Result = row.Text("error") is { Length: > 0 } error ? error : message.Text("content") ?? message?.AsText(),
            IsError = failed || message.Text("status") == "error",
        };
    }

    /// <summary>JSON in the text, else the text as it is: LangChain for Python writes the arguments in its own notation.</summary>
    private static JsonElement ArgumentsIn(JsonElement input) => Otlp.OtlpAttributes.AsJson(input);
}
