using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Transcripts.Anthropic;

/// <summary>Checks each block by itself.</summary>
internal sealed class BlockValidator(FaultList faults)
{
    public void Check(JsonElement block, string role, string path)
    {
        switch (block.Filled("type"))
        {
            case null:
                faults.Add(TranscriptRule.Shape, path, $"{path}.type: Field required");
                break;
            case "text":
                Text(block, path);
                break;
            case "tool_use":
                Only("assistant", role, "tool_use", path);
                Call(block, path);
                break;
            case "tool_result":
                Only("user", role, "tool_result", path);
                Result(block, path);
                break;
            case { } type when Blocks.IsServerCall(type):
                Only("assistant", role, type, path);
                Call(block, path);
                break;
            case { } type when Blocks.IsServerResult(type):
                Only("assistant", role, type, path);
                break;
            case { } type when Blocks.IsThought(type):
                Only("assistant", role, type, path);
                if (!Blocks.IsSigned(block))
                {
                    faults.Add(TranscriptRule.UnsignedReasoning, path, $"{path}.{type}.signature: Field required");
                }

                break;
        }
    }

    private void Text(JsonElement block, string path)
    {
        if (block.Field("text") is not { ValueKind: JsonValueKind.String } text)
        {
            faults.Add(TranscriptRule.EmptyText, path, $"{path}.text.text: Field required");
        }
        else if (text.IsBlank())
        {
            var rule = text.AsText() is "" or null ? "be non-empty" : "contain non-whitespace text";
            faults.Add(TranscriptRule.EmptyText, path, $"messages: text content blocks must {rule}");
        }
    }

    private void Call(JsonElement block, string path)
    {
        var type = block.Filled("type");
        if (block.Filled("id") is not { } id)
        {
            faults.Add(TranscriptRule.CallShape, path, $"{path}.{type}.id: Field required");
        }
        else if (type == "tool_use" && !Blocks.IsCallId(id))
        {
            faults.Add(
                TranscriptRule.CallId,
                path,
                $"{path}.tool_use.id: String should match pattern '{Blocks.CallIdPattern}'"
            );
        }

        if (block.Filled("name") is null)
        {
            faults.Add(TranscriptRule.CallShape, path, $"{path}.{type}.name: Field required");
        }

        if (block.Field("input") is not { ValueKind: JsonValueKind.Object })
        {
            faults.Add(TranscriptRule.CallShape, path, $"{path}.{type}.input: Input should be a valid dictionary");
        }
    }

    private void Result(JsonElement block, string path)
    {
        if (block.Has("is_error") && block.Flag("is_error") is null)
        {
            faults.Add(
                TranscriptRule.ResultShape,
                path,
                $"{path}.tool_result.is_error: Input should be a valid boolean"
            );
        }

        switch (block.Field("content"))
        {
            case { ValueKind: JsonValueKind.Array } parts:
                var index = 0;
                foreach (var part in parts.EnumerateArray())
                {
                    var at = $"{path}.content[{index++}]";
                    if (part.Filled("type") == "text")
                    {
                        Text(part, at);
                    }
                    else if (part.Filled("type") is null)
                    {
                        faults.Add(TranscriptRule.ResultShape, at, $"{at}.type: Field required");
                    }
                }

                NotEmpty(block, index == 0, path);
                break;
            case { ValueKind: JsonValueKind.String } text:
                NotEmpty(block, text.AsText() is "" or null, path);
                break;
            case null when !block.Has("content"):
                NotEmpty(block, isEmpty: true, path);
                break;
            default:
                faults.Add(
                    TranscriptRule.ResultShape,
                    path,
                    $"{path}.tool_result.content: Input should be a valid string or list"
                );
                break;
        }
    }

    private void NotEmpty(JsonElement block, bool isEmpty, string path)
    {
        if (isEmpty && block.Flag("is_error") == true)
        {
            faults.Add(
                TranscriptRule.ResultShape,
                path,
                $"{path}.tool_result: content cannot be empty if `is_error` is true"
            );
        }
    }

    private void Only(string expected, string role, string type, string path)
    {
        if (role != expected)
        {
            faults.Add(
                TranscriptRule.BlockPlace,
                path,
                $"{path}: `{type}` blocks can only be in `{expected}` messages"
            );
        }
    }
}
