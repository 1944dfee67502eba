using System.Text.Encodings.Web;
using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Export;

/// <summary>Writes runs in our own lines; docs/reference/formats.md has the fields. Importing them gives the same runs.</summary>
public static class JsonLinesExport
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the lines of one run: its header, its steps, and its closing call if there is one. The stream stays open.</summary>
    /// <param name="run">The run; where it was read is not written.</param>
    /// <param name="output">Takes UTF-8 text, a line end after each line.</param>
    public static void Write(Run run, Stream output)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(output);
        Line(output, writer => Header(writer, run));
        foreach (var step in run.Steps)
        {
            Line(output, writer => Step(writer, run.Id, step, closing: false));
        }

        if (run.Closing is { } last)
        {
            Line(output, writer => Step(writer, run.Id, last, closing: true));
        }
    }

    private static void Line(Stream output, Action<Utf8JsonWriter> write)
    {
        using (var writer = new Utf8JsonWriter(output, Relaxed))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        output.Write("\n"u8);
    }

    private static void Header(Utf8JsonWriter writer, Run run)
    {
        writer.WriteString("run", run.Id);
        writer.WriteText("format", run.Format);
        writer.WriteText("task", run.TaskId);
        writer.WriteText("trial", run.Trial);
        writer.WriteText("agent", run.Agent);
        writer.WriteText("agent_version", run.AgentVersion);
        writer.WriteText("model", run.Model);
        writer.WriteOutcome(run.Outcome);
        writer.WriteText("exit_status", run.ExitStatus);
        writer.WriteText("oversight", run.Oversight);
        writer.WriteTime("started_at", run.StartedAt);
        writer.WriteTime("ended_at", run.EndedAt);
        writer.WriteNumber("cost_usd", run.StatedCostUsd);
        writer.WriteText("deliverable", run.Deliverable == Deliverable.Answer ? "answer" : null);
        writer.WriteNumber("secrets_masked", run.SecretsMasked == 0 ? null : run.SecretsMasked);
        writer.WriteLabels(run.FailureLabels);
        writer.WriteString("usage", "per-call");
        writer.WriteText("prompt", run.Prompt);
        writer.WriteText("submission", run.Submission);
    }

    private static void Step(Utf8JsonWriter writer, string run, Step step, bool closing)
    {
        writer.WriteString("run", run);
        writer.WriteNumber("step", step.Index);
        writer.WriteNumber("turn", step.Turn);
        if (closing)
        {
            writer.WriteBoolean("closing", true);
        }

        writer.WriteText("message", step.Message.Length == 0 ? null : step.Message);
        writer.WriteText("thought", step.Thought);
        if (step.Calls.Count > 0)
        {
            writer.WriteStartArray("calls");
            foreach (var call in step.Calls)
            {
                writer.WriteStartObject();
                writer.WriteCall(call);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteText("reply", step.Reply);
        writer.WriteNumber("input_tokens", step.Usage.InputTokens);
        writer.WriteNumber("output_tokens", step.Usage.OutputTokens);
        writer.WriteNumber("cached_tokens", step.Usage.CachedTokens);
        writer.WriteNumber("cost_usd", step.Usage.CostUsd);
        if (step.Usage.Estimated)
        {
            writer.WriteBoolean("estimated", true);
        }

        writer.WriteTime("at", step.At);
        writer.WriteText("parent_call", step.ParentCallId);
        writer.WriteText("step_agent", step.Agent);
        writer.WriteText("addressee", step.Addressee);
    }
}
