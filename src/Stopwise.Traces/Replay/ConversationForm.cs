using System.Text.Json;
using Stopwise.Traces.Export;
using Stopwise.Traces.Formats.Exchanges;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Replay;

/// <summary>
/// Messages as every source can tell them: who speaks, what is said, what is called. Instructions of the scaffold, thinking and ids are
/// left out: most recordings of runs lack them, and another client makes up other ids.
/// </summary>
internal static class ConversationForm
{
    public static string User(string text) =>
        CanonicalJson.Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("role", "user");
            writer.WriteString("text", text);
            writer.WriteEndObject();
        });

    public static string Tool(string? text) =>
        CanonicalJson.Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("role", "tool");
            writer.WriteString("text", text);
            writer.WriteEndObject();
        });

    public static string Assistant(string text, IReadOnlyList<ToolCall> calls) =>
        CanonicalJson.Written(writer =>
        {
            writer.WriteStartObject();
            if (calls.Count > 0)
            {
                writer.WriteStartArray("calls");
                foreach (var call in calls)
                {
                    writer.WriteStartObject();
                    writer.WritePropertyName("arguments");
                    writer.WriteRawValue(ArgumentsOf(call), skipInputValidation: true);
                    writer.WriteString("name", call.Name);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteString("role", "assistant");
            writer.WriteString("text", text);
            writer.WriteEndObject();
        });

    /// <summary>The arguments in canonical spelling: a bare command becomes an object, other text a JSON string.</summary>
    public static string ArgumentsOf(ToolCall call) =>
        CanonicalJson.Parse(call.Arguments) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } value
            ? CanonicalJson.Of(value)
        : call.Command is { } command && command == call.Arguments
            ? CanonicalJson.Written(writer =>
            {
                writer.WriteStartObject();
                writer.WriteText("command", command);
                writer.WriteEndObject();
            })
        : CanonicalJson.OfText(call.Arguments);

    /// <summary>The messages of a request to any API.</summary>
    public static CanonicalRequest Of(IEnumerable<ChatMessage> messages) =>
        CanonicalRequest.OfMessages([.. messages.SelectMany(ItemsOf)]);

    private static IEnumerable<string> ItemsOf(ChatMessage message)
    {
        foreach (var result in message.Results)
        {
            yield return Tool(result.Text);
        }

        switch (message.Role)
        {
            case ChatRole.Model:
                yield return Assistant(message.Text, message.Calls);
                break;
            case ChatRole.User when message.Text.Length > 0:
                yield return User(message.Text);
                break;
        }
    }
}
