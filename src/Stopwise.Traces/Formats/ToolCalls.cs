using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>Builds tool calls from the shapes that model APIs give them.</summary>
internal static class ToolCalls
{
    /// <summary>A call whose tool is a shell keeps its command apart; one with nothing but a command is that command.</summary>
    public static ToolCall Create(string id, string name, JsonElement? arguments)
    {
        var json = arguments is { } a ? (a.ValueKind == JsonValueKind.String ? a.AsText() : a.GetRawText()) ?? "" : "";
        var command = IsShell(name) ? arguments.Text("command") ?? arguments.Text("cmd") : null;
        var bare =
            command is not null
            && arguments is { ValueKind: JsonValueKind.Object } o
            && o.EnumerateObject().Take(2).Count() == 1;
        return new ToolCall
        {
            Id = id,
            Name = name,
            Arguments = bare ? command! : json,
            Command = command,
        };
    }

    /// <summary>An element of a chat message's <c>tool_calls</c>, with its answer among the messages that follow.</summary>
    public static ToolCall FromChat(JsonElement call, IEnumerable<JsonElement> answers)
    {
        var id = call.Text("id") ?? "";
        var function = call.Field("function");
        var arguments = function.Field("arguments");
        var parsed = arguments is { ValueKind: JsonValueKind.String } s
            ? Original.ParseLine(System.Text.Encoding.UTF8.GetBytes(s.AsText() ?? ""))
            : arguments;
        var created = Create(id, function.Text("name") ?? call.Text("name") ?? "", parsed ?? arguments);
        foreach (var answer in answers)
        {
            if (answer.Text("role") == "tool" && answer.Text("tool_call_id") == id)
            {
                return created with { Result = answer.Text("content") ?? "" };
            }
        }

        return created;
    }

    private static bool IsShell(string name) =>
        name.Equals("bash", StringComparison.OrdinalIgnoreCase)
        || name.Equals("shell", StringComparison.OrdinalIgnoreCase)
        || name.Equals("execute_bash", StringComparison.OrdinalIgnoreCase)
        || name.Equals("run_shell_command", StringComparison.OrdinalIgnoreCase);
}
