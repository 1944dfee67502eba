using System.Text.Json;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>Evaluation summaries, which list the instances that were resolved among those that were evaluated.</summary>
internal sealed class SwebenchSummaries(Catalog catalog)
{
    private readonly List<SourceFile> _files = [.. catalog.Free(FileKind.SwebenchSummary)];
    private readonly Dictionary<SourceFile, Lists?> _read = [];

    /// <summary>The verdict of the nearest summary that names the instance.</summary>
    public Outcome Find(SourceFile run, string instance)
    {
        if (run.Nearest(_files.Where(f => ListsOf(f)?.All.Contains(instance) == true)) is not { } file)
        {
            return Outcome.Unknown;
        }

        catalog.Claim(file);
        var solved = ListsOf(file)!.Resolved.Contains(instance);
        return new Outcome(
            solved ? OutcomeState.Solved : OutcomeState.Failed,
            Trusted: true,
            $"{SourceFile.LastName(file.Location)}:resolved"
        );
    }

    private Lists? ListsOf(SourceFile file)
    {
        if (!_read.TryGetValue(file, out var lists))
        {
            _read[file] = lists = Read(file);
        }

        return lists;
    }

    private static Lists? Read(SourceFile file)
    {
        try
        {
            var root = Original.Read(file).Parse();
            var resolved = Names(root, "resolved_ids", "resolved");
            var all = Names(root, "submitted_ids", "completed_ids", "unresolved_ids", "generated", "applied");
            return new Lists(resolved, [.. all, .. resolved]);
        }
        catch (JsonException)
        {
            // It stays unclaimed, and is reported as a report of no run.
            return null;
        }
    }

    private static HashSet<string> Names(JsonElement root, params string[] lists) =>
        [.. lists.SelectMany(l => root.Items(l)).Select(i => i.AsText() ?? "")];

    private sealed record Lists(HashSet<string> Resolved, HashSet<string> All);
}
