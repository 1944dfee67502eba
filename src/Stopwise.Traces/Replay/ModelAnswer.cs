using System.Text.Json;
using Stopwise.Traces.Export;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Replay;

/// <summary>What a model answered, in no provider's words.</summary>
/// <param name="Parts">The answer in order; more than one where the model spoke again between its calls.</param>
public sealed record ModelAnswer(IReadOnlyList<AnswerPart> Parts)
{
    /// <summary>What it spent; unknown where not recorded.</summary>
    public Usage Usage { get; init; } = Usage.Unknown;

    /// <summary>All that it said, part by part on lines of their own.</summary>
    public string Message => string.Join('\n', Parts.Select(p => p.Message).Where(m => m.Length > 0));

    /// <summary>All that it called, in order.</summary>
    public IReadOnlyList<ToolCall> Calls => [.. Parts.SelectMany(p => p.Calls)];

    /// <summary>An answer of one part.</summary>
    public static ModelAnswer Of(string message, params IReadOnlyList<ToolCall> calls) =>
        new([new AnswerPart(message, null, calls)]);

    /// <summary>One line of JSON.</summary>
    public string ToJson() =>
        CanonicalJson.Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("parts");
            foreach (var part in Parts)
            {
                part.Write(writer);
            }

            writer.WriteEndArray();
            if (Usage != Usage.Unknown)
            {
                writer.WriteStartObject("usage");
                writer.WriteNumber("input_tokens", Usage.InputTokens);
                writer.WriteNumber("output_tokens", Usage.OutputTokens);
                writer.WriteNumber("cached_tokens", Usage.CachedTokens);
                writer.WriteNumber("cost_usd", Usage.CostUsd);
                if (Usage.Estimated)
                {
                    writer.WriteBoolean("estimated", true);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });

    /// <summary>Reads what <see cref="ToJson"/> writes.</summary>
    public static ModelAnswer Parse(string json)
    {
        var row = CanonicalJson.Parse(json);
        var usage = row.Field("usage");
        return new ModelAnswer([.. row?.Items("parts").Select(AnswerPart.Read) ?? []])
        {
            Usage = usage is { } known
                ? new Usage(
                    known.Whole("input_tokens"),
                    known.Whole("output_tokens"),
                    known.Whole("cached_tokens"),
                    known.Field("cost_usd") is { ValueKind: JsonValueKind.Number } cost
                    && cost.TryGetDecimal(out var usd)
                        ? usd
                        : null,
                    known.Flag("estimated") ?? false
                )
                : Usage.Unknown,
        };
    }
}

/// <summary>What a model said in one go and then called.</summary>
/// <param name="Message">What it said.</param>
/// <param name="Thought">What it thought, where kept apart.</param>
/// <param name="Calls">What it called, without results.</param>
public sealed record AnswerPart(string Message, string? Thought, IReadOnlyList<ToolCall> Calls)
{
    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteText("message", Message.Length == 0 ? null : Message);
        writer.WriteText("thought", Thought);
        if (Calls.Count > 0)
        {
            writer.WriteStartArray("calls");
            foreach (var call in Calls)
            {
                writer.WriteStartObject();
                writer.WriteCall(call with { Result = null, ExitCode = null, IsError = false });
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    internal static AnswerPart Read(JsonElement row) =>
        new(
            row.Text("message") ?? "",
            row.Text("thought"),
            [
                .. row.Items("calls")
                    .Select(c => new ToolCall
                    {
                        Id = c.Text("id") ?? "",
                        Name = c.Text("name") ?? "",
                        Arguments = c.Text("arguments") ?? "",
                        Command = c.Text("command"),
                    }),
            ]
        );
}
