using System.Text.Json;
using Stopwise.Traces.Formats.ClaudeCode;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Harbor;

/// <summary>
/// Harbor trials: <c>result.json</c>, <c>verifier/</c> and the trajectory in ATIF; where that is missing, the raw stream of
/// the agent. ATIF files without a trial are runs too.
/// </summary>
internal sealed class HarborFormat : RunFormat
{
    public override IEnumerable<RunLead> Leads(Catalog catalog)
    {
        var trials = catalog
            .Free(FileKind.HarborResult)
            .DistinctBy(f => f.Folder, StringComparer.Ordinal)
            .ToDictionary(f => f.Folder, f => new Trial(f), StringComparer.Ordinal);
        foreach (var file in catalog.Files.Where(f => catalog.KindOf(f) != FileKind.HarborResult))
        {
            TrialOf(file, trials)?.Files.Add(file);
        }

        foreach (var trial in trials.Values)
        {
            var lead = trial.First(catalog, FileKind.Atif) ?? trial.First(catalog, FileKind.StreamJson);
            if (lead is not null)
            {
                ClaimAll(trial, lead, catalog);
                yield return new RunLead(lead, () => Read(lead, trial, catalog));
            }
        }

        foreach (var file in catalog.Free(FileKind.Atif))
        {
            catalog.Claim(file);
            yield return new RunLead(file, () => Alone(file));
        }
    }

    private static Trial? TrialOf(SourceFile file, Dictionary<string, Trial> trials)
    {
        for (var folder = file.Folder; folder.Length > 0; folder = SourceFile.FolderOf(folder))
        {
            if (trials.TryGetValue(folder, out var trial))
            {
                return trial;
            }
        }

        return trials.GetValueOrDefault("");
    }

    private static void ClaimAll(Trial trial, SourceFile lead, Catalog catalog)
    {
        catalog.Claim(trial.Result);
        catalog.Claim(lead);
        foreach (var file in trial.Files.Where(f => f != lead))
        {
            if (Trial.IsVerdict(file))
            {
                catalog.Claim(file);
            }
            else
            {
                var same = catalog.KindOf(file) is FileKind.StreamJson or FileKind.Transcript or FileKind.Cast;
                catalog.Ignore(
                    file,
                    same
                        ? $"The same run as {SourceFile.LastName(lead.Location)} in another form."
                        : "Beside a trial's trajectory: not needed."
                );
            }
        }
    }

    private static IEnumerable<ImportItem> Alone(SourceFile file)
    {
        var original = Original.Read(file);
        var root = original.Parse();
        var run = OwnAtif.Read(root, original) ?? AtifTrajectory.Read(root).ToRun(original);
        yield return new RunFound(run, [original.Payload]);
    }

    private static IEnumerable<ImportItem> Read(SourceFile lead, Trial trial, Catalog catalog)
    {
        var originals = trial.Files.Where(Trial.IsVerdict).Prepend(trial.Result).Select(Original.Read).ToList();
        var original = Original.Read(lead);
        Run run;
        if (catalog.KindOf(lead) == FileKind.Atif)
        {
            run = AtifTrajectory.Read(original.Parse()).ToRun(original);
        }
        else
        {
            var session = new StreamSession();
            foreach (var (number, line) in Original.Lines(original.Content).Where(l => l.Text.Span.StartsWith("{"u8)))
            {
                session.Add(number, line, at: null);
            }

            if (session.BrokenLine is { } broken)
            {
                yield return new FileFailed(
                    lead.Display,
                    broken,
                    "The line is cut off or broken; the others were read."
                );
            }

            run = FromStream(session, original);
        }

        yield return new RunFound(
            Describe(run, trial, originals),
            [original.Payload, .. originals.Select(o => o.Payload)]
        );
    }

    private static Run FromStream(StreamSession session, Original original)
    {
        var (steps, closing) = session.Build(null);
        return new Run
        {
            Id = session.SessionId ?? original.File.Name,
            Format = "harbor",
            Agent = "claude-code",
            AgentVersion = session.Version,
            Model = session.Model,
            Prompt = session.Prompt,
            ExitStatus = session.Ending,
            Outcome = Outcome.Unknown,
            Steps = steps,
            Closing = closing,
            StatedCostUsd = session.Cost,
            Source = original.Source(),
            SecretsMasked = original.Masked,
        };
    }

    private static Run Describe(Run run, Trial trial, List<Original> originals)
    {
        JsonElement result;
        try
        {
            result = originals[0].Parse();
        }
        catch (JsonException)
        {
            return run with
            {
                Outcome = new Outcome(
                    OutcomeState.Unknown,
                    Trusted: false,
                    "result.json",
                    "result.json is cut off or broken"
                ),
            };
        }

        var execution = result.Field("agent_execution");
        var exception = result.Field("exception_info").Text("exception_type");
        return run with
        {
            Id = result.Text("trial_name") ?? run.Id,
            Agent = result.Field("agent_info").Text("name") ?? run.Agent,
            AgentVersion = result.Field("agent_info").Text("version") ?? run.AgentVersion,
            Model = run.Model ?? result.Field("config").Field("agent").Text("model_name"),
            TaskId = result.Text("task_name"),
            Trial = result.Text("trial_name"),
            StartedAt = execution?.Time("started_at") ?? run.StartedAt,
            EndedAt = execution?.Time("finished_at") ?? run.EndedAt,
            ExitStatus = exception ?? run.ExitStatus ?? "completed",
            Outcome = OutcomeOf(
                result,
                exception,
                trial.Files.Exists(f => SourceFile.LastName(f.Location) == "ctrf.json")
            ),
            StatedCostUsd = result.Field("agent_result").Money("cost_usd") ?? run.StatedCostUsd,
            SecretsMasked = run.SecretsMasked + originals.Sum(o => o.Masked),
        };
    }

    /// <summary>Without a test report the verifier never ran, and its reward of zero says nothing about the agent.</summary>
    private static Outcome OutcomeOf(JsonElement result, string? exception, bool hasReport)
    {
        const string Source = "result.json:verifier_result.rewards.reward";
        if (result.Field("verifier_result").Field("rewards")?.Number("reward") is not { } reward)
        {
            return new Outcome(
                OutcomeState.Unknown,
                Trusted: false,
                Source,
                $"the verifier gave no reward ({exception ?? "no reason recorded"})"
            );
        }

        var state = reward >= 0.999 ? OutcomeState.Solved : OutcomeState.Failed;
        return hasReport
            ? new Outcome(state, Trusted: true, Source)
            : new Outcome(state, Trusted: false, Source, "the verifier never ran: it left no test report (ctrf.json)");
    }

    private sealed class Trial(SourceFile result)
    {
        public SourceFile Result { get; } = result;

        public List<SourceFile> Files { get; } = [];

        public SourceFile? First(Catalog catalog, FileKind kind) => Files.Find(f => catalog.KindOf(f) == kind);

        public static bool IsVerdict(SourceFile file) =>
            SourceFile.LastName(file.Location) is "ctrf.json" or "reward.txt";
    }
}
