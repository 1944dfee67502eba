using System.Text.Json;
using Stopwise.Traces.Export.Cuts;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Replay.Wires;

/// <summary>OpenAI chat completions: one JSON object, or chunks that end with <c>[DONE]</c>.</summary>
internal sealed class OpenAiChatWire : ModelWire
{
    public override string Form => CallForm.OpenAiChat;

    public override string Path => "/v1/chat/completions";

    public override IEnumerable<ServerEvent> Stream(string body, bool usage)
    {
        if (CanonicalJson.Parse(body) is not { } answer)
        {
            yield break;
        }

        foreach (var choice in answer.Items("choices"))
        {
            var message = choice.Field("message");
            foreach (var delta in DeltasOf(message))
            {
                yield return new ServerEvent(null, Chunk(answer, choice, delta, ends: false));
            }

            yield return new ServerEvent(null, Chunk(answer, choice, "{}", ends: true));
        }

        if (usage && answer.Field("usage") is { } spent)
        {
            yield return new ServerEvent(
                null,
                CanonicalJson.Written(writer =>
                {
                    Head(writer, answer);
                    writer.WriteStartArray("choices");
                    writer.WriteEndArray();
                    writer.WritePropertyName("usage");
                    spent.WriteTo(writer);
                    writer.WriteEndObject();
                })
            );
        }

        yield return new ServerEvent(null, "[DONE]");
    }

    public override string ErrorOf(int status, string code, string message, string details) =>
        CanonicalJson.Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error");
            writer.WriteString("message", message);
            writer.WriteString(
                "type",
                status switch
                {
                    429 => "requests",
                    >= 500 => "server_error",
                    _ => "invalid_request_error",
                }
            );
            writer.WriteNull("param");
            writer.WriteString("code", code);
            writer.WriteEndObject();
            writer.WritePropertyName("stopwise");
            writer.WriteRawValue(details);
            writer.WriteEndObject();
        });

    private protected override string BodyOf(CassetteEntry entry, ModelAnswer answer) =>
        CanonicalJson.Written(writer =>
        {
            var calls = answer.Calls;
            writer.WriteStartObject();
            writer.WriteString("id", $"chatcmpl-{IdOf(entry)}");
            writer.WriteString("object", "chat.completion");
            writer.WriteNumber("created", SecondsOf(entry));
            writer.WriteString("model", entry.Name);
            writer.WriteStartArray("choices");
            writer.WriteStartObject();
            writer.WriteNumber("index", 0);
            writer.WriteStartObject("message");
            writer.WriteString("role", "assistant");
            writer.WriteString("content", answer.Message.Length == 0 && calls.Count > 0 ? null : answer.Message);
            writer.WriteNull("refusal");
            if (calls.Count > 0)
            {
                writer.WriteStartArray("tool_calls");
                for (var i = 0; i < calls.Count; i++)
                {
                    writer.WriteStartObject();
                    writer.WriteString("id", IdOf(entry, calls[i], i));
                    writer.WriteString("type", "function");
                    writer.WriteStartObject("function");
                    writer.WriteString("name", calls[i].Name);
                    writer.WriteString("arguments", MessagesCut.Arguments(calls[i]));
                    writer.WriteEndObject();
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
            writer.WriteNull("logprobs");
            writer.WriteString("finish_reason", calls.Count > 0 ? "tool_calls" : "stop");
            writer.WriteEndObject();
            writer.WriteEndArray();
            var (input, output) = (answer.Usage.InputTokens ?? 0, answer.Usage.OutputTokens ?? 0);
            writer.WriteStartObject("usage");
            writer.WriteNumber("prompt_tokens", input);
            writer.WriteNumber("completion_tokens", output);
            writer.WriteNumber("total_tokens", input + output);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });

    private static IEnumerable<string> DeltasOf(JsonElement? message)
    {
        // All but the calls in one piece: a client that joins pieces joins one as well.
        yield return CanonicalJson.Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("role", "assistant");
            foreach (var (name, value) in message?.Fields() ?? [])
            {
                if (name is not ("role" or "tool_calls"))
                {
                    writer.WritePropertyName(name);
                    value.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        });

        var number = 0;
        foreach (var call in message?.Items("tool_calls") ?? [])
        {
            var index = number++;
            yield return CanonicalJson.Written(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("tool_calls");
                writer.WriteStartObject();
                writer.WriteNumber("index", index);
                foreach (var (name, value) in call.Fields())
                {
                    if (name != "index")
                    {
                        writer.WritePropertyName(name);
                        value.WriteTo(writer);
                    }
                }

                writer.WriteEndObject();
                writer.WriteEndArray();
                writer.WriteEndObject();
            });
        }
    }

    private static string Chunk(JsonElement answer, JsonElement choice, string delta, bool ends) =>
        CanonicalJson.Written(writer =>
        {
            Head(writer, answer);
            writer.WriteStartArray("choices");
            writer.WriteStartObject();
            writer.WriteNumber("index", choice.Whole("index") ?? 0);
            writer.WritePropertyName("delta");
            writer.WriteRawValue(delta);
            writer.WriteNull("logprobs");
            writer.WriteString("finish_reason", ends ? choice.Text("finish_reason") ?? "stop" : null);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    private static void Head(Utf8JsonWriter writer, JsonElement answer)
    {
        writer.WriteStartObject();
        writer.WriteString("id", answer.Text("id") ?? "chatcmpl-0");
        writer.WriteString("object", "chat.completion.chunk");
        writer.WriteNumber("created", answer.Whole("created") ?? 0);
        writer.WriteString("model", answer.Text("model") ?? "");
    }
}
