using System.Text.Json;
using Stopwise.Traces.Formats.Sources;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>
/// The failure labels of a tree, as AgentRx writes them: an array of runs, each with its failures and the one that is the
/// root cause. A failure names a message by its position, from 1.
/// </summary>
internal sealed class FailureLabelFiles(Catalog catalog)
{
    private readonly List<SourceFile> _files = [.. catalog.Free(FileKind.FailureLabels)];
    private readonly Dictionary<SourceFile, (Original File, JsonElement Root)> _read = [];

    /// <summary>The labels of a run and the file they stand in; none where no file names it.</summary>
    /// <param name="run">The run's file.</param>
    /// <param name="trajectory">Its name in the label files.</param>
    /// <param name="takesPart">
    /// Whether an agent speaks in the run. Runs of different systems on one task share a name; labels belong to the run in
    /// which every agent they blame takes part.
    /// </param>
    /// <param name="stepOf">The step of a position from 1; null where there is no such message.</param>
    public (IReadOnlyList<FailureLabel>? Labels, Original? File) Find(
        SourceFile run,
        string trajectory,
        Func<string, bool> takesPart,
        Func<long, int?> stepOf
    )
    {
        var entries = _files
            .Select(f => (File: f, Entry: EntryOf(f, trajectory)))
            .Where(f => f.Entry is { } e && e.Items("failures").All(l => takesPart(l.Text("failed_agent") ?? "")))
            .ToDictionary(f => f.File, f => f.Entry!.Value);
        if (run.Nearest(entries.Keys) is not { } file)
        {
            return (null, null);
        }

        var entry = entries[file];
        var root = entry.Field("root_cause").Text("failure_id");
        var labels = (
            from failure in entry.Items("failures")
            let step = failure.Whole("step_number") is { } position ? stepOf(position) : null
            where step is not null
            select new FailureLabel(step.Value, "agentrx", failure.Text("failure_id") == root)
            {
                Agent = failure.Text("failed_agent"),
                Category = failure.Text("failure_category"),
                Reason = failure.Text("step_reason"),
            }
        ).ToList();
        catalog.Claim(file);
        return (labels, _read[file].File);
    }

    private JsonElement? EntryOf(SourceFile file, string trajectory)
    {
        if (!_read.TryGetValue(file, out var read))
        {
            var original = Original.Read(file);
            _read[file] = read = (original, original.Parse());
        }

        return read
            .Root.EnumerateArray()
            .Cast<JsonElement?>()
            .FirstOrDefault(e => e.Text("trajectory_id") == trajectory);
    }
}
