using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.TauBench;

/// <summary>
/// tau2-bench results: a file with all simulations, or files of one simulation beside it. A step is one message of the
/// agent; the greeting that opens a conversation is no model's and no step.
/// </summary>
internal sealed class Tau2Format : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var results = catalog.Free(FileKind.Tau2).ToList();
        foreach (var file in results)
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => Results(file));
        }

        foreach (var file in catalog.Free(FileKind.Tau2Simulation))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => [Alone(file, file.Nearest(results))]);
        }
    }

    private static IEnumerable<ImportItem> Results(SourceFile file)
    {
        var original = Original.Read(file);
        var root = original.Parse();
        var index = 0;
        foreach (var simulation in root.Items("simulations"))
        {
            var text = Encoding.UTF8.GetBytes(simulation.GetRawText());
            yield return new RunFound(
                ToRun(simulation, root.Field("info"), original.Source(index)) with
                {
                    SecretsMasked = index == 0 ? original.Masked : 0,
                },
                [new Payload($"{file.Name}#{index}", text)]
            );
            index++;
        }
    }

    private static RunFound Alone(SourceFile file, SourceFile? results)
    {
        var original = Original.Read(file);
        var run = ToRun(original.Parse(), InfoOf(results), original.Source());
        return new RunFound(run with { SecretsMasked = original.Masked }, [original.Payload]);
    }

    private static JsonElement? InfoOf(SourceFile? results)
    {
        try
        {
            return results is null ? null : Original.Read(results).Parse().Field("info");
        }
        catch (JsonException)
        {
            // Reading that file reports it.
            return null;
        }
    }

    private static Run ToRun(JsonElement simulation, JsonElement? info, RunSource source)
    {
        var messages = simulation.Items("messages").ToList();
        var environment = info.Field("environment_info");
        var policy = environment.Text("policy") ?? simulation.Text("policy") ?? "";
        var first = messages.FindIndex(m => m.Text("role") == "user");
        var prompt = first < 0 ? null : messages[first].Text("content");
        var model = info.Field("agent_info").Text("llm");
        var task = $"tau2-{environment.Text("domain_name") ?? "unknown"}-{simulation.Text("task_id")}";
        var trial = simulation.Text("trial") ?? "0";
        var (steps, _) = TokenEstimate.Fill(
            Steps(messages[Math.Max(0, first)..]),
            null,
            policy.Length + (prompt?.Length ?? 0),
            policy.Length
        );
        return new Run
        {
            Id = model is null ? $"{task}/trial-{trial}" : $"{task}/{model}/trial-{trial}",
            Format = "tau2-bench",
            Agent = info.Field("agent_info").Text("implementation") ?? "llm_agent",
            AgentVersion = info.Text("git_commit"),
            Model = model?[(model.LastIndexOf('/') + 1)..],
            TaskId = task,
            Trial = trial,
            Prompt = prompt,
            StartedAt = simulation.Time("start_time"),
            EndedAt = simulation.Time("end_time"),
            ExitStatus = simulation.Text("termination_reason"),
            Outcome = OutcomeOf(simulation),
            Steps = steps,
            StatedCostUsd = simulation.Money("agent_cost"),
            Source = source,
        };
    }

    /// <summary>Where the simulated user or the machine broke down, a reward of zero says nothing about the agent.</summary>
    private static Outcome OutcomeOf(JsonElement simulation)
    {
        const string Source = "reward_info.reward";
        if (simulation.Field("reward_info")?.Number("reward") is not { } reward)
        {
            return Outcome.Unknown;
        }

        var state = reward >= 0.999 ? OutcomeState.Solved : OutcomeState.Failed;
        var reason = simulation.Text("termination_reason");
        return reason is "user_error" or "infrastructure_error"
            ? new Outcome(state, Trusted: false, Source, $"the simulation broke down ({reason})")
            : new Outcome(state, Trusted: true, Source);
    }

    private static List<Step> Steps(List<JsonElement> messages) =>
        [
            .. TauConversation
                .Steps(messages, Call)
                .Zip(
                    messages.Where(m => m.Text("role") == "assistant"),
                    (step, message) => step with { Usage = UsageOf(message), At = message.Time("timestamp") }
                ),
        ];

    private static ToolCall Call(JsonElement call, List<JsonElement> answers)
    {
        var id = call.Text("id") ?? "";
        var answer = answers.Find(a => a.Text("role") == "tool" && a.Text("id") == id);
        return ToolCalls.Create(id, call.Text("name") ?? "", call.Field("arguments")) with
        {
            Result = answer.Text("content"),
            IsError = answer.Flag("error") ?? false,
        };
    }

    private static Usage UsageOf(JsonElement message)
    {
        var usage = message.Field("usage");
        var (input, output) = (usage.Whole("prompt_tokens"), usage.Whole("completion_tokens"));
        return input is null or 0 && output is null or 0
            ? Usage.Unknown with
            {
                CostUsd = message.Money("cost"),
            }
            : new Usage(input, output, null, message.Money("cost"), Estimated: false);
    }
}
