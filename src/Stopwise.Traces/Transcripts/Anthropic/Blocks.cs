using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Anthropic;

/// <summary>How blocks of content look in Anthropic's messages.</summary>
internal static class Blocks
{
    public const string CallIdPattern = "^[a-zA-Z0-9_-]+$";

    public static bool IsThought(string? type) => type is "thinking" or "redacted_thinking";

    /// <summary>A thought with what proves that the provider made it.</summary>
    public static bool IsSigned(JsonElement thought) =>
        thought.Filled("type") == "redacted_thinking"
            ? thought.Filled("data") is not null
            : thought.Field("thinking").IsText() && thought.Filled("signature") is not null;

    /// <summary>A call of a tool that the provider runs.</summary>
    public static bool IsServerCall(string? type) => type is "server_tool_use" or "mcp_tool_use";

    /// <summary>The result of such a call: its type names the tool.</summary>
    public static bool IsServerResult(string? type) =>
        type is not (null or "tool_result") && type.EndsWith("_tool_result", StringComparison.Ordinal);

    public static bool IsCallId(string id) =>
        id.Length > 0 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public static JsonElement Text(string text) => Text(WireJson.Text(text));

    public static JsonElement Text(JsonElement text) =>
        WireJson.Object(("type", WireJson.Text("text")), ("text", text));

    public static JsonElement NotExecuted(string id, string text) =>
        WireJson.Object(
            ("type", WireJson.Text("tool_result")),
            ("tool_use_id", WireJson.Text(id)),
            ("content", WireJson.Text(text)),
            ("is_error", True)
        );

    /// <summary>
    /// The result of a tool of the provider that did not come: only MCP's has room for words, the others say <c>unavailable</c>.
    /// </summary>
    public static JsonElement ServerUnavailable(JsonElement call, string text)
    {
        var id = WireJson.Text(call.Filled("id") ?? "");
        if (call.Filled("type") == "mcp_tool_use")
        {
            return WireJson.Object(
                ("type", WireJson.Text("mcp_tool_result")),
                ("tool_use_id", id),
                ("is_error", True),
                ("content", WireJson.List([Text(text)]))
            );
        }

        var name = call.Filled("name") ?? "";
        var type = $"{(name.StartsWith("tool_search", StringComparison.Ordinal) ? "tool_search" : name)}_tool_result";
        return WireJson.Object(
            ("type", WireJson.Text(type)),
            ("tool_use_id", id),
            (
                "content",
                WireJson.Object(("type", WireJson.Text($"{type}_error")), ("error_code", WireJson.Text("unavailable")))
            )
        );
    }

    private static readonly JsonElement True = WireJson.Made(w => w.WriteBooleanValue(true));
}
