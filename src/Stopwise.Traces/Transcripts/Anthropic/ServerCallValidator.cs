using System.Text.Json;

namespace Stopwise.Traces.Transcripts.Anthropic;

/// <summary>Checks that tools which the provider runs have their results in the assistant's turn.</summary>
internal sealed class ServerCallValidator(FaultList faults)
{
    private readonly Dictionary<string, (string Name, string Path, int Turn)> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private int _answer;

    public void Message(string role, List<(JsonElement Json, string Path)> blocks)
    {
        if (role == "user")
        {
            if (blocks.Exists(b => AnthropicValidator.TypeOf(b.Json) != "tool_result"))
            {
                Unanswered(_open.Values);
                _open.Clear();
            }

            return;
        }

        _answer++;
        foreach (var (block, path) in blocks)
        {
            var type = AnthropicValidator.TypeOf(block);
            if (Blocks.IsServerCall(type) && block.Filled("id") is { } id)
            {
                if (!_ids.Add(id))
                {
                    faults.Add(TranscriptRule.CallId, path, $"{path}: `{type}` ids must be unique");
                }

                _open[id] = (block.Filled("name") ?? "", path, _answer);
            }
            else if (Blocks.IsServerResult(type) && !_open.Remove(block.Filled("tool_use_id") ?? ""))
            {
                faults.Add(
                    _ids.Contains(block.Filled("tool_use_id") ?? "")
                        ? TranscriptRule.SecondResult
                        : TranscriptRule.Orphan,
                    path,
                    $"{path}: unexpected `tool_use_id` found in `{type}` blocks: {block.Filled("tool_use_id")}. Each `{type}` "
                        + "block must have a corresponding `server_tool_use` block before it."
                );
            }
        }
    }

    /// <param name="isWaiting">True where the last answer called tools of the caller, whose results end the transcript.</param>
    public void End(bool isWaiting) => Unanswered(_open.Values.Where(o => !isWaiting || o.Turn != _answer));

    private void Unanswered(IEnumerable<(string Name, string Path, int Turn)> calls)
    {
        foreach (var (name, path, _) in calls)
        {
            faults.Add(
                TranscriptRule.ServerCall,
                path,
                $"{path}: `{name}` tool use was found without a corresponding `{name}_tool_result` block"
            );
        }
    }
}
