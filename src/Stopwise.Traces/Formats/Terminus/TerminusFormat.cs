using System.Globalization;
using System.Text.RegularExpressions;
using Stopwise.Traces.Formats.ClaudeCode;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Terminus;

/// <summary>
/// Terminus' log folders of terminal-bench: <c>episode-N</c> with the prompt, the response and the request of one call of the
/// model. A step is an episode; the trial's <c>results.json</c> above it gives the task and the verdict.
/// </summary>
internal sealed partial class TerminusFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var trials = catalog
            .Free(FileKind.TerminalBenchResult)
            .DistinctBy(f => f.Folder, StringComparer.Ordinal)
            .ToDictionary(f => f.Folder, StringComparer.Ordinal);
        var free = Enum.GetValues<FileKind>().SelectMany(catalog.Free).Where(f => Number(f) is not null);
        var logs = free.GroupBy(f => SourceFile.FolderOf(f.Folder), StringComparer.Ordinal)
            .Where(g => g.Any(f => Name(f) == "response.txt"))
            .ToList();
        foreach (var log in logs)
        {
            var files = log.DistinctBy(f => f.Location, StringComparer.Ordinal)
                .OrderBy(f => Number(f))
                .ThenBy(f => f.Location, StringComparer.Ordinal)
                .ToList();
            foreach (var file in log)
            {
                catalog.Claim(file);
            }

            var trial = TrialOf(log.Key, trials);
            if (trial is not null)
            {
                catalog.Claim(trial);
            }

            yield return new RunLead(files[0], () => Read(log.Key, files, trial));
        }
    }

    private static SourceFile? TrialOf(string folder, Dictionary<string, SourceFile> trials)
    {
        for (; folder.Length > 0; folder = SourceFile.FolderOf(folder))
        {
            if (trials.TryGetValue(folder, out var trial))
            {
                return trial;
            }
        }

        return trials.GetValueOrDefault("");
    }

    private static IEnumerable<ImportItem> Read(string folder, List<SourceFile> files, SourceFile? trial)
    {
        var originals = files.ConvertAll(Original.Read);
        var episodes = originals
            .GroupBy(o => Number(o.File)!.Value)
            .Select(g => new Episode(g.ToDictionary(o => Name(o.File), StringComparer.Ordinal)))
            .ToList();
        var steps = new List<Step>();
        for (var i = 0; i < episodes.Count; i++)
        {
            if (episodes[i].Broken is { } broken)
            {
                yield return new FileFailed(
                    broken.Display,
                    null,
                    "The response holds no commands that can be read; it is a step without a call."
                );
            }

            // What an episode's commands showed is what the next one is told.
            var shown = i + 1 < episodes.Count ? episodes[i + 1].Shown : null;
            if (episodes[i].ToStep(steps.Count, shown) is { } step)
            {
                steps.Add(step);
            }
        }

        var (filled, _) = TokenEstimate.Fill(steps, null, episodes[0].Prompt.Length, 0);
        var run = new Run
        {
            Id = $"terminus/{SourceFile.LastName(SourceFile.FolderOf(folder))}",
            Format = "terminus",
            Agent = "terminus",
            Model = episodes.Select(e => e.Model).FirstOrDefault(m => m is not null),
            Prompt = episodes[0].Prompt,
            ExitStatus = episodes[^1].IsComplete ? "task_complete" : "no_end_recorded",
            Outcome = Outcome.Unknown,
            Steps = filled,
            SecretsMasked = originals.Sum(o => o.Masked),
            Source = originals[0].Source(),
        };
        var payloads = originals.ConvertAll(o => o.Payload);
        if (trial is not null)
        {
            var result = Original.Read(trial);
            run = TerminalBenchTrial.Describe(run, result);
            payloads.Add(result.Payload);
        }

        yield return new RunFound(run, payloads);
    }

    /// <summary>The number of the episode whose folder holds the file directly; null for other files.</summary>
    private static int? Number(SourceFile file) =>
        EpisodeFolder().Match(SourceFile.LastName(file.Folder)) is { Success: true } match
            ? int.Parse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture)
            : null;

    private static string Name(SourceFile file) => SourceFile.LastName(file.Location);

    [GeneratedRegex(@"^episode-(?<n>\d{1,6})$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex EpisodeFolder();
}
