using System.Text.Json;
using Stopwise.Traces.Formats.Exchanges;
using Stopwise.Traces.Formats.RequestLogs;
using Stopwise.Traces.Formats.Spans;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Otlp;

/// <summary>
/// What a span says in the words of the OpenTelemetry GenAI conventions (old and new), OpenInference, OpenLLMetry and the
/// Vercel AI SDK. Their names do not collide, so all are looked for, the most precise first.
/// </summary>
internal static class SpanDialects
{
    public static RecordedSpan Read(OtlpSpan span)
    {
        foreach (var said in span.Events.Where(e => e.Name == "gen_ai.client.inference.operation.details"))
        {
            span.Attributes.Adopt(said.Attributes);
        }

        if (span.Attributes.Json("events") is { ValueKind: JsonValueKind.Array } told)
        {
            // Pydantic AI writes the events of the older convention into one attribute.
            var events = told.EnumerateArray()
                .Select(e => new OtlpEvent(e.Text("event.name") ?? "", new OtlpAttributes(), e));
            span = span with { Events = [.. span.Events, .. events] };
        }

        var work = WorkOf(span);
        var attributes = span.Attributes;
        return new RecordedSpan
        {
            Trace = span.Trace,
            Id = span.Id,
            Parent = span.Parent,
            Name = span.Name,
            Work = work,
            StartedAt = span.StartedAt,
            EndedAt = span.EndedAt,
            Session = attributes.Text(
                "gen_ai.conversation.id",
                "session.id",
                "langfuse.session.id",
                "traceloop.association.properties.session_id",
                "traceloop.association.properties.conversation_id",
                "traceloop.association.properties.thread_id",
                "ai.telemetry.metadata.sessionId"
            ),
            Agent = attributes.Text("gen_ai.agent.name", "agent.name") ?? ServiceOf(span),
            AgentVersion = attributes.Text("gen_ai.agent.version") ?? span.Resource.Text("service.version"),
            Call = work == SpanWork.Model ? () => CallOf(span) : null,
            Tool = work == SpanWork.Tool ? ToolOf(span) : null,
            Failed = span.Failed,
            Source = span.Source,
        };
    }

    /// <summary>The service; a name that only says that nobody gave one is none.</summary>
    private static string? ServiceOf(OtlpSpan span) =>
        span.Resource.Text("service.name") is { } name && !name.StartsWith("unknown_service", StringComparison.Ordinal)
            ? name
            : null;

    private static SpanWork WorkOf(OtlpSpan span)
    {
        var attributes = span.Attributes;
        if (attributes.Text("openinference.span.kind") is { } kind)
        {
            return kind.ToUpperInvariant() switch
            {
                "LLM" => SpanWork.Model,
                "TOOL" => SpanWork.Tool,
                "AGENT" => SpanWork.Agent,
                _ => SpanWork.Other,
            };
        }

        if (attributes.Text("gen_ai.operation.name", "ai.operationId") is { } operation)
        {
            return operation switch
            {
                "execute_tool" or "ai.toolCall" => SpanWork.Tool,
                "invoke_agent" => SpanWork.Agent,
                "chat" or "text_completion" or "generate_content" or "completion" or "responses" => SpanWork.Model,
                _ when operation.EndsWith(".doGenerate", StringComparison.Ordinal) => SpanWork.Model,
                _ when operation.EndsWith(".doStream", StringComparison.Ordinal) => SpanWork.Model,
                _ => SpanWork.Other,
            };
        }

        return attributes.Text("traceloop.span.kind") switch
        {
            "tool" => SpanWork.Tool,
            "agent" => SpanWork.Agent,
            "workflow" or "task" => SpanWork.Other,
            _ when attributes.Text("llm.request.type") is "chat" or "completion" => SpanWork.Model,
            _ when attributes.Text("mcp.method.name") == "tools/call" => SpanWork.Tool,
            _ when attributes.Text("gen_ai.request.model", "gen_ai.response.model") is not null
                    && (UsageOf(span) != Usage.Unknown || AnswerOf(span) is not null) => SpanWork.Model,
            _ => SpanWork.Other,
        };
    }

    private static ModelCall CallOf(OtlpSpan span)
    {
        var attributes = span.Attributes;
        return new ModelCall
        {
            Id = attributes.Text("gen_ai.response.id", "ai.response.id") ?? $"{span.Trace} {span.Id}",
            Sent = SentBy(span),
            Answer = AnswerOf(span),
            Usage = UsageOf(span),
            Model = attributes.Text(
                "gen_ai.response.model",
                "gen_ai.request.model",
                "llm.model_name",
                "llm.response.model",
                "llm.request.model",
                "ai.model.id"
            ),
            StartedAt = span.StartedAt,
            EndedAt = span.EndedAt,
            Failed = span.Failed,
        };
    }

