using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Transcripts;

/// <summary>What happens in a run, one event after the other.</summary>
internal enum Happening
{
    Request,
    Thought,
    Words,
    Call,
    Result,
    Reply,
}

/// <summary>A run told as events, and the first of them as a conversation on a wire, cut wherever one likes.</summary>
internal sealed class ToldRun
{
    private readonly List<Told> _events = [];

    private ToldRun() { }

    public int Count => _events.Count;

    public Happening this[int index] => _events[index].What;

    /// <param name="run">The run.</param>
    /// <param name="longest">Texts are cut to so many characters, which leaves the form as it is.</param>
    public static ToldRun Of(Run run, int longest)
    {
        var told = new ToldRun();
        told.Add(Happening.Request, -1, Short(run.Prompt, longest));
        var number = 0;
        foreach (var step in run.Steps.Where(s => s.ParentCallId is null))
        {
            told.Add(Happening.Thought, step.Turn, Short(step.Thought, longest));
            told.Add(Happening.Words, step.Turn, Short(step.Message, longest));
            var calls = step.Calls.Select(c => (Call: c, Id: c.Id.Length > 0 ? c.Id : $"call_{number++}")).ToList();
            foreach (var (call, id) in calls)
            {
                told._events.Add(
                    new Told(Happening.Call, step.Turn, Arguments(call.Arguments, longest))
                    {
                        Id = id,
                        Name = call.Name,
                    }
                );
            }

            foreach (var (call, id) in calls.Where(c => c.Call.Result is not null))
            {
                told._events.Add(
                    new Told(Happening.Result, step.Turn, Short(call.Result, longest)!)
                    {
                        Id = id,
                        IsError = call.IsError,
                    }
                );
            }

            told.Add(Happening.Reply, step.Turn, Short(step.Reply, longest));
        }

        return told;
    }

    /// <summary>The first events as JSON; of the last one only its beginning where it is broken off.</summary>
    public byte[] Write(TranscriptWire wire, int events, bool isBrokenOff = false)
    {
        var told = _events.Take(events).ToList();
        if (isBrokenOff && told is [.., var last])
        {
            told[^1] = last with { Text = last.Text[..(last.Text.Length / 2)], IsBrokenOff = true };
        }

        var messages = wire switch
        {
            TranscriptWire.OpenAiChat => Chat(told),
            TranscriptWire.OpenAiResponses => Responses(told),
            _ => Anthropic(told),
        };
        return Encoding.UTF8.GetBytes(new JsonArray([.. messages]).ToJsonString());
    }

    private void Add(Happening what, int turn, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            _events.Add(new Told(what, turn, text));
        }
    }

    private static string? Short(string? text, int longest) =>
        text is null || text.Length <= longest ? text : text[..longest];

    /// <summary>Arguments that are too long become an object with their beginning, so that they stay JSON.</summary>
    private static string Arguments(string arguments, int longest) =>
        arguments.Length <= longest
            ? arguments
            : new JsonObject { ["input"] = Short(arguments, longest) }.ToJsonString();

    private static List<JsonNode> Chat(List<Told> told)
    {
        var messages = new List<JsonNode>();
        var turn = int.MinValue;
        foreach (var t in told)
        {
            if (t.What is Happening.Thought or Happening.Words or Happening.Call && turn != t.Turn)
            {
                turn = t.Turn;
                messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = null });
            }

            // Steps of one turn speak, call and hear by turns: what they say later is put to the message of the turn.
            var answer = messages.FindLast(m => (string?)m["role"] == "assistant")?.AsObject();
            switch (t.What)
            {
                case Happening.Thought:
                    answer!["reasoning_content"] = t.Text;
                    break;
                case Happening.Words:
                    answer!["content"] = t.Text;
                    break;
                case Happening.Call:
                    answer!["tool_calls"] ??= new JsonArray();
                    answer["tool_calls"]!
                        .AsArray()
                        .Add(
                            new JsonObject
                            {
                                ["id"] = t.Id,
                                ["type"] = "function",
                                ["function"] = new JsonObject { ["name"] = t.Name, ["arguments"] = t.Text },
                            }
                        );
                    break;
                case Happening.Result:
                    messages.Add(
                        new JsonObject
                        {
                            ["role"] = "tool",
                            ["tool_call_id"] = t.Id,
                            ["content"] = t.Text,
                        }
                    );
                    break;
                default:
                    messages.Add(new JsonObject { ["role"] = "user", ["content"] = t.Text });
                    break;
            }
        }

        return messages;
    }

    private static List<JsonNode> Responses(List<Told> told) =>
        [
            .. told.Select(
                (t, i) =>
                    t.What switch
                    {
                        Happening.Thought => new JsonObject
                        {
                            ["type"] = "reasoning",
                            ["id"] = $"rs_{i}",
                            ["summary"] = new JsonArray(),
                            ["encrypted_content"] = t.Text,
                        },
                        Happening.Words => new JsonObject
                        {
                            ["type"] = "message",
                            ["id"] = $"msg_{i}",
                            ["role"] = "assistant",
                            ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = t.Text }),
                        },
                        Happening.Call => new JsonObject
                        {
                            ["type"] = "function_call",
                            ["id"] = $"fc_{i}",
                            ["call_id"] = t.Id,
                            ["name"] = t.Name,
                            ["arguments"] = t.Text,
                        },
                        Happening.Result => new JsonObject
                        {
                            ["type"] = "function_call_output",
                            ["call_id"] = t.Id,
                            ["output"] = t.Text,
                        },
                        _ => new JsonObject { ["role"] = "user", ["content"] = t.Text },
                    }
            ),
        ];

    private static List<JsonNode> Anthropic(List<Told> told)
    {
        var messages = new List<JsonNode>();
        var last = (Role: "", Turn: int.MinValue);
        foreach (var t in told)
        {
            var role = t.What is Happening.Thought or Happening.Words or Happening.Call ? "assistant" : "user";
            if (last != (role, t.Turn))
            {
                messages.Add(new JsonObject { ["role"] = role, ["content"] = new JsonArray() });
                last = (role, t.Turn);
            }

            var block = t.What switch
            {
                Happening.Thought => new JsonObject { ["type"] = "thinking", ["thinking"] = t.Text },
                Happening.Call => new JsonObject
                {
                    ["type"] = "tool_use",
                    ["id"] = t.Id,
                    ["name"] = t.Name,
                    ["input"] = Input(t.Text),
                },
                Happening.Result => new JsonObject
                {
                    ["type"] = "tool_result",
                    ["tool_use_id"] = t.Id,
                    ["content"] = t.Text,
                    ["is_error"] = t.IsError,
                },
                _ => new JsonObject { ["type"] = "text", ["text"] = t.Text },
            };
            if (t is { What: Happening.Thought, IsBrokenOff: false })
            {
                // The signature is the last thing that is sent of a thought.
                block["signature"] = "c2lnbmVk";
            }

            messages[^1]["content"]!.AsArray().Add(block);
        }

        return messages;
    }

    private static JsonNode Input(string arguments)
    {
        try
        {
            return JsonNode.Parse(arguments) is JsonObject input ? input : new JsonObject { ["input"] = arguments };
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return JsonValue.Create(arguments);
        }
    }

    private sealed record Told(Happening What, int Turn, string Text)
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public bool IsError { get; init; }

        public bool IsBrokenOff { get; init; }
    }
}
