using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.MiniSweAgent;

/// <summary>
/// mini-swe-agent's <c>.traj.json</c>: a step is one assistant message. The verdict lies in the SWE-bench
/// <c>report.json</c> of the folder that has the instance's name, anywhere in the same tree.
/// </summary>
internal sealed partial class MiniSweAgentFormat : RunFormat
{
    private const string Fence = "```bash\n";

    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var reports = new SwebenchReports(catalog, FileKind.MiniSweAgent);
        foreach (var file in catalog.Free(FileKind.MiniSweAgent))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => Read(file, reports));
        }
    }

    private static IEnumerable<ImportItem> Read(SourceFile file, SwebenchReports reports)
    {
        var original = Original.Read(file);
        var root = original.Parse();
        var info = root.Field("info");
        var instance =
            root.Text("instance_id")
            ?? SourceFile.LastName(file.Location).Replace(".traj.json", "", StringComparison.Ordinal);
        var messages = root.Items("messages").ToList();
        var steps = Steps(messages);
        var (outcome, report) = reports.Find(file, instance);
        var system = messages.Where(m => m.Text("role") == "system").Sum(m => m.Text("content")?.Length ?? 0);
        var prompt = messages.Find(m => m.Text("role") == "user") is { ValueKind: JsonValueKind.Object } m
            ? m.Text("content")
            : null;
        var (filled, _) = TokenEstimate.Fill(steps, null, system + (prompt?.Length ?? 0), system);
        yield return new RunFound(
            new Run
            {
                Id = instance,
                Format = "mini-swe-agent",
                Agent = "mini-swe-agent",
                AgentVersion = info.Text("mini_version"),
                Model = ModelOf(info, messages),
                TaskId = instance,
                Prompt = prompt,
                StartedAt = filled.FirstOrDefault(s => s.At is not null)?.At,
                EndedAt = filled.LastOrDefault(s => s.At is not null)?.At,
                ExitStatus = info.Text("exit_status"),
                Outcome = outcome,
                Steps = filled,
                Submission = info.Text("submission"),
                StatedCostUsd = info.Field("model_stats").Money("instance_cost"),
                SecretsMasked = original.Masked + (report?.Masked ?? 0),
                Source = original.Source(),
            },
            report is null ? [original.Payload] : [original.Payload, report.Payload]
        );
    }

    /// <summary>The model without the route to it: one model is often reached through several providers.</summary>
    private static string? ModelOf(JsonElement? info, List<JsonElement> messages)
    {
        var routed =
            info.Field("config").Field("model").Text("model_name")
            ?? messages
                .Select(m => m.Field("extra").Field("response").Text("model"))
                .FirstOrDefault(m => m is not null);
        return routed?[(routed.LastIndexOf('/') + 1)..];
    }

    private static List<Step> Steps(List<JsonElement> messages)
    {
        var steps = new List<Step>();
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Text("role") != "assistant")
            {
                continue;
            }

            var answers = messages.Skip(i + 1).TakeWhile(m => m.Text("role") is not "assistant").ToList();
            var response = messages[i].Field("extra").Field("response");
            var step = new Step
            {
                Index = steps.Count,
                Turn = steps.Count,
                Thought = messages[i].Text("reasoning_content"),
                Usage = UsageOf(response),
                At = JsonReading.FromUnix(response?.Number("created")),
            };
            steps.Add(WithCalls(step, messages[i], answers));
        }

        return steps;
    }

    private static Step WithCalls(Step step, JsonElement message, List<JsonElement> answers)
    {
        var text = message.Text("content") ?? "";
        var reply = string.Join('\n', answers.Where(a => a.Text("role") == "user").Select(a => a.Text("content")));
        var calls = message
            .Items("tool_calls")
            .Select(c => ToolCalls.FromChat(c, answers))
            .Select(WithExitCode)
            .ToList();
        if (calls.Count > 0)
        {
            return step with { Message = text, Calls = calls, Reply = reply.Length == 0 ? null : reply };
        }

        // Anything but exactly one block is refused by the scaffold: no command ran, the answer is an error message.
        var start = text.IndexOf(Fence, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf("\n```", start + Fence.Length - 1, StringComparison.Ordinal);
        if (end < 0 || text.IndexOf(Fence, end, StringComparison.Ordinal) >= 0)
        {
            return step with { Message = text, Reply = reply.Length == 0 ? null : reply };
        }

        var command = end <= start + Fence.Length ? "" : text[(start + Fence.Length)..end];
        var call = new ToolCall
        {
            Name = "bash",
            Arguments = command,
            Command = command,
            Result = answers.Count == 0 ? null : reply,
            IsError = reply.StartsWith("The last command <command>", StringComparison.Ordinal),
        };
        return step with
        {
            Message = text[..start].TrimEnd() + text[(end + 4)..].TrimEnd(),
            Calls = [WithExitCode(call)],
        };
    }

    private static ToolCall WithExitCode(ToolCall call) =>
        call.Result is { } result
        && ReturnCode().Match(result) is { Success: true } m
        && int.TryParse(m.Groups["code"].ValueSpan, CultureInfo.InvariantCulture, out var code)
            ? call with
            {
                ExitCode = code,
            }
            : call;

    private static Usage UsageOf(JsonElement? response)
    {
        var usage = response.Field("usage");
        var (input, output) = (usage.Whole("prompt_tokens"), usage.Whole("completion_tokens"));
        return input is null or 0 && output is null or 0
            ? Usage.Unknown
            : new Usage(
                input,
                output,
                usage.Field("prompt_tokens_details").Whole("cached_tokens"),
                usage.Money("cost"),
                Estimated: false
            );
    }

    [GeneratedRegex(
        @"^\s*<returncode>(?<code>-?\d{1,6})</returncode>",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex ReturnCode();
}
