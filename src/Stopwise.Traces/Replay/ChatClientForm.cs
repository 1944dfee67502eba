using System.Text.Json;
using Microsoft.Extensions.AI;
using Stopwise.Traces.Export;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Formats.Exchanges;
using Stopwise.Traces.Runs;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using ChatRole = Microsoft.Extensions.AI.ChatRole;

namespace Stopwise.Traces.Replay;

/// <summary>Requests and answers of an <see cref="IChatClient"/> as JSON.</summary>
/// <remarks>
/// Of the options only those are told that change what is asked. Ids of messages, dates, raw representations and additional properties are
/// left out: clients make them up anew in each run.
/// </remarks>
internal static class ChatClientForm
{
    /// <param name="messages">The conversation.</param>
    /// <param name="options">The settings; null for none.</param>
    /// <param name="model">The model where the settings name none.</param>
    public static AskedCall Asked(IEnumerable<ChatMessage> messages, ChatOptions? options, string model)
    {
        var name = options?.ModelId ?? model;
        var text = CanonicalJson.Written(writer => Write(writer, messages, options));
        var body = CanonicalJson.Parse(AskedCall.Masked(text))!.Value;
        return new AskedCall(
            CallKind.Model,
            name,
            [
                new AskedForm(CallForm.ChatClient, CanonicalRequest.Of(body)),
                new AskedForm(CallForm.Conversation, ConversationForm.Of(body.Items("messages").Select(Told))),
            ]
        );
    }

