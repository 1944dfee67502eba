using System.Text.Json;
using Stopwise.Traces.Export.Cuts;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Replay.Wires;

/// <summary>OpenAI responses: one JSON object, or numbered events item by item.</summary>
internal sealed class OpenAiResponsesWire : ModelWire
{
    public override string Form => CallForm.OpenAiResponses;

    public override string Path => "/v1/responses";

    public override IEnumerable<ServerEvent> Stream(string body, bool usage)
    {
        if (CanonicalJson.Parse(body) is not { } answer)
        {
            yield break;
        }

        var number = 0;
        yield return Event("response.created", number++, writer => Begun(writer, answer));
        yield return Event("response.in_progress", number++, writer => Begun(writer, answer));
        var index = 0;
        foreach (var item in answer.Items("output"))
        {
            var at = index++;
            yield return Event("response.output_item.added", number++, writer => Item(writer, at, Opened(item)));
            foreach (var (type, write) in PartsOf(item, at))
            {
                yield return Event(type, number++, write);
            }

            yield return Event("response.output_item.done", number++, writer => Item(writer, at, item.GetRawText()));
        }

        var last = answer.Text("status") is ("incomplete" or "failed") and var ended ? ended : "completed";
        yield return Event(
            $"response.{last}",
            number,
            writer =>
            {
                writer.WritePropertyName("response");
                answer.WriteTo(writer);
            }
        );
    }

    public override string ErrorOf(int status, string code, string message, string details) =>
        OpenAiChat.ErrorOf(status, code, message, details);

    private protected override string BodyOf(CassetteEntry entry, ModelAnswer answer) =>
        CanonicalJson.Written(writer =>
        {
            var calls = answer.Calls;
            writer.WriteStartObject();
            writer.WriteString("id", $"resp_{IdOf(entry)}");
            writer.WriteString("object", "response");
            writer.WriteNumber("created_at", SecondsOf(entry));
            writer.WriteString("status", "completed");
            writer.WriteNull("error");
            writer.WriteNull("incomplete_details");
            writer.WriteNull("instructions");
            writer.WriteString("model", entry.Name);
            writer.WriteStartArray("output");
            if (answer.Message.Length > 0 || calls.Count == 0)
            {
                WriteMessage(writer, $"msg_{IdOf(entry)}", answer.Message);
            }

            for (var i = 0; i < calls.Count; i++)
            {
                var id = IdOf(entry, calls[i], i);
                writer.WriteStartObject();
                writer.WriteString("id", $"fc_{id}");
                writer.WriteString("type", "function_call");
                writer.WriteString("status", "completed");
                writer.WriteString("call_id", id);
                writer.WriteString("name", calls[i].Name);
                writer.WriteString("arguments", MessagesCut.Arguments(calls[i]));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteBoolean("parallel_tool_calls", true);
            writer.WriteString("tool_choice", "auto");
            writer.WriteStartArray("tools");
            writer.WriteEndArray();
            var (input, output) = (answer.Usage.InputTokens ?? 0, answer.Usage.OutputTokens ?? 0);
            writer.WriteStartObject("usage");
            writer.WriteNumber("input_tokens", input);
            writer.WriteNumber("output_tokens", output);
            writer.WriteNumber("total_tokens", input + output);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });

    private static void WriteMessage(Utf8JsonWriter writer, string id, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteString("type", "message");
        writer.WriteString("status", "completed");
        writer.WriteString("role", "assistant");
        writer.WriteStartArray("content");
        writer.WriteStartObject();
        writer.WriteString("type", "output_text");
        writer.WriteString("text", text);
        writer.WriteStartArray("annotations");
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static ServerEvent Event(string type, int number, Action<Utf8JsonWriter> write) =>
        new(
            type,
            CanonicalJson.Written(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("type", type);
                writer.WriteNumber("sequence_number", number);
                write(writer);
                writer.WriteEndObject();
            })
        );

    private static void Begun(Utf8JsonWriter writer, JsonElement answer)
    {
        writer.WriteStartObject("response");
        foreach (var (name, value) in answer.Fields())
        {
            switch (name)
            {
                case "output":
                    writer.WriteStartArray(name);
                    writer.WriteEndArray();
                    break;
                case "status":
                    writer.WriteString(name, "in_progress");
                    break;
                case "usage":
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

    private static void Item(Utf8JsonWriter writer, int index, string item)
    {
        writer.WriteNumber("output_index", index);
        writer.WritePropertyName("item");
        writer.WriteRawValue(item);
    }

    /// <summary>The item as it stands before its text has come.</summary>
    private static string Opened(JsonElement item) =>
        CanonicalJson.Written(writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in item.Fields())
            {
                writer.WritePropertyName(name);
                switch (name)
                {
                    case "content" when value.ValueKind == JsonValueKind.Array:
                        writer.WriteRawValue("[]");
                        break;
                    case "arguments":
                        writer.WriteStringValue("");
                        break;
                    case "status":
                        writer.WriteStringValue("in_progress");
                        break;
                    default:
                        value.WriteTo(writer);
                        break;
                }
            }

            writer.WriteEndObject();
        });

    private static IEnumerable<(string Type, Action<Utf8JsonWriter> Write)> PartsOf(JsonElement item, int index)
    {
        var id = item.Text("id") ?? "";
        if (item.Text("arguments") is { } arguments)
        {
            yield return ("response.function_call_arguments.delta", w => Of(w, null, "delta", arguments));
            yield return ("response.function_call_arguments.done", w => Of(w, null, "arguments", arguments));
        }

        var number = 0;
        foreach (var part in item.Items("content"))
        {
            var at = number++;
            var text = part.Text("text") ?? part.Text("refusal") ?? "";
            var kind = part.Text("type") == "refusal" ? "refusal" : "output_text";
            var empty = part.Text("type") == "refusal" ? """{"type":"refusal","refusal":""}""" : Empty;
            yield return ("response.content_part.added", w => Part(w, at, empty));
            yield return ($"response.{kind}.delta", w => Of(w, at, "delta", text));
            yield return ($"response.{kind}.done", w => Of(w, at, kind == "refusal" ? "refusal" : "text", text));
            yield return ("response.content_part.done", w => Part(w, at, part.GetRawText()));
        }

        void Of(Utf8JsonWriter writer, int? content, string name, string value)
        {
            Place(writer, content);
            writer.WriteString(name, value);
        }

        void Part(Utf8JsonWriter writer, int content, string part)
        {
            Place(writer, content);
            writer.WritePropertyName("part");
            writer.WriteRawValue(part);
        }

        void Place(Utf8JsonWriter writer, int? content)
        {
            writer.WriteString("item_id", id);
            writer.WriteNumber("output_index", index);
            if (content is { } at)
            {
                writer.WriteNumber("content_index", at);
            }
        }
    }

    private const string Empty = """{"type":"output_text","text":"","annotations":[]}""";
}
