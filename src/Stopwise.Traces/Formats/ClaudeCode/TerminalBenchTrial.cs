using System.Text.Json;
using System.Text.RegularExpressions;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.ClaudeCode;

/// <summary>What a terminal-bench <c>results.json</c> adds to a run.</summary>
internal static partial class TerminalBenchTrial
{
    public static Run Describe(Run run, Original file)
    {
        JsonElement result;
        try
        {
            result = file.Parse();
        }
        catch (JsonException)
        {
            return run with
            {
                Outcome = new Outcome(
                    OutcomeState.Unknown,
                    Trusted: false,
                    "results.json",
                    "results.json is cut off or broken"
                ),
            };
        }

        var task = result.Text("task_id");
        var trial = result.Text("trial_name") ?? SourceFile.LastName(file.File.Folder);
        var variant = VariantOf(file.File.Folder, task, trial);
        var failure = result.Text("failure_mode") is { } mode and not ("unset" or "none") ? mode : null;
        return run with
        {
            Id = variant is null ? trial : $"{variant}/{trial}",
            Model = run.Model is null || Opaque().IsMatch(run.Model) ? variant ?? run.Model : run.Model,
            TaskId = task,
            Trial = trial,
            Prompt = result.Text("instruction") ?? run.Prompt,
            StartedAt = result.Time("agent_started_at") ?? run.StartedAt,
            EndedAt = result.Time("agent_ended_at") ?? run.EndedAt,
            ExitStatus = failure ?? run.ExitStatus,
            Outcome = OutcomeOf(result, failure),
            SecretsMasked = run.SecretsMasked + file.Masked,
        };
    }

    private static Outcome OutcomeOf(JsonElement result, string? failure) =>
        result.Flag("is_resolved") switch
        {
            true => new Outcome(OutcomeState.Solved, Trusted: true, "results.json:is_resolved"),
            false => new Outcome(OutcomeState.Failed, Trusted: true, "results.json:is_resolved"),
            null => new Outcome(
                OutcomeState.Unknown,
                Trusted: false,
                "results.json:is_resolved",
                $"the tests gave no verdict ({failure ?? "no reason recorded"})"
            ),
        };

    /// <summary>The nearest folder above the trial that is named neither after it nor after its task.</summary>
    private static string? VariantOf(string folder, string? task, string trial)
    {
        for (; folder.Length > 0; folder = SourceFile.FolderOf(folder))
        {
            var name = SourceFile.LastName(folder);
            if (name != trial && name != task)
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>A deployment's id that names no model, e.g. <c>openai/app-1a2b3c-1700000000000000000</c>.</summary>
    [GeneratedRegex(@"(^|/)app-[a-z0-9]+-\d{10,}$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Opaque();
}
