using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Responses;

/// <summary>A sort of call that the caller carries out, with its result. Tools that the provider runs hold theirs themselves.</summary>
/// <param name="Type">The type of the call.</param>
/// <param name="Output">The type of its result.</param>
/// <param name="Words">What the provider calls it when it refuses.</param>
internal sealed record CallKind(string Type, string Output, string Words)
{
    /// <summary>The field of the call that holds the id its result names.</summary>
    public string IdField { get; private init; } = "call_id";

    /// <summary>The field of the result that names the call.</summary>
    public string AnswerField { get; private init; } = "call_id";

    /// <summary>The text field that the call must have; null where none.</summary>
    public string? Arguments { get; private init; }

    private static readonly CallKind[] All =
    [
        new("function_call", "function_call_output", "function call") { Arguments = "arguments" },
        new("local_shell_call", "local_shell_call_output", "local shell call"),
        new("custom_tool_call", "custom_tool_call_output", "custom tool call") { Arguments = "input" },
        new("computer_call", "computer_call_output", "computer call"),
        new("shell_call", "shell_call_output", "shell call"),
        new("apply_patch_call", "apply_patch_call_output", "apply patch call"),
        new("tool_search_call", "tool_search_output", "tool search call"),
        new("mcp_approval_request", "mcp_approval_response", "approval request")
        {
            IdField = "id",
            AnswerField = "approval_request_id",
        },
    ];

    public static CallKind? OfCall(string type) => Array.Find(All, k => k.Type == type);

    /// <summary>The kind of an item that is a call and waits for a result; null for any other item.</summary>
    public static CallKind? OfCall(JsonElement item, string type) => OfCall(type) is { } k && k.IsOurs(item) ? k : null;

    /// <summary>The kind of call that an item answers; null for an item that is no result.</summary>
    public static CallKind? OfOutput(JsonElement item, string type) =>
        Array.Find(All, k => k.Output == type) is { } k && k.IsOurs(item) ? k : null;

    /// <summary>False for a search for tools that the provider ran itself, and for what came of it.</summary>
    private bool IsOurs(JsonElement item) =>
        Type != "tool_search_call" || item.Filled("execution") == "client" && item.Filled("call_id") is not null;

    /// <summary>What a call and its result have in common; null where the id is missing.</summary>
    public string? KeyOfCall(JsonElement call) => call.Filled(IdField) is { } id ? Key(id) : null;

    public string? KeyOfOutput(JsonElement output) =>
        (output.Filled(AnswerField) ?? (Type == "local_shell_call" ? output.Filled("id") : null)) is { } id
            ? Key(id)
            : null;

    // The result of a local shell call is also taken as that of a function call.
    public string Key(string id) => $"{(Type == "local_shell_call" ? "function_call" : Type)}\n{id}";

    public static string IdOf(string key) => key[(key.IndexOf('\n', StringComparison.Ordinal) + 1)..];

    /// <summary>True where the result has what its type demands.</summary>
    public bool IsWhole(JsonElement output) =>
        Type switch
        {
            "computer_call" => output.Field("output") is { ValueKind: JsonValueKind.Object },
            "shell_call" => output.Field("output") is { ValueKind: JsonValueKind.Array },
            "apply_patch_call" => output.Filled("status") is "completed" or "failed",
            "tool_search_call" => output.Field("tools") is { ValueKind: JsonValueKind.Array },
            "mcp_approval_request" => output.Flag("approve") is not null,
            _ => output.Field("output") is { ValueKind: JsonValueKind.String or JsonValueKind.Array },
        };

    /// <summary>A result that says in its text that nothing was done; null where the type has no room for words.</summary>
    public JsonElement? NotExecuted(string id, string text) =>
        Type switch
        {
            // The only result is a screenshot, and there is none.
            "computer_call" => null,
            "shell_call" => Result(id, ("output", ShellOutput(text))),
            "apply_patch_call" => Result(id, ("status", WireJson.Text("failed")), ("output", WireJson.Text(text))),
            "tool_search_call" => Result(id, ("execution", WireJson.Text("client")), ("tools", WireJson.List([]))),
            "mcp_approval_request" => Result(
                id,
                ("approve", WireJson.Made(w => w.WriteBooleanValue(false))),
                ("reason", WireJson.Text(text))
            ),
            "local_shell_call" => OfCall("function_call")!.NotExecuted(id, text),
            _ => Result(id, ("output", WireJson.Text(text))),
        };

    private JsonElement Result(string id, params ReadOnlySpan<(string, JsonElement)> fields) =>
        WireJson.Object([("type", WireJson.Text(Output)), (AnswerField, WireJson.Text(id)), .. fields]);

    private static JsonElement ShellOutput(string text) =>
        WireJson.Made(writer =>
        {
            writer.WriteStartArray();
            writer.WriteStartObject();
            writer.WriteString("stdout", "");
            writer.WriteString("stderr", text);
            writer.WriteStartObject("outcome");
            writer.WriteString("type", "exit");
            writer.WriteNumber("exit_code", 1);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndArray();
        });
}
