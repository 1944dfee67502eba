using System.Text.Json.Nodes;

namespace Stopwise.Traces.Transcripts;

/// <summary>
/// A provider that answers a transcript with what it refuses. It was written from the providers' rules and shares nothing with
/// the validators of the product, so that both would have to be blind at the same place.
/// </summary>
internal static class StrictProvider
{
    public static string? Refusal(ReadOnlySpan<byte> transcript, TranscriptWire wire)
    {
        var items = JsonNode.Parse(transcript)!.AsArray().Select(n => n as JsonObject).ToList();
        return items.Count == 0 ? "nothing is asked"
            : items.Contains(null) ? "an entry is no object"
            : wire switch
            {
                TranscriptWire.OpenAiChat => Chat(items!),
                TranscriptWire.OpenAiResponses => Responses(items!),
                _ => Anthropic(items!),
            };
    }

    private static string? Chat(List<JsonObject> messages)
    {
        // Whatever follows an answer with calls is cut into the run of results and the rest.
        for (var i = 0; i < messages.Count; i++)
        {
            var message = messages[i];
            var role = Text(message["role"]);
            if (role is "tool" or "function")
            {
                return $"message {i}: a result that follows no call";
            }

            if (role is not ("system" or "developer" or "user" or "assistant"))
            {
                return $"message {i}: role {role}";
            }

            var asked = role == "assistant" ? ChatCalls(message) : [];
            if (asked is null)
            {
                return $"message {i}: a call that is none";
            }

            if (asked.Distinct().Count() != asked.Count)
            {
                return $"message {i}: two calls of one id";
            }

            if (
                !IsSaid(message["content"])
                && asked.Count == 0
                && message["refusal"] is null
                && message["audio"] is null
            )
            {
                return $"message {i}: nothing is said";
            }

            if (message["content"] is not null && !IsSaid(message["content"]))
            {
                return $"message {i}: content of a wrong kind";
            }

            var answers = messages.Skip(i + 1).TakeWhile(m => Text(m["role"]) is "tool" or "function").ToList();
            if (answers.Exists(m => !IsSaid(m["content"])))
            {
                return $"message {i}: a result without content";
            }

            var given = answers.ConvertAll(m =>
                Text(m["role"]) == "tool" ? $"id {Text(m["tool_call_id"])}" : $"name {Text(m["name"])}"
            );
            if (!given.Order(StringComparer.Ordinal).SequenceEqual(asked.Order(StringComparer.Ordinal)))
            {
                return $"message {i}: asked {string.Join(',', asked)}, answered {string.Join(',', given)}";
            }

            i += answers.Count;
        }

        return null;
    }

    private static List<string>? ChatCalls(JsonObject message)
    {
        var calls = new List<string>();
        if (message.ContainsKey("tool_calls"))
        {
            if (message["tool_calls"] is not JsonArray { Count: > 0 } list)
            {
                return null;
            }

            foreach (var call in list)
            {
                var body = call?["function"] ?? call?["custom"];
                if (
                    Text(call?["id"]) is not { Length: > 0 } id
                    || Text(call?["type"]) is not ("function" or "custom")
                    || Text(body?["name"]) is not { Length: > 0 }
                    || Text(body?["arguments"] ?? body?["input"]) is null
                )
                {
                    return null;
                }

                calls.Add($"id {id}");
            }
        }

        if (message.ContainsKey("function_call"))
        {
            if (Text(message["function_call"]?["name"]) is not { Length: > 0 } name)
            {
                return null;
            }

            calls.Add($"name {name}");
        }

        return calls;
    }

    private static bool IsSaid(JsonNode? content) =>
        Text(content) is not null
        || content is JsonArray { Count: > 0 } parts && parts.All(p => Text(p?["type"]) is not null);

