namespace Stopwise.Traces.Transcripts;

/// <summary>A transcript, made by hand, that a provider refuses.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Wire">The wire.</param>
/// <param name="Given">The transcript.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Refusal">A part of the sentence that the provider answers with.</param>
/// <param name="Repaired">What the repair makes of it; STOP stands for the words of the stop.</param>
internal sealed record Refused(
    string Name,
    TranscriptWire Wire,
    string Given,
    TranscriptRule Rule,
    string Refusal,
    string Repaired
)
{
    public override string ToString() => $"{Wire}: {Name}";
}

internal static class RefusedTranscripts
{
    private const TranscriptWire Chat = TranscriptWire.OpenAiChat;
    private const TranscriptWire Responses = TranscriptWire.OpenAiResponses;
    private const TranscriptWire Anthropic = TranscriptWire.AnthropicMessages;

    public static readonly Refused[] All =
    [
        new(
            "a call without result",
            Chat,
            """[{"role":"user","content":"u"},{"role":"assistant","content":"","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"b","content":"1"}]""",
            TranscriptRule.Unanswered,
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: a",
            """[{"role":"user","content":"u"},{"role":"assistant","content":"","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"b","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"b","content":"1"},{"role":"tool","tool_call_id":"a","content":"not executed: STOP"}]"""
        ),
        new(
            "a result without call",
            Chat,
            """[{"role":"user","content":"u"},{"role":"tool","tool_call_id":"x","content":"1"}]""",
            TranscriptRule.Orphan,
            "messages with role 'tool' must be a response to a preceeding message with 'tool_calls'",
            """[{"role":"user","content":"u"}]"""
        ),
        new(
            "a result behind other words",
            Chat,
            """[{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"u"},{"role":"tool","tool_call_id":"a","content":"1"}]""",
            TranscriptRule.Unanswered,
            "must be followed by tool messages",
            """[{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"1"},{"role":"user","content":"u"}]"""
        ),
        new(
            "a second result",
            Chat,
            """[{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"a","content":"2"}]""",
            TranscriptRule.SecondResult,
            "Duplicate value for 'tool_call_id'",
            """[{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"1"}]"""
        ),
        new(
            "arguments that are no text",
            Chat,
            """[{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":{"x": 1}}}]},{"role":"tool","tool_call_id":"a","content":"1"}]""",
            TranscriptRule.CallShape,
            "Invalid type for 'messages[0].tool_calls[0].function.arguments': expected a string",
            """[{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{\"x\": 1}"}}]},{"role":"tool","tool_call_id":"a","content":"1"}]"""
        ),
        new(
            "an answer that says nothing",
            Chat,
            """[{"role":"user","content":"u"},{"role":"assistant","content":null}]""",
            TranscriptRule.Content,
            "Invalid value for 'content': expected a string, got null.",
            """[{"role":"user","content":"u"}]"""
        ),
        new(
            "an empty list of calls",
            Chat,
            """[{"role":"assistant","content":"a","tool_calls":[]}]""",
            TranscriptRule.CallShape,
            "[] is too short - 'messages[0].tool_calls'",
            """[{"role":"assistant","content":"a"}]"""
        ),
        new(
            "a call of the days before tools",
            Chat,
            """[{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}}]""",
            TranscriptRule.Unanswered,
            "did not have response messages: f",
            """[{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"not executed: STOP"}]"""
        ),
        new(
            "two calls of one id in a message",
            Chat,
            """[{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"1"}},{"id":"a","type":"function","function":{"name":"f","arguments":"2"}}]},{"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"a","content":"2"}]""",
            TranscriptRule.CallId,
            "Duplicate value for 'id': 'a'",
            """[{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"1"}},{"id":"a_2","type":"function","function":{"name":"f","arguments":"2"}}]},{"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"a_2","content":"2"}]"""
        ),
        new(
            "no message",
            Chat,
            "[]",
            TranscriptRule.Empty,
            "[] is too short - 'messages'",
            """[{"role":"user","content":"(The beginning of the conversation is not here.)"}]"""
        ),
        new(
            "a text cut within a character",
            Chat,
            """[{"role":"user","content":"a\ud83d"}]""",
            TranscriptRule.WholeCharacters,
            "no low surrogate in string",
            """[{"role":"user","content":"a\ufffd"}]"""
        ),
        new(
            "a function call without output",
            Responses,
            """[{"type":"function_call","call_id":"a","name":"f","arguments":"{}"},{"role":"user","content":"u"}]""",
            TranscriptRule.Unanswered,
            "No tool output found for function call a.",
            """[{"type":"function_call","call_id":"a","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"a","output":"not executed: STOP"},{"role":"user","content":"u"}]"""
        ),
        new(
            "a custom call without output",
            Responses,
            """[{"type":"custom_tool_call","call_id":"a","name":"f","input":""}]""",
            TranscriptRule.Unanswered,
            "No tool output found for custom tool call a.",
            """[{"type":"custom_tool_call","call_id":"a","name":"f","input":""},{"type":"custom_tool_call_output","call_id":"a","output":"not executed: STOP"}]"""
        ),
        new(
            "a shell call without output",
            Responses,
            """[{"type":"shell_call","call_id":"a","action":{"commands":["ls"]}}]""",
            TranscriptRule.Unanswered,
            "No tool output found for shell call a.",
            """[{"type":"shell_call","call_id":"a","action":{"commands":["ls"]}},{"type":"shell_call_output","call_id":"a","output":[{"stdout":"","stderr":"not executed: STOP","outcome":{"type":"exit","exit_code":1}}]}]"""
        ),
        new(
            "a computer call, whose only result is a screenshot",
            Responses,
            """[{"role":"user","content":"u"},{"type":"reasoning","id":"rs_1","summary":[]},{"type":"computer_call","id":"cu_1","call_id":"a","action":{"type":"wait"},"pending_safety_checks":[],"status":"completed"}]""",
            TranscriptRule.Unanswered,
            "No tool output found for computer call a.",
            """[{"role":"user","content":"u"}]"""
        ),
        new(
            "an output without call",
            Responses,
            """[{"role":"user","content":"u"},{"type":"function_call_output","call_id":"a","output":"1"}]""",
            TranscriptRule.Orphan,
            "No tool call found for function call output with call_id a.",
            """[{"role":"user","content":"u"}]"""
        ),
        new(
            "reasoning that led to nothing",
            Responses,
            """[{"role":"user","content":"u"},{"type":"reasoning","id":"rs_1","summary":[]}]""",
            TranscriptRule.DanglingReasoning,
            "Item 'rs_1' of type 'reasoning' was provided without its required following item.",
            """[{"role":"user","content":"u"}]"""
        ),
        new(
            "an item that is there twice",
            Responses,
            """[{"type":"message","id":"msg_1","role":"assistant","content":[]},{"type":"message","id":"msg_1","role":"assistant","content":[]}]""",
            TranscriptRule.ItemId,
            "Duplicate item found with id msg_1. Remove duplicate items from your input and try again.",
            """[{"type":"message","id":"msg_1","role":"assistant","content":[]}]"""
        ),
        new(
            "a call without result",
            Anthropic,
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}},{"type":"tool_use","id":"b","name":"f","input":{}}]},{"role":"user","content":[{"type":"text","text":"stop"},{"type":"tool_result","tool_use_id":"b","content":"1"}]}]""",
            TranscriptRule.Unanswered,
            "messages[1]: `tool_use` ids were found without `tool_result` blocks immediately after: a. Each `tool_use` block must have a corresponding `tool_result` block in the next message.",
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}},{"type":"tool_use","id":"b","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"b","content":"1"},{"type":"tool_result","tool_use_id":"a","content":"not executed: STOP","is_error":true},{"type":"text","text":"stop"}]}]"""
        ),
        new(
            "a result without call",
            Anthropic,
            """[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"},{"type":"text","text":"u"}]}]""",
            TranscriptRule.Orphan,
            "unexpected `tool_use_id` found in `tool_result` blocks: a. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.",
            """[{"role":"user","content":[{"type":"text","text":"u"}]}]"""
        ),
        new(
            "a second result",
            Anthropic,
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"},{"type":"tool_result","tool_use_id":"a","content":"2"}]}]""",
            TranscriptRule.SecondResult,
            "each tool_use must have a single result. Found multiple `tool_result` blocks with id: a",
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"1"}]}]"""
        ),
        new(
            "ids that come again, and one of another model",
            Anthropic,
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"tool_use","id":"f:0","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"f:0"}]},{"role":"assistant","content":[{"type":"tool_use","id":"f:0","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"f:0"}]}]""",
            TranscriptRule.CallId,
            "tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'",
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"tool_use","id":"f_0","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"f_0"}]},{"role":"assistant","content":[{"type":"tool_use","id":"f_0_2","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"f_0_2"}]}]"""
        ),
        new(
            "an empty text",
            Anthropic,
            """[{"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"u"}]}]""",
            TranscriptRule.EmptyText,
            "text content blocks must be non-empty",
            """[{"role":"user","content":[{"type":"text","text":"u"}]}]"""
        ),
        new(
            "an answer that says nothing",
            Anthropic,
            """[{"role":"user","content":"u"},{"role":"assistant","content":""},{"role":"user","content":"v"}]""",
            TranscriptRule.EmptyText,
            "messages[1]: all messages must have non-empty content except for the optional final assistant message",
            """[{"role":"user","content":[{"type":"text","text":"u"},{"type":"text","text":"v"}]}]"""
        ),
        new(
            "the assistant speaks first and last",
            Anthropic,
            """[{"role":"assistant","content":"a"}]""",
            TranscriptRule.FirstUser,
            "messages: first message must use the \"user\" role",
            """[{"role":"user","content":"(The beginning of the conversation is not here.)"},{"role":"assistant","content":"a"},{"role":"user","content":"The run was stopped: STOP."}]"""
        ),
        new(
            "the assistant speaks last",
            Anthropic,
            """[{"role":"user","content":"u"},{"role":"assistant","content":"a"}]""",
            TranscriptRule.LastUser,
            "The conversation must end with a user message.",
            """[{"role":"user","content":"u"},{"role":"assistant","content":"a"},{"role":"user","content":"The run was stopped: STOP."}]"""
        ),
        new(
            "two messages of one role",
            Anthropic,
            """[{"role":"user","content":"u"},{"role":"user","content":"v"}]""",
            TranscriptRule.Alternation,
            "roles must alternate between \"user\" and \"assistant\", but found multiple \"user\" roles in a row",
            """[{"role":"user","content":[{"type":"text","text":"u"},{"type":"text","text":"v"}]}]"""
        ),
        new(
            "a thought that led to nothing",
            Anthropic,
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"thinking","thinking":"t","signature":"s"}]},{"role":"user","content":"v"}]""",
            TranscriptRule.DanglingReasoning,
            "The final block in an assistant message cannot be `thinking`.",
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"text","text":"a"}]},{"role":"user","content":"v"}]"""
        ),
        new(
            "a thought that was cut off before its signature",
            Anthropic,
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"thinking","thinking":"t"},{"type":"text","text":"a"}]},{"role":"user","content":"v"}]""",
            TranscriptRule.UnsignedReasoning,
            "thinking.signature: Field required",
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"text","text":"a"}]},{"role":"user","content":"v"}]"""
        ),
        new(
            "a thought behind its words",
            Anthropic,
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"thinking","thinking":"t","signature":"s"},{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}]""",
            TranscriptRule.ReasoningFirst,
            "Expected `thinking` or `redacted_thinking`, but found `text`.",
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"text","text":"a"},{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}]"""
        ),
        new(
            "a search of the provider without result",
            Anthropic,
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}]},{"role":"user","content":"v"}]""",
            TranscriptRule.ServerCall,
            "`web_search` tool use was found without a corresponding `web_search_tool_result` block",
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"web_search_tool_result_error","error_code":"unavailable"}}]},{"role":"user","content":"v"}]"""
        ),
        new(
            "a search result without search",
            Anthropic,
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"advisor_tool_result","tool_use_id":"srvtoolu_1","content":[]},{"type":"text","text":"a"}]},{"role":"user","content":"v"}]""",
            TranscriptRule.Orphan,
            "unexpected `tool_use_id` found in `advisor_tool_result` blocks: srvtoolu_1. Each `advisor_tool_result` block must have a corresponding `server_tool_use` block before it.",
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"text","text":"a"}]},{"role":"user","content":"v"}]"""
        ),
        new(
            "an error without words",
            Anthropic,
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"","is_error":true}]}]""",
            TranscriptRule.ResultShape,
            "content cannot be empty if `is_error` is true",
            """[{"role":"user","content":"u"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"error","is_error":true}]}]"""
        ),
    ];
}
