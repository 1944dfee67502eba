using System.Text;
using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Codex;

/// <summary>The items of a rollout by which the model uses a tool.</summary>
internal static class CodexCall
{
    /// <summary>The tool call of an item; null where the item is something else.</summary>
    public static ToolCall? Read(string type, JsonElement item)
    {
        var id = item.Text("call_id") ?? item.Text("id") ?? "";
        return type switch
        {
            "function_call" => Function(id, item.Text("name") ?? "", item.Text("arguments") ?? ""),
            "custom_tool_call" => new ToolCall
            {
                Id = id,
                Name = item.Text("name") ?? "",
                Arguments = item.Text("input") ?? "",
            },
            "local_shell_call" => Shell(
                id,
                "local_shell",
                item.Field("action")?.GetRawText() ?? "",
                item.Field("action")
            ),
            "web_search_call" => new ToolCall
            {
                Id = id,
                Name = "web_search",
                Arguments = item.Field("action")?.GetRawText() ?? "",
            },
            _ => null,
        };
    }

    private static ToolCall Function(string id, string name, string arguments)
    {
        var parsed = Original.ParseLine(Encoding.UTF8.GetBytes(arguments));
        return name is "shell" or "container.exec" or "shell_command" or "exec_command" or "local_shell"
            ? Shell(id, name, arguments, parsed)
            : new ToolCall
            {
                Id = id,
                Name = name,
                Arguments = arguments,
            };
    }

    private static ToolCall Shell(string id, string name, string arguments, JsonElement? parsed) =>
        new()
        {
            Id = id,
            Name = name,
            Arguments = arguments,
            Command = parsed.Field("command") is { ValueKind: JsonValueKind.Array } words
                ? Line([.. words.EnumerateArray().Select(w => w.AsText() ?? "")])
                : parsed.Text("command") ?? parsed.Text("cmd"),
        };

    /// <summary>The command of <c>bash -lc</c> is its last word; other programs are one line.</summary>
    private static string Line(List<string> words) =>
        words is [_, "-lc" or "-c", var script] ? script : string.Join(' ', words);
}
