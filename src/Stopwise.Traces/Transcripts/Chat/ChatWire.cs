using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Chat;

/// <summary>How messages, calls and results look in a chat completion.</summary>
internal static class ChatWire
{
    // A call of the days before tools has no id: its result names the function.
    public const string LegacyKey = "function_call\n";

    public static bool IsRole(string? role) =>
        role is "system" or "developer" or "user" or "assistant" or "tool" or "function";

    public static bool IsPart(JsonElement part) =>
        part.Filled("type") is { } type && (type != "text" || part.Field("text").IsText());

    /// <summary>True for the message of a tool, with the key of the call that it answers.</summary>
    public static bool ResultKey(JsonElement message, out string? key)
    {
        (var isResult, key) = message.Filled("role") switch
        {
            "tool" => (true, message.Filled("tool_call_id")),
            "function" => (true, message.Filled("name") is { } name ? LegacyKey + name : null),
            _ => (false, null),
        };
        return isResult;
    }

    /// <summary>A key as people know it.</summary>
    public static string Shown(string key) =>
        key.StartsWith(LegacyKey, StringComparison.Ordinal) ? key[LegacyKey.Length..] : key;

    /// <summary>The keys of the calls of a clean message.</summary>
    public static IEnumerable<string> Calls(JsonElement message) =>
        ChatCall.Of(message).Select(c => c.IsLegacy ? LegacyKey + c.Id : c.Id);

    public static JsonElement Message(string role, string text) =>
        WireJson.Object(("role", WireJson.Text(role)), ("content", WireJson.Text(text)));

    public static bool Says(JsonElement message, string role, string text) =>
        message.Filled("role") == role && message.Filled("content") == text;
}

/// <param name="Id">The id; the name of the function for a call of the days before tools.</param>
/// <param name="IsLegacy">True for such a call.</param>
internal sealed record ChatCall(string Id, bool IsLegacy)
{
    /// <summary>The calls of a clean message.</summary>
    public static List<ChatCall> Of(JsonElement message)
    {
        var calls = new List<ChatCall>();
        if (message.Filled("role") != "assistant")
        {
            return calls;
        }

        calls.AddRange(message.Items("tool_calls").Select(c => new ChatCall(c.Filled("id") ?? "", IsLegacy: false)));
        if (message.Field("function_call")?.Filled("name") is { } name)
        {
            calls.Add(new ChatCall(name, IsLegacy: true));
        }

        return calls;
    }

    /// <summary>A result of our own.</summary>
    public JsonElement Result(string text) =>
        IsLegacy
            ? WireJson.Object(
                ("role", WireJson.Text("function")),
                ("name", WireJson.Text(Id)),
                ("content", WireJson.Text(text))
            )
            : WireJson.Object(
                ("role", WireJson.Text("tool")),
                ("tool_call_id", WireJson.Text(Id)),
                ("content", WireJson.Text(text))
            );
}
