using System.Text.Json;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.OpenHands;

/// <summary>The <c>output.jsonl</c> of an evaluation: a line is a run with its events, its patch and perhaps its verdict.</summary>
internal static class Evaluation
{
    public static IEnumerable<ImportItem> Read(SourceFile file, SwebenchReports reports)
    {
        var original = Original.Read(file);
        var index = 0;
        foreach (var (number, line) in Original.Lines(original.Content))
        {
            if (Original.ParseLine(line) is not { ValueKind: JsonValueKind.Object } row)
            {
                yield return new FileFailed(
                    file.Display,
                    number,
                    "The line is cut off or broken; the others were read."
                );
                continue;
            }

            var (outcome, report) = OutcomeOf(row, file, reports);
            var payload = new Payload($"{file.Name}#{index}", line);
            yield return new RunFound(
                ToRun(row, original, index) with
                {
                    Outcome = outcome,
                },
                report is null ? [payload] : [payload, report.Payload]
            );
            index++;
        }
    }

    private static Run ToRun(JsonElement row, Original original, int index)
    {
        var log = new EventLog();
        log.Describe(row);
        log.AddAll(row.Field("history") ?? default);
        var instance = row.Text("instance_id");
        var model =
            row.Field("metadata").Field("llm_config").Text("model") ?? row.Field("metadata").Field("llm").Text("model");
        var run = log.ToRun(
            $"openhands/{instance ?? $"{original.File.Name}#{index}"}",
            original.Source(index),
            index == 0 ? original.Masked : 0
        );
        return run with
        {
            AgentVersion = row.Field("metadata").Text("agent_class"),
            Model = model?[(model.LastIndexOf('/') + 1)..] ?? run.Model,
            TaskId = instance,
            Trial = row.Text("attempt"),
            Prompt = run.Prompt ?? row.Text("instruction"),
            ExitStatus = row.Text("error") is { Length: > 0 } error ? error : run.ExitStatus,
            Submission = row.Field("test_result").Text("git_patch") ?? row.Text("git_patch"),
            StatedCostUsd = row.Field("metrics").Money("accumulated_cost") ?? run.StatedCostUsd,
        };
    }

    private static (Outcome, Original? Report) OutcomeOf(JsonElement row, SourceFile file, SwebenchReports reports)
    {
        var test = row.Field("test_result");
        var resolved =
            test.Field("report")?.Flag("resolved") ?? row.Field("report")?.Flag("resolved") ?? test?.Flag("resolved");
        return resolved switch
        {
            true => (new Outcome(OutcomeState.Solved, Trusted: true, "output.jsonl:resolved"), null),
            false => (new Outcome(OutcomeState.Failed, Trusted: true, "output.jsonl:resolved"), null),
            null => reports.Find(file, row.Text("instance_id") ?? ""),
        };
    }
}
