using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Stopwise.Cli.Tests;

/// <summary>
/// A scripted agent, which the tests start as a program of its own: asks the model at OPENAI_BASE_URL, calls the tools that it names at
/// STOPWISE_TOOLS_URL, and ends when it names none, or with exit code 1 when it is refused.
/// </summary>
internal static class ScriptedAgent
{
    /// <summary>The line for a shell that starts it with a prompt of one word.</summary>
    public static string Command(string prompt) =>
        $"dotnet exec \"{typeof(ScriptedAgent).Assembly.Location}\" {prompt}";

    private static async Task<int> Main(string[] args)
    {
        using var http = new HttpClient();
        var messages = new JsonArray(Message("user", args[0]));
        while (true)
        {
            var request = new JsonObject { ["model"] = "m", ["messages"] = messages.DeepClone() };
            if (
                await AnswerAsync(http, $"{Variable("OPENAI_BASE_URL")}/chat/completions", $"{request}")
                is not { } answer
            )
            {
                return 1;
            }

            var said = answer["choices"]![0]!["message"]!;
            messages.Add(said.DeepClone());
            if (said["tool_calls"] is not JsonArray calls)
            {
                return 0;
            }

            foreach (var call in calls)
            {
                var function = call!["function"]!;
                var tool = $"{Variable("STOPWISE_TOOLS_URL")}/{function["name"]}";
                if (await AnswerAsync(http, tool, $"{function["arguments"]}") is not { } result)
                {
                    return 1;
                }

                var told = Message("tool", $"{result["result"]}");
                told["tool_call_id"] = $"{call["id"]}";
                messages.Add(told);
            }
        }
    }

    private static JsonObject Message(string role, string text) => new() { ["role"] = role, ["content"] = text };

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");

    private static async Task<JsonNode?> AnswerAsync(HttpClient http, string address, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(address), content);
        return response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<JsonNode>() : null;
    }
}
