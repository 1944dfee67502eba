using System.Text.Json;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.SweAgent;

/// <summary>SWE-agent's <c>.traj</c>: a step is one entry of its trajectory. Tokens and cost are known for the run only.</summary>
internal sealed class SweAgentFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        foreach (var file in catalog.Free(FileKind.SweAgent))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => [Read(file)]);
        }
    }

    private static RunFound Read(SourceFile file)
    {
        var original = Original.Read(file);
        var root = original.Parse();
        var info = root.Field("info");
        var stats = info.Field("model_stats");
        var steps = root.Items("trajectory").Select(ToStep).ToList();
        var history = root.Items("history").ToList();
        var system = history.Where(m => m.Text("role") == "system").Sum(m => m.Text("content")?.Length ?? 0);
        var prompt = history.Find(m => m.Text("role") == "user") is { ValueKind: JsonValueKind.Object } m
            ? m.Text("content")
            : null;
        var task = Path.GetFileNameWithoutExtension(SourceFile.LastName(file.Location));
        var (estimated, _) = TokenEstimate.Fill(steps, null, system + (prompt?.Length ?? 0), system);
        return new RunFound(
            new Run
            {
                Id =
                    SourceFile.LastName(file.Folder) is { Length: > 0 } folder && folder != task
                        ? $"{folder}/{task}"
                        : task,
                Format = "swe-agent",
                Agent = "swe-agent",
                AgentVersion = info.Text("swe_agent_version"),
                TaskId = task,
                Prompt = prompt,
                ExitStatus = info.Text("exit_status"),
                Outcome = Outcome.Unknown,
                Steps = Scale(estimated, stats),
                Submission = info.Text("submission"),
                StatedCostUsd = stats.Money("instance_cost"),
                SecretsMasked = original.Masked,
                Source = original.Source(),
            },
            [original.Payload]
        );
    }

    private static Step ToStep(JsonElement entry, int index)
    {
        var action = (entry.Text("action") ?? "").TrimEnd('\n');
        var name = action.Split([' ', '\n'], 2)[0];
        return new Step
        {
            Index = index,
            Turn = index,
            Message = entry.Text("thought") ?? entry.Text("response") ?? "",
            Calls =
                action.Length == 0
                    ? []
                    :
                    [
                        new ToolCall
                        {
                            Name = name,
                            Arguments = action,
                            Command = action,
                            Result = entry.Text("observation"),
                        },
                    ],
        };
    }

    /// <summary>The run's stated tokens, spread over the steps as the estimate spreads them: still marked as estimated.</summary>
    private static List<Step> Scale(IReadOnlyList<Step> steps, JsonElement? stats)
    {
        var input = Factor(stats.Whole("tokens_sent"), steps.Sum(s => s.Usage.InputTokens ?? 0));
        var output = Factor(stats.Whole("tokens_received"), steps.Sum(s => s.Usage.OutputTokens ?? 0));
        return
        [
            .. steps.Select(s =>
                s with
                {
                    Usage = s.Usage with
                    {
                        InputTokens = (long)((s.Usage.InputTokens ?? 0) * input),
                        OutputTokens = (long)((s.Usage.OutputTokens ?? 0) * output),
                    },
                }
            ),
        ];
    }

    private static double Factor(long? stated, long estimated) =>
        stated is > 0 && estimated > 0 ? (double)stated / estimated : 1;
}
