using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Responses;

/// <summary>How items look in the input of a response.</summary>
internal static class ResponsesWire
{
    /// <summary>The type; a message may leave it out. Null where the entry is no item.</summary>
    public static string? Type(JsonElement item) =>
        item.Has("type") ? item.Filled("type")
        : item.Filled("role") is not null ? "message"
        : null;

    public static bool IsRole(string? role) => role is "user" or "assistant" or "system" or "developer";

    public static bool IsPart(JsonElement part) =>
        part.Filled("type") is { } type && (type is not ("input_text" or "output_text") || part.Field("text").IsText());

    /// <summary>True for what the model said or did, so that it may follow reasoning.</summary>
    public static bool IsOfModel(JsonElement item, string type) =>
        type == "message"
            ? item.Filled("role") == "assistant"
            : type is not ("reasoning" or "mcp_approval_response")
                && !type.EndsWith("_output", StringComparison.Ordinal)
                && item.Filled("role") is null;

    /// <summary>The id of an item that no other may have; null for one without.</summary>
    public static string? ItemId(JsonElement item, string type) =>
        type == "local_shell_call_output" ? null : item.Filled("id");

    /// <summary>The calls that lie with the provider, each once.</summary>
    public static List<(CallKind Kind, string Id)> OpenCalls(TranscriptRules rules) =>
        [
            .. rules
                .OpenCalls.Where(o => !string.IsNullOrEmpty(o.CallId))
                .Select(o => (Kind: CallKind.OfCall(o.Type) ?? CallKind.OfCall("function_call")!, Id: o.CallId))
                .DistinctBy(o => o.Kind.Key(o.Id), StringComparer.Ordinal),
        ];

    public static JsonElement Message(string role, JsonElement text) =>
        WireJson.Object(("role", WireJson.Text(role)), ("content", text));

    public static bool Says(JsonElement item, string role, string text) =>
        Type(item) == "message" && item.Filled("role") == role && item.Filled("content") == text;
}
