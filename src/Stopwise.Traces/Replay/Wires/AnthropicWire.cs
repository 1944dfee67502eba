using System.Text.Json;
using Stopwise.Traces.Export.Cuts;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Replay.Wires;

/// <summary>Anthropic messages: one JSON object, or named events block by block.</summary>
internal sealed class AnthropicWire : ModelWire
{
    public override string Form => CallForm.Anthropic;

    public override string Path => "/v1/messages";

    public override IEnumerable<ServerEvent> Stream(string body, bool usage)
    {
        if (CanonicalJson.Parse(body) is not { } answer)
        {
            yield break;
        }

        yield return Event("message_start", writer => Start(writer, answer));
        var index = 0;
        foreach (var block in answer.Items("content"))
        {
            var at = index++;
            yield return Event("content_block_start", writer => Opened(writer, at, block));
            foreach (var (type, field, text) in DeltasOf(block))
            {
                yield return Event(
                    "content_block_delta",
                    writer =>
                    {
                        writer.WriteNumber("index", at);
                        writer.WriteStartObject("delta");
                        writer.WriteString("type", type);
                        writer.WriteString(field, text);
                        writer.WriteEndObject();
                    }
                );
            }

            yield return Event("content_block_stop", writer => writer.WriteNumber("index", at));
        }

        yield return Event("message_delta", writer => End(writer, answer));
        yield return Event("message_stop", _ => { });
    }

    public override string ErrorOf(int status, string code, string message, string details) =>
        CanonicalJson.Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type", "error");
            writer.WriteStartObject("error");
            writer.WriteString(
                "type",
                status switch
                {
                    403 => "permission_error",
                    404 => "not_found_error",
                    429 => "rate_limit_error",
                    >= 500 => "api_error",
                    _ => "invalid_request_error",
                }
            );
            writer.WriteString("message", message);
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
            writer.WriteString("id", $"msg_{IdOf(entry)}");
            writer.WriteString("type", "message");
            writer.WriteString("role", "assistant");
            writer.WriteString("model", entry.Name);
            writer.WriteStartArray("content");
            if (answer.Message.Length > 0 || calls.Count == 0)
            {
                writer.WriteStartObject();
                writer.WriteString("type", "text");
                writer.WriteString("text", answer.Message);
                writer.WriteEndObject();
            }

            for (var i = 0; i < calls.Count; i++)
            {
                writer.WriteStartObject();
                writer.WriteString("type", "tool_use");
                writer.WriteString("id", IdOf(entry, calls[i], i));
                writer.WriteString("name", calls[i].Name);
                writer.WritePropertyName("input");
                writer.WriteRawValue(MessagesCut.Arguments(calls[i]));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteString("stop_reason", calls.Count > 0 ? "tool_use" : "end_turn");
            writer.WriteNull("stop_sequence");
            writer.WriteStartObject("usage");
            writer.WriteNumber("input_tokens", answer.Usage.InputTokens ?? 0);
            writer.WriteNumber("output_tokens", answer.Usage.OutputTokens ?? 0);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });

    private static ServerEvent Event(string type, Action<Utf8JsonWriter> write) =>
        new(
            type,
            CanonicalJson.Written(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("type", type);
                write(writer);
                writer.WriteEndObject();
            })
        );

    /// <summary>The message without what the later events bring.</summary>
    private static void Start(Utf8JsonWriter writer, JsonElement answer)
    {
        writer.WriteStartObject("message");
        foreach (var (name, value) in answer.Fields())
        {
            switch (name)
            {
                case "content":
                    writer.WriteStartArray(name);
                    writer.WriteEndArray();
                    break;
                case "stop_reason" or "stop_sequence":
                    writer.WriteNull(name);
                    break;
                default:
                    writer.WritePropertyName(name);
                    value.WriteTo(writer);
                    break;
            }
        }

        writer.WriteEndObject();
    }

    private static void Opened(Utf8JsonWriter writer, int index, JsonElement block)
    {
        var deltas = DeltasOf(block).Select(d => d.Field).ToList();
        writer.WriteNumber("index", index);
        writer.WriteStartObject("content_block");
        foreach (var (name, value) in block.Fields())
        {
            writer.WritePropertyName(name);
            if (name == "input")
            {
                writer.WriteRawValue("{}");
            }
            else if (deltas.Contains(name))
            {
                writer.WriteStringValue("");
            }
            else
            {
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static IEnumerable<(string Type, string Field, string Text)> DeltasOf(JsonElement block)
    {
        switch (block.Text("type"))
        {
            case "text" when block.Text("text") is { } text:
                yield return ("text_delta", "text", text);
                break;
            case "thinking":
                yield return ("thinking_delta", "thinking", block.Text("thinking") ?? "");
                if (block.Text("signature") is { } signature)
                {
                    yield return ("signature_delta", "signature", signature);
                }

                break;
            case "tool_use" or "server_tool_use" when block.Field("input") is { } input:
                yield return ("input_json_delta", "partial_json", input.GetRawText());
                break;
        }
    }

    private static void End(Utf8JsonWriter writer, JsonElement answer)
    {
        writer.WriteStartObject("delta");
        writer.WriteString("stop_reason", answer.Text("stop_reason") ?? "end_turn");
        writer.WriteString("stop_sequence", answer.Text("stop_sequence"));
        writer.WriteEndObject();
        writer.WriteStartObject("usage");
        writer.WriteNumber("output_tokens", answer.Field("usage").Whole("output_tokens") ?? 0);
        writer.WriteEndObject();
    }
}