    private static string? Responses(List<JsonObject> items)
    {
        var pairs = new Dictionary<string, string>
        {
            ["function_call"] = "function_call_output",
            ["local_shell_call"] = "function_call_output",
            ["custom_tool_call"] = "custom_tool_call_output",
            ["computer_call"] = "computer_call_output",
            ["shell_call"] = "shell_call_output",
            ["apply_patch_call"] = "apply_patch_call_output",
        };
        var types = items.ConvertAll(i => Text(i["type"]) ?? (i["role"] is null ? null : "message"));
        if (types.IndexOf(null) is >= 0 and var odd)
        {
            return $"item {odd}: no type";
        }

        var ids = items
            .Where((_, i) => types[i] != "local_shell_call_output")
            .Select(i => Text(i["id"]))
            .Where(id => !string.IsNullOrEmpty(id))
            .ToList();
        if (ids.Distinct().Count() != ids.Count)
        {
            return "two items of one id";
        }

        foreach (var (call, output) in pairs)
        {
            var asked = Places(items, types, [call]);
            var given = Places(items, types, [output, $"{call}_output"]);
            if (asked.Count != asked.DistinctBy(a => a.Id).Count())
            {
                return $"two {call} of one id";
            }

            foreach (var (id, place) in asked)
            {
                var answers = given.Where(g => g.Id == id).ToList();
                if (answers.Count != 1 || answers[0].Place < place)
                {
                    return $"{call} {id}: {answers.Count} outputs";
                }
            }
        }

        foreach (var (id, place) in Places(items, types, [.. pairs.Values, "local_shell_call_output"]))
        {
            if (!pairs.Keys.Any(c => Places(items, types, [c]).Exists(a => a.Id == id && a.Place < place)))
            {
                return $"an output for {id}, which nobody called";
            }
        }

        for (var i = 0; i < items.Count; i++)
        {
            if (types[i] == "message" && items[i]["content"] is null)
            {
                return $"item {i}: a message without content";
            }

            if (types[i] != "reasoning")
            {
                continue;
            }

            var next = items.Skip(i + 1).SkipWhile(n => Text(n["type"]) == "reasoning").FirstOrDefault();
            var isOutput = Text(next?["type"])?.EndsWith("_output", StringComparison.Ordinal) ?? false;
            if (next is null || isOutput || Text(next["role"]) is not (null or "assistant"))
            {
                return $"item {i}: reasoning that led to nothing";
            }
        }

        return null;
    }

    private static List<(string? Id, int Place)> Places(List<JsonObject> items, List<string?> types, string[] wanted) =>
        [
            .. Enumerable
                .Range(0, items.Count)
                .Where(i => wanted.Contains(types[i]))
                .Select(i => (Text(items[i]["call_id"]) ?? Text(items[i]["id"]), i)),
        ];

    private static string? Anthropic(List<JsonObject> messages)
    {
        var used = new HashSet<string>();
        for (var i = 0; i < messages.Count; i++)
        {
            if (Text(messages[i]["role"]) != (i % 2 == 0 ? "user" : "assistant"))
            {
                return $"message {i}: it is not the turn of {messages[i]["role"]}";
            }

            var blocks = BlocksOf(messages[i]);
            if (blocks.Count == 0)
            {
                return $"message {i}: nothing is said";
            }

            if (blocks.Exists(b => Text(b["type"]) == "text" && string.IsNullOrWhiteSpace(Text(b["text"]))))
            {
                return $"message {i}: a blank text";
            }

            var given = Of(blocks, "tool_result").ConvertAll(b => Text(b["tool_use_id"]));
            var asked = i == 0 ? [] : Of(BlocksOf(messages[i - 1]), "tool_use").ConvertAll(b => Text(b["id"]));
            if (!given.Order(StringComparer.Ordinal).SequenceEqual(asked.Order(StringComparer.Ordinal)))
            {
                return $"message {i}: asked {string.Join(',', asked)}, answered {string.Join(',', given)}";
            }

            if (blocks.FindLastIndex(b => Text(b["type"]) == "tool_result") >= given.Count)
            {
                return $"message {i}: a result behind other words";
            }

            if (i % 2 == 1 && Assistant(blocks, used) is { } refusal)
            {
                return $"message {i}: {refusal}";
            }
        }

        return messages.Count % 2 == 0 ? "the user must speak last" : null;
    }

    private static string? Assistant(List<JsonObject> blocks, HashSet<string> used)
    {
        foreach (var call in Of(blocks, "tool_use"))
        {
            var id = Text(call["id"]) ?? "";
            if (
                id.Length == 0
                || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
                || !used.Add(id)
                || call["input"] is not JsonObject
            )
            {
                return $"the call {id}";
            }
        }

        var thoughts = blocks.FindIndex(b => Text(b["type"]) is "thinking" or "redacted_thinking");
        return Text(blocks[^1]["type"]) is "thinking" or "redacted_thinking" ? "it ends in thought"
            : Of(blocks, "thinking").Exists(t => string.IsNullOrEmpty(Text(t["signature"])))
                ? "a thought without signature"
            : thoughts > 0 && Of(blocks, "tool_use").Count > 0 ? "it calls before it thinks"
            : null;
    }

    private static List<JsonObject> Of(List<JsonObject> blocks, string type) =>
        blocks.FindAll(b => Text(b["type"]) == type);

    private static List<JsonObject> BlocksOf(JsonObject message) =>
        message["content"] switch
        {
            JsonValue text when Text(text) is { } said => [new JsonObject { ["type"] = "text", ["text"] = said }],
            JsonArray blocks => [.. blocks.Select(b => (JsonObject)b!)],
            _ => [],
        };

    private static string? Text(JsonNode? node)
    {
        try
        {
            return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
        }
        catch (InvalidOperationException)
        {
            return "half of a surrogate pair";
        }
    }
}
