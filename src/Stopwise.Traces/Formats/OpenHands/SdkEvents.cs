using System.Text.Json;

namespace Stopwise.Traces.Formats.OpenHands;

/// <summary>Events of the agent kit: an <c>ObservationEvent</c> answers the <c>ActionEvent</c> of its <c>tool_call_id</c>.</summary>
internal static class SdkEvents
{
    public static void Tell(string kind, JsonElement item, Tale tale)
    {
        var at = tale.At(item);
        switch (kind)
        {
            case "SystemPromptEvent":
                tale.SystemCharacters +=
                    (item.Field("system_prompt").Text("text")?.Length ?? 0)
                    + (item.Field("tools")?.GetRawText().Length ?? 0);
                break;
            case "MessageEvent" when item.Text("source") == "user":
                tale.Ask(item.Field("llm_message").Text("content") ?? "");
                break;
            case "MessageEvent" when item.Text("source") == "agent":
                Think(item.Field("llm_message") ?? item, item, tale, at);
                tale.Talk.Say(ResponseOf(item), null, item.Field("llm_message").Text("content") ?? "", at);
                break;
            case "ActionEvent":
                Think(item, item, tale, at);
                Act(item, tale, at);
                break;
            case "ObservationEvent":
                var observation = item.Field("observation");
                var exit = observation.Whole("exit_code") ?? observation.Field("metadata").Whole("exit_code");
                tale.Talk.Return(
                    CallOf(item),
                    observation.Text("content") ?? observation.Text("output") ?? observation?.GetRawText() ?? "",
                    observation?.Flag("is_error") ?? false,
                    AppEvents.KnownExit(exit)
                );
                break;
            case "UserRejectObservation":
                tale.Talk.Return(CallOf(item), item.Text("rejection_reason") ?? "rejected", isError: true);
                break;
            case "AgentErrorEvent":
                tale.Talk.Return(CallOf(item), item.Text("error") ?? "", isError: true);
                break;
            case "ConversationErrorEvent":
                tale.Ending = item.Text("code") ?? "error";
                break;
        }
    }

    private static void Act(JsonElement item, Tale tale, DateTimeOffset? at)
    {
        if (item.Text("thought") is { Length: > 0 } said)
        {
            tale.Talk.Say(ResponseOf(item), null, said, at);
        }

        var call = item.Field("tool_call");
        var name = item.Text("tool_name") ?? call.Text("name") ?? call.Field("function").Text("name") ?? "";
        var created = ToolCalls.Create(CallOf(item), name, item.Field("action"));
        var text = call.Text("arguments") ?? call.Field("function").Text("arguments");
        tale.Talk.Call(
            ResponseOf(item),
            null,
            created with
            {
                Arguments = text ?? created.Arguments,
                Command = name is "terminal" or "execute_bash" ? item.Field("action").Text("command") : created.Command,
            },
            at
        );
    }

    private static void Think(JsonElement holder, JsonElement item, Tale tale, DateTimeOffset? at)
    {
        if (holder.Text("reasoning_content") is { Length: > 0 } thought)
        {
            tale.Talk.Think(ResponseOf(item), null, thought, at);
        }
    }

    private static string ResponseOf(JsonElement item) => item.Text("llm_response_id") ?? item.Text("id") ?? "";

    private static string CallOf(JsonElement item) => item.Text("tool_call_id") ?? item.Text("action_id") ?? "";
}
