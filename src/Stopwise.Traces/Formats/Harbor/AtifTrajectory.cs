using System.Globalization;
using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Harbor;

/// <summary>
/// A trajectory in ATIF. Metrics stand on the first entry of a model message; the entries of its tool calls follow
/// without any. A message with zero metrics and no content was no call of a model and is left out.
/// </summary>
internal sealed class AtifTrajectory
{
    private readonly Conversation _talk = new();
    private readonly JsonElement _root;
    private string? _prompt;
    private long _systemCharacters;

    private AtifTrajectory(JsonElement root) => _root = root;

    public static AtifTrajectory Read(JsonElement root)
    {
        var trajectory = new AtifTrajectory(root);
        var message = 0;
        foreach (var entry in root.Items("steps"))
        {
            switch (entry.Text("source"))
            {
                case "agent":
                    message += entry.Field("metrics") is not null || !entry.Items("tool_calls").Any() ? 1 : 0;
                    trajectory.Agent(entry, message.ToString(CultureInfo.InvariantCulture));
                    break;
                case "user":
                    trajectory.User(entry.Text("message"));
                    break;
                case "system":
                    trajectory._systemCharacters += entry.Text("message")?.Length ?? 0;
                    break;
            }
        }

        return trajectory;
    }

    public Run ToRun(Original original)
    {
        var agent = _root.Field("agent");
        var name = agent.Text("name") ?? "unknown";
        var system =
            _systemCharacters > 0 || name != "claude-code"
                ? _systemCharacters
                : TokenEstimate.ClaudeCodeSystemCharacters;
        var (steps, closing) = _talk.Build();
        var (filled, last) = TokenEstimate.Fill(steps, closing, system + (_prompt?.Length ?? 0), system);
        return new Run
        {
            Id = _root.Text("session_id") ?? original.File.Name,
            Format = "harbor",
            Agent = name,
            AgentVersion = agent.Text("version"),
            Model = agent.Text("model_name"),
            Prompt = _prompt,
            StartedAt = filled.FirstOrDefault(s => s.At is not null)?.At,
            EndedAt = last?.At ?? filled.LastOrDefault(s => s.At is not null)?.At,
            Outcome = Outcome.Unknown,
            Steps = filled,
            Closing = last,
            StatedCostUsd = _root.Field("final_metrics").Money("total_cost_usd") is { } cost and > 0 ? cost : null,
            SecretsMasked = original.Masked,
            Source = original.Source(),
        };
    }

    private void Agent(JsonElement entry, string message)
    {
        var at = entry.Time("timestamp");
        var parent = entry.Field("extra")?.Flag("is_sidechain") == true ? _talk.LastTask() : null;
        var calls = entry.Items("tool_calls").ToList();
        if (entry.Text("reasoning_content") is { Length: > 0 } thought and not "None")
        {
            _talk.Think(message, parent, thought, at);
        }

        if (entry.Text("message") is { Length: > 0 } text && !IsCaption(text, calls))
        {
            _talk.Say(message, parent, text, at);
        }

        foreach (var call in calls)
        {
            var id = call.Text("tool_call_id") ?? "";
            _talk.Call(
                message,
                parent,
                ToolCalls.Create(id, call.Text("function_name") ?? "", call.Field("arguments")),
                at
            );
        }

        foreach (var result in entry.Field("observation")?.Items("results") ?? [])
        {
            var id = result.Text("source_call_id") ?? (calls.Count > 0 ? calls[0].Text("tool_call_id") : null) ?? "";
            _talk.Return(id, result.Text("content") ?? "", isError: false);
        }

        var metrics = entry.Field("metrics");
        var usage = new Usage(
            metrics.Whole("prompt_tokens"),
            metrics.Whole("completion_tokens"),
            metrics.Whole("cached_tokens"),
            metrics.Money("cost_usd"),
            false
        );
        if (usage.InputTokens > 0 || usage.OutputTokens > 0)
        {
            // A message may hold tokens and no text: its calls come in the next entries.
            _talk.Say(message, parent, "", at);
            _talk.Used(message, usage);
        }
    }

    /// <summary>Text that the exporter writes for a call, not the model.</summary>
    private static bool IsCaption(string text, List<JsonElement> calls) =>
        calls.Count > 0 && text == $"Executed {calls[0].Text("function_name")} {calls[0].Text("tool_call_id")}";

    private void User(string? text)
    {
        if (text is null)
        {
            return;
        }

        if (_prompt is null)
        {
            _prompt = text;
        }
        else
        {
            _talk.Answer(text);
        }
    }
}
