using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.TauBench;

/// <summary>The conversations of both generations: a step is a message of the assistant with what came back before its next one.</summary>
internal static class TauConversation
{
    /// <param name="messages">All messages in order.</param>
    /// <param name="call">Reads a tool call, given the messages that came back.</param>
    public static List<Step> Steps(List<JsonElement> messages, Func<JsonElement, List<JsonElement>, ToolCall> call)
    {
        var steps = new List<Step>();
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].Text("role") != "assistant")
            {
                continue;
            }

            var answers = messages.Skip(i + 1).TakeWhile(m => m.Text("role") != "assistant").ToList();
            var reply = string.Join('\n', answers.Where(a => a.Text("role") == "user").Select(a => a.Text("content")));
            steps.Add(
                new Step
                {
                    Index = steps.Count,
                    Turn = steps.Count,
                    Message = messages[i].Text("content") ?? "",
                    Calls = [.. messages[i].Items("tool_calls").Select(c => call(c, answers))],
                    Reply = reply.Length == 0 ? null : reply,
                }
            );
        }

        return steps;
    }
}
