using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>Outcomes that the user states in a file of their own; they override what the sources say.</summary>
/// <remarks>
/// CSV with a header line, or one JSON object a line. Columns: <c>run</c>, or <c>task</c> and perhaps <c>trial</c>;
/// <c>outcome</c> (solved, failed, unknown); perhaps <c>trusted</c> (true, false) and <c>reason</c>.
/// </remarks>
internal sealed class OutcomeLabels
{
    private readonly Dictionary<string, Label> _labels = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);
    private readonly List<FileFailed> _problems = [];
    private readonly string? _path;

    private OutcomeLabels(string? path) => _path = path;

    public IReadOnlyList<FileFailed> Problems => _problems;

    public static OutcomeLabels Load(string? path)
    {
        var labels = new OutcomeLabels(path);
        if (path is null)
        {
            return labels;
        }

        try
        {
            labels.Parse(File.ReadAllLines(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            labels._problems.Add(
                new FileFailed(path, null, $"The labels file cannot be read ({e.Message.TrimEnd('.')}).")
            );
        }

        return labels;
    }

    public bool IsFile(string path) => _path is not null && Path.GetFullPath(path) == Path.GetFullPath(_path);

    public Run Apply(Run run)
    {
        string?[] keys = ["run\n" + run.Id, $"task\n{run.TaskId}\n{run.Trial}", $"task\n{run.TaskId}\n"];
        foreach (var key in keys)
        {
            if (_labels.TryGetValue(key!, out var label))
            {
                _used.Add(key!);
                return run with
                {
                    Outcome = new Outcome(
                        label.State,
                        label.Trusted,
                        $"labels:{Path.GetFileName(_path)}",
                        label.Reason
                    ),
                };
            }
        }

        return run;
    }

    /// <summary>Labels that named no run of the import.</summary>
    public IEnumerable<FileFailed> Unused() =>
        _labels
            .Where(l => !_used.Contains(l.Key))
            .OrderBy(l => l.Value.Line)
            .Select(l => new FileFailed(_path!, l.Value.Line, $"No run of this import is named '{l.Value.Name}'."));

    private void Parse(string[] lines)
    {
        string[]? header = null;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim().TrimStart('\uFEFF');
            if (line.Length == 0)
            {
                continue;
            }

            if (line[0] == '{')
            {
                Add(Json(line), i + 1);
            }
            else if (header is null)
            {
                header = [.. Cells(line).Select(c => c.Trim().ToLowerInvariant())];
            }
            else
            {
                var row = header
                    .Zip(Cells(line))
                    .DistinctBy(c => c.First, StringComparer.Ordinal)
                    .ToDictionary(c => c.First, c => (string?)c.Second.Trim(), StringComparer.Ordinal);
                Add(name => row.GetValueOrDefault(name), i + 1);
            }
        }
    }

    private static Func<string, string?>? Json(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement.Clone();
            return name => root.Text(name);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Add(Func<string, string?>? column, int line)
    {
        if (column is null)
        {
            _problems.Add(new FileFailed(_path!, line, "The line is not JSON."));
            return;
        }

        var (run, task, trial) = (Filled(column("run")), Filled(column("task")), Filled(column("trial")));
        OutcomeState? state = column("outcome")?.ToLowerInvariant() switch
        {
            "solved" => OutcomeState.Solved,
            "failed" => OutcomeState.Failed,
            "unknown" => OutcomeState.Unknown,
            _ => null,
        };
        if (state is null || (run is null && task is null))
        {
            _problems.Add(
                new FileFailed(
                    _path!,
                    line,
                    "A label needs 'run' or 'task', and 'outcome' as solved, failed or unknown."
                )
            );
            return;
        }

        var key = run is not null ? "run\n" + run : $"task\n{task}\n{trial}";
        var trusted =
            state != OutcomeState.Unknown
            && !string.Equals(column("trusted"), "false", StringComparison.OrdinalIgnoreCase);
        _labels[key] = new Label(
            state.Value,
            trusted,
            Filled(column("reason")),
            run ?? (trial is null ? task! : $"{task} {trial}"),
            line
        );
    }

    private static string? Filled(string? cell) => string.IsNullOrWhiteSpace(cell) ? null : cell;

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new System.Text.StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"')
            {
                var doubled = quoted && i + 1 < line.Length && line[i + 1] == '"';
                cell.Append(doubled ? "\"" : "");
                i += doubled ? 1 : 0;
                quoted = doubled || !quoted;
            }
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }

    private sealed record Label(OutcomeState State, bool Trusted, string? Reason, string Name, int Line);
}
