using Stopwise.Traces.Replay;

namespace Stopwise.Cli;

/// <summary>What became of an agent's replay, in lines or as JSON.</summary>
internal static class ReplayScreen
{
    private const int MostUnused = 5;

    /// <summary>Findings where the replay left the recording, or the command failed.</summary>
    public static int Write(CommandCall call, AgentOutcome outcome, string? path)
    {
        var report = outcome.Player.Report();
        var first = report.Mode == ReplayMode.Strict ? report.First : null;
        if (call.Json)
        {
            call.WriteJson(Json(outcome, report, path), CliJson.Default.ReplayJson);
        }
        else
        {
            Lines(call, outcome, report, path);
        }

        return first is null && outcome.ExitCode == 0 ? ExitCodes.Ok : ExitCodes.Findings;
    }

    private static void Lines(CommandCall call, AgentOutcome outcome, ReplayReport report, string? path)
    {
        var output = call.Around.Output;
        output.WriteLine(
            $"{Words.Plural(report.Calls.Count, "call")}: {Words.Count(report.Hits)} answered from the recording, "
                + $"{Words.Count(report.Misses)} not recorded"
                + (
                    report.Mode == ReplayMode.Hybrid
                        ? $", {Words.Count(report.Added)} of them answered live and added."
                        : "."
                )
        );
        if (report.First is { } first)
        {
            output.WriteLine($"First divergence: {Shown.Line(first.Message)}");
        }

        Unmade(output, report);
        output.WriteLine($"The command ended with exit code {outcome.ExitCode}.");
        if (path is not null)
        {
            output.WriteLine(Shown.Line($"Wrote the cassette to {path}."));
        }
    }

    private static void Unmade(TextWriter output, ReplayReport report)
    {
        // An agent that runs its tools itself leaves all of the recorded ones: that is no news.
        var ownTools = report.Calls.All(c => c.Asked.Kind == CallKind.Model);
        var unmade = report.Unused.Where(e => e.Kind == CallKind.Model || !ownTools).ToList();
        if (unmade.Count > 0)
        {
            output.WriteLine($"{Words.Plural(unmade.Count, "recorded call was", "recorded calls were")} not made:");
        }

        foreach (var entry in unmade.Take(MostUnused))
        {
            output.WriteLine("  " + Shown.Line(NameOf(entry), 120));
        }

        if (unmade.Count > MostUnused)
        {
            output.WriteLine($"  and {Words.Count(unmade.Count - MostUnused)} more");
        }
    }

    private static string NameOf(CassetteEntry entry) =>
        $"{(entry.Kind == CallKind.Model ? "model" : "tool")} {entry.Name}"
        + (entry.Step is { } step ? $", step {step}" : "")
        + $", occurrence {entry.Occurrence}";

    private static ReplayJson Json(AgentOutcome outcome, ReplayReport report, string? path) =>
        new(
            report.Calls.Count,
            report.Hits,
            report.Misses,
            report.Added,
            report.Unused.Count,
            report.Sha256,
            outcome.ExitCode,
            path,
            report.First is { } first
                ? new DivergenceJson(
                    first.Call,
                    first.Step,
                    first.Kind == CallKind.Model ? "model" : "tool",
                    first.Name,
                    first.Message,
                    first.Difference?.Path,
                    first.Difference?.Offset,
                    first.Difference?.Message,
                    first.Difference?.Recorded,
                    first.Difference?.Asked
                )
                : null
        );
}

/// <summary>What became of an agent's replay.</summary>
internal sealed record ReplayJson(
    int Calls,
    int Hits,
    int Misses,
    int Added,
    int Unused,
    string Sha256,
    int AgentExitCode,
    string? Out,
    DivergenceJson? FirstDivergence
);

/// <summary>Where a replay first left its recording.</summary>
internal sealed record DivergenceJson(
    int Call,
    int? Step,
    string Kind,
    string Name,
    string Says,
    string? Path,
    int? Offset,
    int? Message,
    string? Recorded,
    string? Asked
);
