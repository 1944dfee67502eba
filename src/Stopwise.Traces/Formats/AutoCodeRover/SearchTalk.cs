using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.AutoCodeRover;

/// <summary>
/// The conversation of a run, in which the program answers each layer of calls with one message of the user. The patch is
/// written in a conversation of its own.
/// </summary>
internal sealed class SearchTalk
{
    private const string ResultMark = "Result of ";
    private readonly List<JsonElement> _messages;
    private readonly string? _patching;

    public SearchTalk(JsonElement? rounds, JsonElement? patching)
    {
        _messages = Messages(rounds);
        var writing = Messages(patching).FindLast(m => m.Text("role") == "assistant");
        _patching = writing.ValueKind == JsonValueKind.Object ? writing.Text("content") : null;
        var first = _messages.FindIndex(m => m.Text("role") == "assistant");
        var given = first < 0 ? _messages : _messages[..first];
        SystemCharacters = given.Where(m => m.Text("role") == "system").Sum(m => m.Text("content")?.Length ?? 0);
        PromptCharacters = given.Sum(m => m.Text("content")?.Length ?? 0);
        Prompt = given.Where(m => m.Text("role") == "user").Select(m => m.Text("content")).FirstOrDefault();
    }

    public string? Prompt { get; }

    public long SystemCharacters { get; }

    /// <summary>Everything that stands before the model's first words.</summary>
    public long PromptCharacters { get; }

    /// <summary>A step for each call; calls of one layer were asked for at once and share a turn.</summary>
    /// <param name="calls">A list of calls, or a list of layers of them.</param>
    public List<Step> Steps(JsonElement calls)
    {
        var steps = new List<Step>();
        var rounds = new Queue<(string Said, string Answer)>(Rounds());
        var layers = calls.ValueKind == JsonValueKind.Array ? calls.EnumerateArray().Select(Layer) : [];
        foreach (var (layer, turn) in layers.Where(l => l.Count > 0).Select((l, i) => (l, i)))
        {
            var writesPatch = layer.TrueForAll(c => c.Text("func_name") == "write_patch");
            var (said, answer) = !writesPatch && rounds.TryDequeue(out var round) ? round : ("", null);
            var answers = Split(answer, layer.Count);
            for (var i = 0; i < layer.Count; i++)
            {
                var text = writesPatch ? _patching ?? "" : said;
                steps.Add(
                    new Step
                    {
                        Index = steps.Count,
                        Turn = turn,
                        Message = i == 0 ? text : "",
                        Calls =
                        [
                            new ToolCall
                            {
                                Name = layer[i].Text("func_name") ?? "",
                                Arguments = layer[i].Field("arguments")?.GetRawText() ?? "",
                                Result = answers[i],
                                IsError = layer[i].Flag("call_ok") == false,
                            },
                        ],
                    }
                );
            }
        }

        return steps;
    }

    private static List<JsonElement> Messages(JsonElement? array) =>
        array is { ValueKind: JsonValueKind.Array } messages ? [.. messages.EnumerateArray()] : [];

    private static List<JsonElement> Layer(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Array ? [.. entry.EnumerateArray()] : [entry];

    /// <summary>What the model said up to each answer of the program, and that answer.</summary>
    private IEnumerable<(string Said, string Answer)> Rounds()
    {
        var said = new List<string>();
        foreach (var message in _messages)
        {
            var text = message.Text("content") ?? "";
            if (message.Text("role") == "assistant")
            {
                said.Add(text);
            }
            else if (
                text.StartsWith(ResultMark, StringComparison.Ordinal)
                || text.StartsWith("Here are the code in buggy locations", StringComparison.Ordinal)
            )
            {
                yield return (string.Join('\n', said), text);
                said.Clear();
            }
        }
    }

    /// <summary>An answer to several calls begins anew for each; one that does not is kept whole with the first.</summary>
    private static string?[] Split(string? answer, int calls)
    {
        var parts = answer?.Split("\n" + ResultMark) ?? [];
        var results = new string?[calls];
        if (parts.Length == calls)
        {
            for (var i = 0; i < calls; i++)
            {
                results[i] = (i == 0 ? "" : ResultMark) + parts[i].TrimEnd();
            }
        }
        else
        {
            results[0] = answer;
        }

        return results;
    }
}
