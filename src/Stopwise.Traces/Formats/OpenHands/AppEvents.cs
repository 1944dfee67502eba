using System.Globalization;
using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.OpenHands;

/// <summary>
/// Events of the application: an action of the agent, and the observation whose <c>cause</c> is the action's number. Without
/// a cause, as in lists of pairs, an observation answers the action before it.
/// </summary>
internal static class AppEvents
{
    /// <summary>A command that has not ended reports -1.</summary>
    public static int? KnownExit(long? code) => code is >= 0 and <= int.MaxValue ? (int)code : null;

    public static void Tell(JsonElement item, Tale tale)
    {
        var at = tale.At(item);
        if (item.Text("observation") is { } observation)
        {
            Observe(observation, item, tale);
        }
        else if (item.Text("action") is { } action)
        {
            Act(action, item, tale, at);
        }
    }

    private static void Observe(string kind, JsonElement item, Tale tale)
    {
        var extras = item.Field("extras");
        if (kind == "agent_state_changed")
        {
            tale.Ending = extras.Text("agent_state") ?? tale.Ending;
            return;
        }

        var exit = extras.Field("metadata").Whole("exit_code") ?? extras.Whole("exit_code");
        tale.Talk.Return(
            item.Text("cause") ?? tale.LastCall ?? "",
            item.Text("content") ?? item.Text("message") ?? "",
            kind == "error",
            KnownExit(exit)
        );
    }

    private static void Act(string kind, JsonElement item, Tale tale, DateTimeOffset? at)
    {
        var args = item.Field("args");
        switch (kind)
        {
            case "system":
                tale.SystemCharacters +=
                    (args.Text("content")?.Length ?? 0) + (args.Field("tools")?.GetRawText().Length ?? 0);
                break;
            case "message" when item.Text("source") == "user":
                tale.Ask(args.Text("content") ?? item.Text("message") ?? "");
                break;
            case "null"
            or "recall"
            or "change_agent_state"
            or "condensation"
            or "condensation_request"
            or "pause"
            or "resume":
                break;
            default:
                // Evaluations of old versions name no source; what a user does there is a message.
                if (item.Text("source") is null or "agent")
                {
                    Agent(kind, item, tale, at);
                }

                break;
        }
    }

    private static void Agent(string kind, JsonElement item, Tale tale, DateTimeOffset? at)
    {
        var args = item.Field("args");
        var response = item.Field("tool_call_metadata").Field("model_response");
        var own = item.Text("id") ?? $"n{tale.NextNumber.ToString(CultureInfo.InvariantCulture)}";
        var message = response.Text("id") is { Length: > 0 } id ? id : $"event {own}";
        tale.Model ??= response.Text("model");
        if (kind == "message")
        {
            tale.Talk.Say(message, null, args.Text("content") ?? item.Text("message") ?? "", at);
        }
        else
        {
            if (args.Text("thought") is { Length: > 0 } thought)
            {
                tale.Talk.Say(message, null, thought, at);
            }

            tale.LastCall = own;
            tale.Talk.Call(message, null, CallOf(kind, own, item, args), at);
        }

        tale.Used(message, response.Field("usage"), item.Field("llm_metrics"));
    }

    private static ToolCall CallOf(string kind, string id, JsonElement item, JsonElement? args) =>
        new()
        {
            Id = id,
            Name = item.Field("tool_call_metadata").Text("function_name") ?? kind,
            Arguments = kind switch
            {
                "run" => args.Text("command") ?? "",
                "run_ipython" => args.Text("code") ?? "",
                _ => args?.GetRawText() ?? "",
            },
            Command = kind == "run" ? args.Text("command") : null,
        };
}
