using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Export;

/// <summary>Writes runs in ATIF (Harbor's trajectory format), one document a run. Importing one gives the same steps, calls and usage.</summary>
/// <remarks>
/// An entry of the trajectory is a step. What ATIF has no field for stands below <c>extra.stopwise</c>, which its readers ignore.
/// ATIF holds arguments as an object, never as text: a bare command becomes <c>{"command": ...}</c>.
/// </remarks>
public static class AtifExport
{
    /// <summary>The version that is written.</summary>
    public const string SchemaVersion = "ATIF-v1.7";

    private const int LongestName = 120;

    private static readonly JsonWriterOptions Indented = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
    };

    /// <summary>A file name for the run, the same each time and no other run's: ids may hold slashes.</summary>
    public static string FileNameOf(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var name = new string([
            .. run.Id.Take(LongestName).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'),
        ]).TrimStart('.');
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(run.Id)))[..8];
        return name == run.Id ? $"{name}.json" : $"{name}-{hash}.json";
    }

    /// <summary>Writes one run as a document. The stream stays open.</summary>
    public static void Write(Run run, Stream output)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(output);
        using var writer = new Utf8JsonWriter(output, Indented);
        writer.WriteStartObject();
        writer.WriteString("schema_version", SchemaVersion);
        writer.WriteString("session_id", run.Id);
        Agent(writer, run);
        Steps(writer, run);
        Totals(writer, run);
        writer.WriteStartObject("extra");
        writer.WriteStartObject("stopwise");
        writer.WriteString("format", run.Format);
        writer.WriteText("task", run.TaskId);
        writer.WriteText("trial", run.Trial);
        writer.WriteOutcome(run.Outcome);
        writer.WriteText("exit_status", run.ExitStatus);
        writer.WriteTime("started_at", run.StartedAt);
        writer.WriteTime("ended_at", run.EndedAt);
        writer.WriteText("deliverable", run.Deliverable == Deliverable.Answer ? "answer" : null);
        writer.WriteNumber("cost_usd", run.StatedCostUsd);
        writer.WriteNumber("secrets_masked", run.SecretsMasked == 0 ? null : run.SecretsMasked);
        writer.WriteText("agent_version", run.AgentVersion);
        writer.WriteText("submission", run.Submission);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Agent(Utf8JsonWriter writer, Run run)
    {
        writer.WriteStartObject("agent");
        writer.WriteString("name", run.Agent);
        writer.WriteString("version", run.AgentVersion ?? "unknown");
        writer.WriteText("model_name", run.Model);
        writer.WriteEndObject();
    }

    private static void Steps(Utf8JsonWriter writer, Run run)
    {
        writer.WriteStartArray("steps");
        var number = 0;
        if (run.Prompt is { } prompt)
        {
            User(writer, ++number, prompt);
        }

        foreach (var step in run.Steps)
        {
            Entry(writer, ++number, step, closing: false);
            if (step.Reply is { } reply)
            {
                User(writer, ++number, reply);
            }
        }

        if (run.Closing is { } last)
        {
            Entry(writer, ++number, last, closing: true);
        }

        writer.WriteEndArray();
    }

    private static void User(Utf8JsonWriter writer, int number, string message)
    {
        writer.WriteStartObject();
        writer.WriteNumber("step_id", number);
        writer.WriteString("source", "user");
        writer.WriteString("message", message);
        writer.WriteEndObject();
    }

    private static void Entry(Utf8JsonWriter writer, int number, Step step, bool closing)
    {
        writer.WriteStartObject();
        writer.WriteNumber("step_id", number);
        writer.WriteTime("timestamp", step.At);
        writer.WriteString("source", "agent");
        writer.WriteString("message", step.Message);
        writer.WriteText("reasoning_content", step.Thought);
        var ids = step
            .Calls.Select(
                (c, i) => c.Id.Length > 0 ? c.Id : string.Create(CultureInfo.InvariantCulture, $"call-{number}-{i}")
            )
            .ToList();
        Calls(writer, step, ids);
        Metrics(writer, step.Usage);
        Extra(writer, step, closing);
        writer.WriteEndObject();
    }

    private static void Calls(Utf8JsonWriter writer, Step step, List<string> ids)
    {
        if (step.Calls.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tool_calls");
        foreach (var (call, id) in step.Calls.Zip(ids))
        {
            writer.WriteStartObject();
            writer.WriteString("tool_call_id", id);
            writer.WriteString("function_name", call.Name);
            writer.WritePropertyName("arguments");
            Arguments(writer, call);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (step.Calls.All(c => c.Result is null))
        {
            return;
        }

        writer.WriteStartObject("observation");
        writer.WriteStartArray("results");
        foreach (var (call, id) in step.Calls.Zip(ids).Where(c => c.First.Result is not null))
        {
            writer.WriteStartObject();
            writer.WriteString("source_call_id", id);
            writer.WriteString("content", call.Result);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Arguments(Utf8JsonWriter writer, ToolCall call)
    {
        if (IsObject(call.Arguments))
        {
            // As it stands, so that reading it gives the same text.
            writer.WriteRawValue(call.Arguments);
            return;
        }

        writer.WriteStartObject();
        if (call.Arguments.Length > 0)
        {
            writer.WriteString(call.Arguments == call.Command ? "command" : "input", call.Arguments);
        }

        writer.WriteEndObject();
    }

    private static bool IsObject(string arguments) =>
        Original.ParseLine(Encoding.UTF8.GetBytes(arguments)) is { ValueKind: JsonValueKind.Object };

    private static void Metrics(Utf8JsonWriter writer, Usage usage)
    {
        if (usage == Usage.Unknown)
        {
            return;
        }

        writer.WriteStartObject("metrics");
        writer.WriteNumber("prompt_tokens", usage.InputTokens);
        writer.WriteNumber("completion_tokens", usage.OutputTokens);
        writer.WriteNumber("cached_tokens", usage.CachedTokens);
        writer.WriteNumber("cost_usd", usage.CostUsd);
        writer.WriteEndObject();
    }

    private static void Extra(Utf8JsonWriter writer, Step step, bool closing)
    {
        writer.WriteStartObject("extra");
        writer.WriteStartObject("stopwise");
        writer.WriteNumber("turn", step.Turn);
        if (closing)
        {
            writer.WriteBoolean("closing", true);
        }

        if (step.Usage.Estimated)
        {
            writer.WriteBoolean("estimated", true);
        }

        writer.WriteText("parent_call", step.ParentCallId);
        if (step.Calls.Count > 0)
        {
            // What the calls of this entry have beyond ATIF, by position.
            writer.WriteStartArray("calls");
            foreach (var call in step.Calls)
            {
                writer.WriteStartObject();
                writer.WriteCall(call with { Result = null }, withArguments: !IsObject(call.Arguments));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Totals(Utf8JsonWriter writer, Run run)
    {
        var calls = run.Closing is { } last ? run.Steps.Append(last).ToList() : run.Steps;
        writer.WriteStartObject("final_metrics");
        writer.WriteNumber("total_prompt_tokens", Sum(calls.Select(s => s.Usage.InputTokens)));
        writer.WriteNumber("total_completion_tokens", Sum(calls.Select(s => s.Usage.OutputTokens)));
        writer.WriteNumber("total_cached_tokens", Sum(calls.Select(s => s.Usage.CachedTokens)));
        writer.WriteNumber("total_cost_usd", run.StatedCostUsd);
        writer.WriteNumber(
            "total_steps",
            calls.Count + (run.Prompt is null ? 0 : 1) + run.Steps.Count(s => s.Reply is not null)
        );
        writer.WriteEndObject();
    }

    /// <summary>A total is known where some part is.</summary>
    private static long? Sum(IEnumerable<long?> numbers)
    {
        long? sum = null;
        foreach (var number in numbers.Where(n => n is not null))
        {
            sum = (sum ?? 0) + number;
        }

        return sum;
    }
}
