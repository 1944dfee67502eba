using System.Globalization;
using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Export;

/// <summary>Writes fields whose value is known; what is not known is left out.</summary>
internal static class KnownFields
{
    public static void WriteText(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    public static void WriteNumber(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } known)
        {
            writer.WriteNumber(name, known);
        }
    }

    public static void WriteNumber(this Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } known)
        {
            writer.WriteNumber(name, known);
        }
    }

    public static void WriteTime(this Utf8JsonWriter writer, string name, DateTimeOffset? value) =>
        writer.WriteText(name, value?.ToString("O", CultureInfo.InvariantCulture));

    public static void WriteOutcome(this Utf8JsonWriter writer, Outcome outcome)
    {
        writer.WriteString(
            "outcome",
            outcome.State switch
            {
                OutcomeState.Solved => "solved",
                OutcomeState.Failed => "failed",
                _ => "unknown",
            }
        );
        writer.WriteBoolean("trusted", outcome.Trusted);
        writer.WriteText("outcome_source", outcome.Source);
        writer.WriteText("reason", outcome.Reason);
    }

    public static void WriteCall(this Utf8JsonWriter writer, ToolCall call, bool withArguments = true)
    {
        writer.WriteText("id", call.Id.Length == 0 ? null : call.Id);
        writer.WriteString("name", call.Name);
        writer.WriteText("arguments", withArguments ? call.Arguments : null);
        writer.WriteText("command", call.Command);
        writer.WriteText("result", call.Result);
        writer.WriteNumber("exit_code", call.ExitCode);
        if (call.IsError)
        {
            writer.WriteBoolean("error", true);
        }
    }
}