    public static ChatResponse ResponseOf(CassetteEntry entry)
    {
        var answer = ModelAnswer.Parse(entry.Response);
        var id = $"{entry.Request.Sha256[..20]}{entry.Occurrence:x4}";
        var contents = new List<AIContent>();
        foreach (var part in answer.Parts)
        {
            if (part.Thought is { } thought)
            {
                contents.Add(new TextReasoningContent(thought));
            }

            if (part.Message.Length > 0)
            {
                contents.Add(new TextContent(part.Message));
            }

            contents.AddRange(part.Calls.Select((c, i) => CallOf(c, $"call_{id}{contents.Count + i:x2}")));
        }

        var usage = answer.Usage;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, contents))
        {
            ResponseId = id,
            ModelId = entry.Name,
            CreatedAt = entry.At,
            FinishReason = answer.Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage =
                usage.InputTokens is null && usage.OutputTokens is null
                    ? null
                    : new UsageDetails
                    {
                        InputTokenCount = usage.InputTokens,
                        OutputTokenCount = usage.OutputTokens,
                        TotalTokenCount = usage.InputTokens + usage.OutputTokens,
                        CachedInputTokenCount = usage.CachedTokens,
                    },
        };
    }

    public static ModelAnswer AnswerOf(ChatResponse response)
    {
        var contents = response.Messages.SelectMany(m => m.Contents).ToList();
        var thought = string.Concat(contents.OfType<TextReasoningContent>().Select(t => t.Text));
        var part = new AnswerPart(
            string.Concat(contents.OfType<TextContent>().Select(t => t.Text)),
            thought.Length == 0 ? null : thought,
            [
                .. contents
                    .OfType<FunctionCallContent>()
                    .Select(c => new ToolCall
                    {
                        Id = c.CallId,
                        Name = c.Name,
                        Arguments = CanonicalJson.Written(writer => Arguments(writer, c)),
                    }),
            ]
        );
        return new ModelAnswer([part])
        {
            Usage = new Usage(
                response.Usage?.InputTokenCount,
                response.Usage?.OutputTokenCount,
                response.Usage?.CachedInputTokenCount,
                null,
                Estimated: false
            ),
        };
    }

    /// <summary>What a function's result says: a text as it is, anything else as JSON.</summary>
    public static string TextOf(object? value) =>
        value switch
        {
            null => "",
            string text => text,
            JsonElement { ValueKind: JsonValueKind.String } text => text.AsText() ?? "",
            _ => JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object))),
        };

    private static FunctionCallContent CallOf(ToolCall call, string id)
    {
        var arguments = CanonicalJson.Parse(Export.Cuts.MessagesCut.Arguments(call));
        return new FunctionCallContent(
            call.Id.Length > 0 ? call.Id : id,
            call.Name,
            arguments?.Fields().ToDictionary(f => f.Name, object? (f) => f.Value, StringComparer.Ordinal)
        );
    }

    private static void Write(Utf8JsonWriter writer, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("messages");
        foreach (var message in messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role", message.Role.Value);
            writer.WriteText("author", message.AuthorName);
            writer.WriteStartArray("contents");
            foreach (var content in message.Contents)
            {
                writer.WriteStartObject();
                Content(writer, content);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (options is not null)
        {
            Options(writer, options);
        }

        writer.WriteEndObject();
    }

    private static void Content(Utf8JsonWriter writer, AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                writer.WriteString("type", "text");
                writer.WriteString("text", text.Text);
                break;
            case TextReasoningContent thought:
                writer.WriteString("type", "thought");
                writer.WriteString("text", thought.Text);
                break;
            case FunctionCallContent call:
                writer.WriteString("type", "call");
                writer.WriteString("id", call.CallId);
                writer.WriteString("name", call.Name);
                writer.WritePropertyName("arguments");
                Arguments(writer, call);
                break;
            case FunctionResultContent result:
                writer.WriteString("type", "result");
                writer.WriteString("id", result.CallId);
                writer.WriteString("text", TextOf(result.Result));
                break;
            case DataContent data:
                writer.WriteString("type", "data");
                writer.WriteString("uri", data.Uri);
                break;
            case UriContent uri:
                writer.WriteString("type", "uri");
                writer.WriteString("uri", uri.Uri.ToString());
                break;
            default:
                writer.WriteString("type", content.GetType().Name);
                break;
        }
    }

    private static void Arguments(Utf8JsonWriter writer, FunctionCallContent call)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in call.Arguments ?? Enumerable.Empty<KeyValuePair<string, object?>>())
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
        }

        writer.WriteEndObject();
    }

    private static void Options(Utf8JsonWriter writer, ChatOptions options)
    {
        writer.WriteText("instructions", options.Instructions);
        Number("temperature", options.Temperature);
        Number("top_p", options.TopP);
        Number("frequency_penalty", options.FrequencyPenalty);
        Number("presence_penalty", options.PresencePenalty);
        writer.WriteNumber("top_k", options.TopK);
        writer.WriteNumber("max_tokens", options.MaxOutputTokens);
        writer.WriteNumber("seed", options.Seed);
        writer.WriteText("response_format", (options.ResponseFormat as ChatResponseFormatJson)?.Schema?.GetRawText());
        writer.WriteText("tool_choice", (options.ToolMode as RequiredChatToolMode)?.RequiredFunctionName);
        if (options.StopSequences is { Count: > 0 } stops)
        {
            writer.WriteStartArray("stop");
            foreach (var stop in stops)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        if (options.Tools is { Count: > 0 } tools)
        {
            writer.WriteStartArray("tools");
            foreach (var tool in tools)
            {
                writer.WriteStartObject();
                writer.WriteString("name", tool.Name);
                writer.WriteText("description", tool.Description);
                if (tool is AIFunctionDeclaration function)
                {
                    writer.WritePropertyName("schema");
                    function.JsonSchema.WriteTo(writer);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        void Number(string name, float? value)
        {
            if (value is { } known && float.IsFinite(known))
            {
                writer.WriteNumber(name, known);
            }
        }
    }

    private static Formats.Exchanges.ChatMessage Told(JsonElement message)
    {
        var contents = message.Items("contents").ToList();
        return new Formats.Exchanges.ChatMessage(
            message.Text("role") switch
            {
                "assistant" => Formats.Exchanges.ChatRole.Model,
                "system" => Formats.Exchanges.ChatRole.System,
                "tool" => Formats.Exchanges.ChatRole.Tool,
                _ => Formats.Exchanges.ChatRole.User,
            }
        )
        {
            Text = string.Concat(contents.Where(c => c.Text("type") == "text").Select(c => c.Text("text"))),
            Calls =
            [
                .. contents
                    .Where(c => c.Text("type") == "call")
                    .Select(c => ToolCalls.Create(c.Text("id") ?? "", c.Text("name") ?? "", c.Field("arguments"))),
            ],
            Results =
            [
                .. contents
                    .Where(c => c.Text("type") == "result")
                    .Select(c => new ToolResult(c.Text("id") ?? "", c.Text("text") ?? "", false)),
            ],
        };
    }
}
