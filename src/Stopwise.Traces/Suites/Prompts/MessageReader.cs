using System.Globalization;
using Stopwise.Governance.Yaml;
using Stopwise.Traces.Suites.Matching;

namespace Stopwise.Traces.Suites.Prompts;

/// <summary>Reads the messages of a suite: each a map that begins with who speaks.</summary>
internal static class MessageReader
{
    private static readonly string[] Speakers = ["user", "assistant", "system"];

    public static IReadOnlyList<PromptMessage> Read(YamlNode list)
    {
        var messages = new List<PromptMessage>();
        var calls = 0;
        foreach (var node in list.Items!)
        {
            var map = new YamlSection(node, "a message", "user", "assistant", "system", "calls");
            string[] speakers = [.. Speakers.Where(map.Has)];
            if (speakers is not [var speaker] && !(speakers is [] && map.Has("calls")))
            {
                throw node.Problem("A message has one speaker: user, assistant or system.");
            }

            if (map.Has("calls"))
            {
                if (map.Has("user") || map.Has("system"))
                {
                    throw node.Problem("Only an assistant calls tools.");
                }

                AddCalls(messages, map, ref calls);
            }
            else
            {
                messages.Add(new PromptMessage(speakers[0], map.NeededText(speakers[0])));
            }
        }

        if (messages.Count == 0 || messages[^1].Role == "assistant")
        {
            throw list.Problem("The last message is one that the model answers: a user's, or the result of a call.");
        }

        return messages;
    }

    private static void AddCalls(List<PromptMessage> messages, YamlSection map, ref int count)
    {
        var asked = new List<PromptCall>();
        var results = new List<PromptMessage>();
        var list = map.Needed("calls");
        foreach (
            var node in list.Items
                ?? throw list.Problem("'calls' takes a list of calls with 'tool', 'arguments' and 'result'.")
        )
        {
            var call = new YamlSection(node, "a call", "tool", "arguments", "result");
            var id = string.Create(CultureInfo.InvariantCulture, $"call_{count++}");
            var arguments =
                call.Find("arguments") is not { } given ? "{}"
                : given.Fields is not null ? YamlJson.Of(given).GetRawText()
                : throw given.Problem("'arguments' takes fields with names.");
            asked.Add(new PromptCall(id, call.NeededText("tool"), arguments));
            // A result may be empty, but it must be there: providers refuse a call that nobody answered.
            results.Add(
                new PromptMessage("tool", call.Needed("result").Text ?? YamlJson.Of(call.Needed("result")).GetRawText())
                {
                    CallId = id,
                }
            );
        }

        messages.Add(new PromptMessage("assistant", map.Text("assistant") ?? "") { Calls = asked });
        messages.AddRange(results);
    }
}
