using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Inspect;

/// <summary>
/// One sample of an evaluation. Its target and its scores tell the outcome and are in no step; what a message used stands
/// in the event of the model call that made it.
/// </summary>
internal static class InspectSample
{
    public static Run ToRun(JsonElement sample, JsonElement? eval, RunSource source)
    {
        var attachments = sample.Field("attachments");
        var messages = sample.Items("messages").ToList();
        var first = messages.FindIndex(IsModels);
        var given = first < 0 ? messages : messages[..first];
        var system = given.Where(m => m.Text("role") == "system").Sum(m => ContentOf(m, attachments).Length);
        var usage = UsageByMessage(sample);
        var steps = first < 0 ? [] : Steps(messages[first..], usage, attachments);
        var (filled, _) = TokenEstimate.Fill(
            steps,
            null,
            given.Sum(m => (long)ContentOf(m, attachments).Length),
            system
        );
        var (task, id) = (eval.Text("task") ?? "inspect", sample.Text("id") ?? "?");
        var (model, epoch) = (eval.Text("model"), sample.Text("epoch") ?? "1");
        return new Run
        {
            Id = model is null ? $"{task}/{id}/epoch-{epoch}" : $"{task}/{id}/{model}/epoch-{epoch}",
            Format = "inspect",
            Agent = eval.Text("solver") ?? "inspect",
            AgentVersion = eval.Field("packages").Text("inspect_ai"),
            Model = model?[(model.LastIndexOf('/') + 1)..],
            TaskId = $"{task}/{id}",
            Trial = epoch,
            Prompt = PromptOf(given, sample, attachments),
            StartedAt = sample.Time("started_at"),
            EndedAt = sample.Time("completed_at"),
            ExitStatus =
                sample.Field("limit").Text("type") is { } limit ? $"limit: {limit}"
                : sample.Field("error") is not null ? "error"
                : "completed",
            Outcome = SampleScores.OutcomeOf(sample),
            Steps = usage.Count > 0 ? filled : Scaled(filled, sample),
            Deliverable = eval.Field("sandbox") is null ? Deliverable.Answer : Deliverable.Workspace,
            Source = source,
        };
    }

    /// <summary>Messages of the model that the sample was given as input are examples, not answers.</summary>
    private static bool IsModels(JsonElement message) =>
        message.Text("role") == "assistant" && message.Text("source") != "input";

    private static string? PromptOf(List<JsonElement> given, JsonElement sample, JsonElement? attachments)
    {
        var asked = given.FindLast(m => m.Text("role") == "user");
        return asked.ValueKind == JsonValueKind.Object ? ContentOf(asked, attachments) : sample.Text("input");
    }

    private static List<Step> Steps(
        List<JsonElement> messages,
        Dictionary<string, (Usage Usage, DateTimeOffset? At)> usage,
        JsonElement? attachments
    )
    {
        var steps = new List<Step>();
        for (var i = 0; i < messages.Count; i++)
        {
            if (!IsModels(messages[i]))
            {
                continue;
            }

            var answers = messages.Skip(i + 1).TakeWhile(m => !IsModels(m)).ToList();
            var reply = string.Join(
                '\n',
                answers.Where(a => a.Text("role") == "user").Select(a => ContentOf(a, attachments))
            );
            var (used, at) = usage.GetValueOrDefault(messages[i].Text("id") ?? "");
            steps.Add(
                new Step
                {
                    Index = steps.Count,
                    Turn = steps.Count,
                    Message = ContentOf(messages[i], attachments),
                    Thought = ThoughtOf(messages[i]),
                    Calls = [.. messages[i].Items("tool_calls").Select(c => Call(c, answers, attachments))],
                    Reply = reply.Length == 0 ? null : reply,
                    Usage = used,
                    At = at,
                }
            );
        }

        return steps;
    }

    private static ToolCall Call(JsonElement call, List<JsonElement> answers, JsonElement? attachments)
    {
        var id = call.Text("id") ?? "";
        var answer = answers.Find(a => a.Text("role") == "tool" && a.Text("tool_call_id") == id);
        var error = answer.Field("error");
        return ToolCalls.Create(id, call.Text("function") ?? "", call.Field("arguments")) with
        {
            Result =
                answer.ValueKind != JsonValueKind.Object ? null
                : ContentOf(answer, attachments) is { Length: > 0 } content ? content
                : error.Text("message") ?? "",
            IsError = error is not null,
        };
    }

    /// <summary>Text of a message without its reasoning; long texts are kept once, under a hash.</summary>
    private static string ContentOf(JsonElement message, JsonElement? attachments)
    {
        if (message.Field("content") is not { } content)
        {
            return "";
        }

        var texts =
            content.ValueKind == JsonValueKind.Array
                ? content
                    .EnumerateArray()
                    .Where(b => b.Text("type") != "reasoning")
                    .Select(b => b.Text("text") ?? $"[{b.Text("type")}]")
                : [content.AsText() ?? ""];
        return string.Join('\n', texts.Select(t => Attached(t, attachments)));
    }

    private static string Attached(string text, JsonElement? attachments)
    {
        const string Scheme = "attachment://";
        return text.StartsWith(Scheme, StringComparison.Ordinal)
            ? attachments.Text(text[Scheme.Length..]) ?? text
            : text;
    }

    private static string? ThoughtOf(JsonElement message)
    {
        var thoughts = message
            .Items("content")
            .Where(b => b.Text("type") == "reasoning")
            .Select(b => b.Text("reasoning"))
            .Where(t => t is { Length: > 0 })
            .ToList();
        return thoughts.Count == 0 ? message.Text("reasoning") : string.Join('\n', thoughts);
    }

    private static Dictionary<string, (Usage, DateTimeOffset?)> UsageByMessage(JsonElement sample)
    {
        var usage = new Dictionary<string, (Usage, DateTimeOffset?)>(StringComparer.Ordinal);
        foreach (var call in sample.Items("events").Where(e => e.Text("event") == "model"))
        {
            var output = call.Field("output");
            var message = output?.Items("choices").Select(c => c.Field("message").Text("id")).FirstOrDefault();
            if (message is not null && output.Field("usage") is { } used)
            {
                usage[message] = (UsageOf(used), call.Time("timestamp"));
            }
        }

        return usage;
    }

    /// <summary>Without events only the sums of the sample are known.</summary>
    private static IReadOnlyList<Step> Scaled(IReadOnlyList<Step> steps, JsonElement sample)
    {
        if (sample.Field("model_usage") is not { ValueKind: JsonValueKind.Object } byModel)
        {
            return steps;
        }

        var used = byModel.EnumerateObject().Select(m => UsageOf(m.Value)).ToList();
        return TokenEstimate.Scale(steps, used.Sum(u => u.InputTokens), used.Sum(u => u.OutputTokens));
    }

    /// <summary>Some providers count cached input apart; the total counts all.</summary>
    private static Usage UsageOf(JsonElement usage)
    {
        var output = usage.Whole("output_tokens");
        var input = usage.Whole("total_tokens") is { } total and > 0
            ? total - (output ?? 0)
            : usage.Whole("input_tokens");
        return new Usage(
            input,
            output,
            usage.Whole("input_tokens_cache_read"),
            usage.Money("total_cost"),
            Estimated: false
        );
    }
}
