using System.Text.Json;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.SweAgent;

/// <summary>SWE-agent's <c>.traj</c>: a step is one entry of its trajectory. Tokens and cost are known for the run only.</summary>
internal sealed class SweAgentFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var reports = new SwebenchReports(catalog, FileKind.SweAgent);
        foreach (var file in catalog.Free(FileKind.SweAgent))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => [Read(file, reports)]);
        }
    }

    private static RunFound Read(SourceFile file, SwebenchReports reports)
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
        var (outcome, report) = reports.Find(file, task);
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
                Outcome = outcome,
                Steps = TokenEstimate.Scale(estimated, stats.Whole("tokens_sent"), stats.Whole("tokens_received")),
                Submission = info.Text("submission"),
                StatedCostUsd = stats.Money("instance_cost"),
                SecretsMasked = original.Masked + (report?.Masked ?? 0),
                Source = original.Source(),
            },
            report is null ? [original.Payload] : [original.Payload, report.Payload]
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
}
