using System.Text.Json;
using Stopwise.Traces.Formats.Exchanges;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.RequestLogs;

/// <summary>What a model sent back, in whatever API's words.</summary>
internal sealed record ResponseBody
{
    public static ResponseBody Empty { get; } = new();

    public string? Id { get; init; }

    public string? Model { get; init; }

    public ChatMessage? Answer { get; init; }

    public Usage Usage { get; init; } = Usage.Unknown;

    public DateTimeOffset? At { get; init; }

    public bool Failed { get; init; }

    public static ResponseBody Read(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.String)
        {
            var text = body.AsText() ?? "";
            return ServerEvents.Read(text)
                ?? new ResponseBody { Answer = new ChatMessage(ChatRole.Model) { Text = text } };
        }

        if (body.ValueKind == JsonValueKind.Array)
        {
            return ServerEvents.Read(body.EnumerateArray()) ?? new ResponseBody { Answer = MessageShapes.Answer(body) };
        }

        return body.ValueKind != JsonValueKind.Object
            ? Empty
            : new ResponseBody
            {
                Id = body.Text("id") ?? body.Text("responseId"),
                Model = body.Text("model") ?? body.Text("modelVersion"),
                Answer = AnswerOf(body),
                Usage = UsageShapes.Read(
                    body.Field("usage") ?? body.Field("usageMetadata") ?? body.Field("usage_metadata")
                ),
                At = body.Time("created") ?? body.Time("created_at"),
                Failed = body.Field("error") is not null || body.Text("type") == "error",
            };
    }

    private static ChatMessage? AnswerOf(JsonElement body)
    {
        if (body.Items("choices").FirstOrDefault() is { ValueKind: JsonValueKind.Object } choice)
        {
            return choice.Field("message") is { } message
                ? MessageShapes.ReadAs(message, ChatRole.Model)
                : new ChatMessage(ChatRole.Model) { Text = choice.Text("text") ?? "" };
        }

        if (body.Items("candidates").FirstOrDefault().Field("content") is { } candidate)
        {
            return MessageShapes.ReadAs(candidate, ChatRole.Model);
        }

        if (body.Items("generations").FirstOrDefault() is { ValueKind: not JsonValueKind.Undefined } generations)
        {
            // LangChain: a list of choices for each prompt.
            var first =
                generations.ValueKind == JsonValueKind.Array
                    ? generations.EnumerateArray().FirstOrDefault()
                    : generations;
            return first.Field("message") is { } message
                ? MessageShapes.Read(message, ChatRole.Model)
                : new ChatMessage(ChatRole.Model) { Text = first.Text("text") ?? "" };
        }

        if (body.Field("output") is { } output)
        {
            return MessageShapes.Answer(output);
        }

        if (body.Field("messages") is { ValueKind: JsonValueKind.Array } messages)
        {
            return MessageShapes.ReadAll(messages).LastOrDefault(m => m.Role == ChatRole.Model);
        }

        return body.Field("message") is { ValueKind: JsonValueKind.Object } nested
                ? MessageShapes.Read(nested, ChatRole.Model)
            : body.Field("content") is not null
            || body.Field("tool_calls") is not null
            || body.Field("kwargs") is not null
                ? MessageShapes.Read(body, ChatRole.Model) ?? MessageShapes.ReadAs(body, ChatRole.Model)
            : body.Text("completion") is { } text ? new ChatMessage(ChatRole.Model) { Text = text }
            : null;
    }
}
