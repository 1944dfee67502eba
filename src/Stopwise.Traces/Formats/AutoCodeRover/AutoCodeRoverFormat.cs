using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.AutoCodeRover;

/// <summary>
/// AutoCodeRover's folder of a run: the sequence of tool calls, the conversation so far at every round, the cost. A step is
/// one tool call. The verdict stands in the reports of SWE-bench, of the instance or of all.
/// </summary>
internal sealed partial class AutoCodeRoverFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var reports = new SwebenchReports(catalog, runs: null);
        foreach (var group in catalog.Free(FileKind.AutoCodeRoverCalls).GroupBy(f => f.Folder, StringComparer.Ordinal))
        {
            var folder = catalog
                .Files.Where(f => f.Folder == group.Key)
                .OrderBy(f => f.Location, StringComparer.Ordinal)
                .DistinctBy(f => f.Location, StringComparer.Ordinal)
                .ToDictionary(f => SourceFile.LastName(f.Location), StringComparer.Ordinal);
            foreach (var file in folder.Values)
            {
                catalog.Ignore(file, "Beside a run's tool calls: not needed.");
            }

            var lead = group.First();
            yield return new RunLead(lead, () => Read(lead, folder, catalog, reports));
        }
    }

    private static IEnumerable<ImportItem> Read(
        SourceFile lead,
        Dictionary<string, SourceFile> folder,
        Catalog catalog,
        SwebenchReports reports
    )
    {
        var parts = new Parts(folder, catalog);
        var calls = parts.Take(folder.GetValueOrDefault("tool_call_layers.json") ?? lead)!.Parse();
        var rounds = parts.Json(Last(folder, ConversationFile()));
        var patching = parts.Json(folder.GetValueOrDefault("debug_agent_write_patch_1.json"));
        var cost = parts.Json(folder.GetValueOrDefault("cost.json"));
        var status = parts.Json(folder.GetValueOrDefault("extract_status.json"));
        var patch = parts.Take(Last(folder, PatchFile()));
        foreach (var failure in parts.Failures)
        {
            yield return failure;
        }

        var name = SourceFile.LastName(lead.Folder);
        var task = Stamped().Match(name) is { Success: true } m ? m.Groups["task"].Value : name;
        var (outcome, report) = reports.Find(lead, task);
        var talk = new SearchTalk(rounds, patching);
        var (steps, _) = TokenEstimate.Fill(talk.Steps(calls), null, talk.PromptCharacters, talk.SystemCharacters);
        yield return new RunFound(
            new Run
            {
                Id = $"autocoderover/{name}",
                Format = "autocoderover",
                Agent = "autocoderover",
                AgentVersion = cost.Text("commit"),
                Model = cost.Text("model"),
                TaskId = task,
                Prompt = talk.Prompt,
                StartedAt = JsonReading.FromUnix(cost?.Number("start_epoch")),
                EndedAt = JsonReading.FromUnix(cost?.Number("end_epoch")),
                ExitStatus = status?.Items("extract_status").LastOrDefault().AsText(),
                Outcome = outcome,
                Steps = TokenEstimate.Scale(steps, cost.Whole("total_input_tokens"), cost.Whole("total_output_tokens")),
                Submission = patch is null ? null : Encoding.UTF8.GetString(patch.Content),
                StatedCostUsd = cost.Money("total_cost"),
                SecretsMasked = parts.Originals.Sum(o => o.Masked) + (report?.Masked ?? 0),
                Source = parts.Originals[0].Source(),
            },
            [.. parts.Originals.Select(o => o.Payload), .. report is null ? (Payload[])[] : [report.Payload]]
        );
    }

    /// <summary>The file of the highest number.</summary>
    private static SourceFile? Last(Dictionary<string, SourceFile> folder, Regex name) =>
        folder
            .Select(f => (f.Value, Match: name.Match(f.Key)))
            .Where(f => f.Match.Success)
            .MaxBy(f => int.Parse(f.Match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture))
            .Value;

    [GeneratedRegex(
        @"^conversation_round_(?<n>\d{1,6})\.json$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex ConversationFile();

    [GeneratedRegex(
        @"^extracted_patch_(?<n>\d{1,6})\.diff$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex PatchFile();

    [GeneratedRegex(
        @"^(?<task>.+)_\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Stamped();

    /// <summary>The files of the folder that are read; one that is broken costs only what it would have told.</summary>
    private sealed class Parts(Dictionary<string, SourceFile> folder, Catalog catalog)
    {
        public List<Original> Originals { get; } = [];

        public List<FileFailed> Failures { get; } = [];

        public Original? Take(SourceFile? file)
        {
            if (file is null || !folder.ContainsValue(file))
            {
                return null;
            }

            catalog.Take(file);
            var original = Original.Read(file);
            Originals.Add(original);
            return original;
        }

        public JsonElement? Json(SourceFile? file)
        {
            try
            {
                return Take(file)?.Parse();
            }
            catch (JsonException e)
            {
                Failures.Add(
                    new FileFailed(
                        file!.Display,
                        (int?)e.LineNumber + 1,
                        "The JSON is cut off or broken here; the run was read without it."
                    )
                );
                return null;
            }
        }
    }
}
