using System.Globalization;
using System.Text.Json;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.WhoWhen;

/// <summary>
/// Who&amp;When: failed runs of systems of several agents, each with the earliest decisive error. A step is one entry of the
/// history, the question that opens it included, so that positions in the labels are positions of steps.
/// </summary>
internal sealed class WhoWhenFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var labels = new FailureLabelFiles(catalog);
        foreach (var file in catalog.Free(FileKind.WhoWhen))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => [Read(file, labels)]);
        }
    }

    private static RunFound Read(SourceFile file, FailureLabelFiles labels)
    {
        var original = Original.Read(file);
        var root = original.Parse();
        var history = root.Items("history").Select(HistoryEntry.Read).ToList();
        var steps = history.Select((entry, i) => entry.ToStep(i, i == 0 ? null : history[i - 1].Content)).ToList();
        var system = SystemCharacters(root.Field("system_prompt"));
        var (filled, _) = TokenEstimate.Fill(steps, null, system, system);
        var task = root.Text("question_ID");
        var (further, labelFile) = task is null
            ? default
            : labels.Find(
                file,
                task,
                blamed => history.Exists(e => blamed.Equals(e.Agent, StringComparison.OrdinalIgnoreCase)),
                position => position >= 1 && position <= steps.Count ? (int)position - 1 : null
            );
        var agent = AgentOf(root, history);
        return new RunFound(
            new Run
            {
                Id = $"{agent}/{task ?? Path.GetFileNameWithoutExtension(SourceFile.LastName(file.Location))}",
                Format = "who-when",
                Agent = agent,
                TaskId = task,
                Prompt = root.Text("question"),
                Outcome = OutcomeOf(root),
                Steps = filled,
                Deliverable = Deliverable.Answer,
                FailureLabels = [.. Mistake(root, steps.Count), .. further ?? []],
                SecretsMasked = original.Masked + (labelFile?.Masked ?? 0),
                Source = original.Source(),
            },
            labelFile is null ? [original.Payload] : [original.Payload, labelFile.Payload]
        );
    }

    private static string AgentOf(JsonElement root, List<HistoryEntry> history) =>
        history.Exists(e => e.Agent == "Orchestrator") ? "magentic-one"
        : root.Field("system_prompt") is { ValueKind: JsonValueKind.Object } ? "captain-agent"
        : "unknown";

    /// <summary>Every agent is sent its own system prompt: a call carries an average one.</summary>
    private static long SystemCharacters(JsonElement? prompts) =>
        prompts is { ValueKind: JsonValueKind.Object } byAgent && byAgent.EnumerateObject().Any()
            ? (long)byAgent.EnumerateObject().Average(p => p.Value.AsText()?.Length ?? 0)
            : 0;

    private static Outcome OutcomeOf(JsonElement root)
    {
        var field = root.Field("is_correct") is null ? "is_corrected" : "is_correct";
        return bool.TryParse(root.Text(field), out var correct)
            ? new Outcome(correct ? OutcomeState.Solved : OutcomeState.Failed, Trusted: true, field)
            : new Outcome(OutcomeState.Failed, Trusted: true, "mistake_step", "a mistake is labelled");
    }

    private static IEnumerable<FailureLabel> Mistake(JsonElement root, int steps)
    {
        if (
            int.TryParse(root.Text("mistake_step"), CultureInfo.InvariantCulture, out var step)
            && step >= 0
            && step < steps
        )
        {
            yield return new FailureLabel(step, "who&when", Decisive: true)
            {
                Agent = root.Text("mistake_agent"),
                Category = root.Text("mistake_type"),
                Reason = root.Text("mistake_reason"),
            };
        }
    }
}