    private static List<ChatMessage> SentBy(OtlpSpan span)
    {
        var attributes = span.Attributes;
        var sent = MessageShapes.ReadAll(
            attributes.Json("gen_ai.input.messages")
                ?? IndexedAttributes.Read(attributes, "llm.input_messages")
                ?? IndexedAttributes.Read(attributes, "gen_ai.prompt")
                ?? IndexedAttributes.Read(attributes, "llm.prompts")
                ?? attributes.Json("gen_ai.prompt", "ai.prompt.messages")
        );
        if (sent.Count == 0)
        {
            sent = EventMessages.Sent(span.Events);
        }

        if (sent.Count == 0 && attributes["input.value"] is { } input)
        {
            sent = RequestBody.Sent(OtlpAttributes.AsJson(input));
        }

        if (attributes["gen_ai.system_instructions"] is { } instructions)
        {
            var pieces = new MessagePieces();
            pieces.Content(OtlpAttributes.AsJson(instructions));
            sent.Insert(0, pieces.ToMessage(ChatRole.System, null));
        }

        return sent;
    }

    private static ChatMessage? AnswerOf(OtlpSpan span)
    {
        var attributes = span.Attributes;
        var choices =
            attributes.Json("gen_ai.output.messages")
            ?? IndexedAttributes.Read(attributes, "llm.output_messages")
            ?? IndexedAttributes.Read(attributes, "gen_ai.completion")
            ?? IndexedAttributes.Read(attributes, "llm.completions")
            ?? attributes.Json("gen_ai.completion");
        if (choices is { ValueKind: JsonValueKind.Array } && choices.Value.GetArrayLength() > 0)
        {
            // Several choices are alternatives: the agent goes on with the first.
            var first = choices.Value[0];
            return first.ValueKind == JsonValueKind.Object
                ? MessageShapes.Read(first) ?? MessageShapes.ReadAs(first, ChatRole.Model)
                : MessageShapes.Answer(first);
        }

        if (EventMessages.Answer(span.Events) is { } told)
        {
            return told;
        }

        if (attributes.Text("ai.response.text") is not null || attributes.Json("ai.response.toolCalls") is not null)
        {
            var pieces = new MessagePieces();
            pieces.Content(attributes["ai.response.text"]);
            foreach (
                var call in attributes.Json("ai.response.toolCalls") is { ValueKind: JsonValueKind.Array } calls
                    ? calls.EnumerateArray()
                    : default
            )
            {
                pieces.Call(call);
            }

            return pieces.ToMessage(ChatRole.Model, null);
        }

        return attributes["output.value"] is { } output
            ? ResponseBody.Read(OtlpAttributes.AsJson(output)).Answer
            : null;
    }

    private static Usage UsageOf(OtlpSpan span)
    {
        var attributes = span.Attributes;
        var input = attributes.Whole(
            "gen_ai.usage.input_tokens",
            "gen_ai.usage.prompt_tokens",
            "llm.token_count.prompt",
            "llm.usage.prompt_tokens",
            "ai.usage.promptTokens",
            "ai.usage.inputTokens"
        );
        var cached = attributes.Whole(
            "gen_ai.usage.cache_read.input_tokens",
            "gen_ai.usage.cache_read_input_tokens",
            "llm.token_count.prompt_details.cache_read",
            "ai.usage.cachedInputTokens"
        );

        // Cached input is part of the input by convention; where that cannot be, the instrumentation counted it apart.
        return UsageShapes.Of(
            cached > input ? input + cached : input,
            attributes.Whole(
                "gen_ai.usage.output_tokens",
                "gen_ai.usage.completion_tokens",
                "llm.token_count.completion",
                "llm.usage.completion_tokens",
                "ai.usage.completionTokens",
                "ai.usage.outputTokens"
            ),
            cached,
            attributes.Whole("gen_ai.usage.total_tokens", "llm.usage.total_tokens", "llm.token_count.total"),
            attributes.Money("gen_ai.usage.cost", "llm.cost.total")
        );
    }

    private static ToolCall ToolOf(OtlpSpan span)
    {
        var attributes = span.Attributes;
        const string Prefix = "execute_tool ";
        var name =
            attributes.Text("gen_ai.tool.name", "tool.name", "ai.toolCall.name", "traceloop.entity.name")
            ?? (span.Name.StartsWith(Prefix, StringComparison.Ordinal) ? span.Name[Prefix.Length..] : span.Name);
        var arguments =
            attributes["gen_ai.tool.call.arguments"]
            ?? attributes["ai.toolCall.args"]
            ?? attributes["input.value"]
            ?? attributes["traceloop.entity.input"];
        JsonElement? parsed = arguments is { } text ? OtlpAttributes.AsJson(text) : null;
        return ToolCalls.Create(
            attributes.Text("gen_ai.tool.call.id", "ai.toolCall.id", "tool_call.id", "tool.call_id") ?? "",
            name,
            parsed.Field("kwargs") ?? parsed.Field("inputs") ?? parsed
        ) with
        {
            Result = attributes.Text(
                "gen_ai.tool.call.result",
                "ai.toolCall.result",
                "output.value",
                "traceloop.entity.output"
            ),
            IsError = span.Failed || attributes.Text("error.type") is not null,
        };
    }
}
