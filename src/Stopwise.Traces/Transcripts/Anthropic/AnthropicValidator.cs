using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Anthropic;

/// <summary>Refuses what Anthropic's messages are refused for.</summary>
internal sealed class AnthropicValidator(TranscriptRules rules, FaultList faults)
{
    private readonly BlockValidator _blocks = new(faults);
    private readonly ServerCallValidator _server = new(faults);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private List<string> _calls = [];
    private string _caller = "";
    private string? _role;
    private string _path = "messages";
    private JsonElement _last;

    public void Check(JsonElement messages)
    {
        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            Message(message, $"messages[{index++}]");
        }

        Unanswered(_calls);
        _server.End(isWaiting: _caller.Length > 0 && _role == "user");
        if (index == 0)
        {
            faults.Add(TranscriptRule.Empty, "messages", "messages: at least one message is required");
        }

        Last();
    }

    private void Message(JsonElement message, string path)
    {
        var role = message.Filled("role");
        if (role is not ("user" or "assistant"))
        {
            faults.Add(
                TranscriptRule.Shape,
                path,
                $"messages: Unexpected role \"{role}\". Allowed roles are \"user\" or \"assistant\"."
            );
            return;
        }

        if (_role is null && role != "user")
        {
            faults.Add(TranscriptRule.FirstUser, path, "messages: first message must use the \"user\" role");
        }
        else if (_role == role)
        {
            faults.Add(
                TranscriptRule.Alternation,
                path,
                $"messages: roles must alternate between \"user\" and \"assistant\", but found multiple \"{role}\" roles in a row"
            );
        }

        (_role, _path) = (role, path);
        var blocks = BlocksOf(message, path);
        Results(blocks, path);
        if (role == "assistant")
        {
            Assistant(blocks, path);
        }

        _server.Message(role, blocks);
        _last = blocks.Count > 0 ? blocks[^1].Json : default;
    }

    private List<(JsonElement Json, string Path)> BlocksOf(JsonElement message, string path)
    {
        var blocks = new List<(JsonElement, string)>();
        var content = message.Field("content");
        if (content is { ValueKind: JsonValueKind.Array } array)
        {
            var index = 0;
            foreach (var block in array.EnumerateArray())
            {
                blocks.Add((block, $"{path}.content[{index++}]"));
                _blocks.Check(block, _role!, blocks[^1].Item2);
            }
        }
        else if (content is { ValueKind: JsonValueKind.String } text)
        {
            if (!text.IsBlank())
            {
                blocks.Add((text, path));
            }
        }
        else
        {
            faults.Add(TranscriptRule.Content, $"{path}.content", $"{path}.content: Field required");
            return blocks;
        }

        if (blocks.Count == 0)
        {
            faults.Add(
                TranscriptRule.EmptyText,
                path,
                $"{path}: all messages must have non-empty content except for the optional final assistant message"
            );
        }

        return blocks;
    }

    /// <summary>Results answer the calls of the message before, and come first.</summary>
    private void Results(List<(JsonElement Json, string Path)> blocks, string path)
    {
        var open = _role == "user" ? _calls.ToHashSet(StringComparer.Ordinal) : [];
        var answered = new HashSet<string>(StringComparer.Ordinal);
        var isFirst = true;
        foreach (var (block, at) in blocks)
        {
            if (TypeOf(block) != "tool_result")
            {
                isFirst = false;
                continue;
            }

            var id = block.Filled("tool_use_id") ?? "";
            if (answered.Contains(id))
            {
                faults.Add(
                    TranscriptRule.SecondResult,
                    at,
                    $"{at}: each tool_use must have a single result. Found multiple `tool_result` blocks with id: {id}"
                );
            }
            else if (!open.Remove(id))
            {
                faults.Add(
                    TranscriptRule.Orphan,
                    at,
                    $"{at}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must have a "
                        + "corresponding `tool_use` block in the previous message."
                );
            }
            else if (!isFirst)
            {
                faults.Add(
                    TranscriptRule.ResultPlace,
                    at,
                    $"{path}: `tool_use` ids were found without `tool_result` blocks immediately after: {id}. `tool_result` "
                        + "blocks must come first in the message."
                );
            }

            answered.Add(id);
        }

        Unanswered(_role == "user" ? _calls.Where(open.Contains) : _calls);
        _calls = [];
    }

    private void Unanswered(IEnumerable<string> calls)
    {
        if (string.Join(", ", calls) is { Length: > 0 } ids)
        {
            faults.Add(
                TranscriptRule.Unanswered,
                _caller,
                $"{_caller}: `tool_use` ids were found without `tool_result` blocks immediately after: {ids}. Each `tool_use` "
                    + "block must have a corresponding `tool_result` block in the next message."
            );
        }
    }

    private void Assistant(List<(JsonElement Json, string Path)> blocks, string path)
    {
        foreach (var (block, at) in blocks)
        {
            if (TypeOf(block) != "tool_use" || block.Filled("id") is not { } id)
            {
                continue;
            }

            _calls.Add(id);
            if (!_ids.Add(id))
            {
                faults.Add(TranscriptRule.CallId, at, $"{at}: `tool_use` ids must be unique");
            }
        }

        _caller = _calls.Count > 0 ? path : "";
        if (blocks is [.., var last] && Blocks.IsThought(TypeOf(last.Json)))
        {
            faults.Add(
                TranscriptRule.DanglingReasoning,
                path,
                $"{path}: The final block in an assistant message cannot be `thinking`."
            );
        }

        if (
            _calls.Count > 0
            && !Blocks.IsThought(TypeOf(blocks[0].Json))
            && blocks.Exists(b => Blocks.IsThought(TypeOf(b.Json)))
        )
        {
            faults.Add(
                TranscriptRule.ReasoningFirst,
                $"{path}.content[0]",
                $"{path}.content[0].type: Expected `thinking` or `redacted_thinking`, but found `{TypeOf(blocks[0].Json)}`."
            );
        }
    }

    private void Last()
    {
        if (_role != "assistant")
        {
            return;
        }

        if (rules.EndsWithUser)
        {
            faults.Add(
                TranscriptRule.LastUser,
                _path,
                "This model does not support assistant message prefill. The conversation must end with a user message."
            );
        }
        else if (TextOf(_last) is { } text && text != text.TrimEnd())
        {
            faults.Add(
                TranscriptRule.TrailingSpace,
                _path,
                "messages: final assistant content cannot end with trailing whitespace"
            );
        }
    }

    internal static string? TypeOf(JsonElement block) =>
        block.ValueKind == JsonValueKind.String ? "text" : block.Filled("type");

    private static string? TextOf(JsonElement block) =>
        block.ValueKind == JsonValueKind.String ? block.AsText()
        : block.Filled("type") == "text" ? block.Filled("text")
        : null;
}
