using System.Text.Json;
using Stopwise.Traces.Formats.Jsonl;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Harbor;

/// <summary>ATIF that was exported from a store: its <c>extra.stopwise</c> says what ATIF has no field for, so nothing is derived.</summary>
internal static class OwnAtif
{
    /// <returns>Null where the document comes from elsewhere.</returns>
    public static Run? Read(JsonElement root, Original original)
    {
        if (root.Field("extra").Field("stopwise") is not { } own || root.Text("session_id") is not { } id)
        {
            return null;
        }

        var steps = new List<Step>();
        string? prompt = null;
        Step? closing = null;
        foreach (var entry in root.Items("steps"))
        {
            if (entry.Text("source") == "user" && steps is [.., var before])
            {
                steps[^1] = before with { Reply = entry.Text("message") };
            }
            else if (entry.Text("source") == "user")
            {
                prompt ??= entry.Text("message");
            }
            else if (entry.Field("extra").Field("stopwise") is { } extra)
            {
                var step = ToStep(entry, extra, steps.Count);
                closing = extra.Flag("closing") == true ? step : closing;
                if (closing is null)
                {
                    steps.Add(step);
                }
            }
        }

        return new Run
        {
            Id = id,
            Format = own.Text("format") ?? "harbor",
            Agent = root.Field("agent").Text("name") ?? "unknown",
            AgentVersion = own.Text("agent_version"),
            Model = root.Field("agent").Text("model_name"),
            TaskId = own.Text("task"),
            Trial = own.Text("trial"),
            Prompt = prompt,
            StartedAt = own.Time("started_at"),
            EndedAt = own.Time("ended_at"),
            ExitStatus = own.Text("exit_status"),
            Outcome = HeaderLine.OutcomeOf(own),
            Steps = steps,
            Closing = closing,
            Submission = own.Text("submission"),
            Deliverable = HeaderLine.DeliverableOf(own),
            StatedCostUsd = StepLine.Exactly(own, "cost_usd"),
            SecretsMasked = (int)(own.Whole("secrets_masked") ?? 0) + original.Masked,
            Source = original.Source(),
        };
    }

    private static Step ToStep(JsonElement entry, JsonElement extra, int index)
    {
        var metrics = entry.Field("metrics");
        var results = entry.Field("observation")?.Items("results").ToList() ?? [];
        var entries = entry.Items("tool_calls").ToList();
        var owns = extra.Items("calls").ToList();
        var calls = StepLine
            .Read(extra)
            .Calls.Select((call, i) => i < entries.Count ? Completed(call, owns[i], entries[i]) : call)
            .ToList();
        return new Step
        {
            Index = index,
            Turn = (int)(extra.Whole("turn") ?? index),
            Message = entry.Text("message") ?? "",
            Thought = entry.Text("reasoning_content"),
            Calls = calls,
            Usage = metrics is { } stated
                ? new Usage(
                    stated.Whole("prompt_tokens"),
                    stated.Whole("completion_tokens"),
                    stated.Whole("cached_tokens"),
                    StepLine.Exactly(stated, "cost_usd"),
                    extra.Flag("estimated") ?? false
                )
                : Usage.Unknown,
            At = entry.Time("timestamp"),
            ParentCallId = extra.Text("parent_call"),
        };

        ToolCall Completed(ToolCall call, JsonElement own, JsonElement stated) =>
            call with
            {
                Arguments = own.Field("arguments") is null ? stated.Text("arguments") ?? "" : call.Arguments,
                Result = results.Find(r => r.Text("source_call_id") == stated.Text("tool_call_id"))
                    is { ValueKind: JsonValueKind.Object } result
                    ? result.Text("content")
                    : null,
            };
    }
}
