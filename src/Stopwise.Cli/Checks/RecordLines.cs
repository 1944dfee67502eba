using System.Text;
using Stopwise.Governance.Records;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli.Checks;

/// <summary>Finds calls and results of a run in the lines of its recording, by the id that the source gave the call.</summary>
/// <remarks>
/// Only recordings of one JSON value a line have lines worth naming, and only calls with an id can be told apart there. The id
/// stands first in the line of the call, then in that of its result.
/// </remarks>
internal sealed class RecordLines
{
    private readonly Dictionary<string, (int Call, int? Result)> _byId = new(StringComparer.Ordinal);
    private readonly Run? _run;

    private RecordLines() { }

    public RecordLines(Run run, IReadOnlyList<Payload> originals)
    {
        _run = run;
        if (run.Source.Member is not null || originals is not [var only] || !IsLines(only.Name))
        {
            return;
        }

        var ids = run
            .Steps.SelectMany(s => s.Calls)
            .Where(c => c.Id.Length > 0)
            .Select(c => c.Id)
            .ToHashSet(StringComparer.Ordinal);
        var number = 0;
        var text = Encoding.UTF8.GetString(only.Content.Span).AsSpan();
        foreach (var line in text.Split('\n'))
        {
            number++;
            Note(text[line], number, ids);
        }
    }

    public static RecordLines None { get; } = new();

    /// <summary>The line of a call or result, from 1; null where it is not found.</summary>
    public int? Of(MessageActionRecord record)
    {
        if (_run is null || record.Step < 0 || record.Step >= _run.Steps.Count)
        {
            return null;
        }

        // A step of several calls does not say which of them the record is.
        return _run.Steps[record.Step].Calls is [var call] && _byId.TryGetValue(call.Id, out var lines)
            ? record.Kind switch
            {
                RecordKind.Action => lines.Call,
                RecordKind.Observation => lines.Result,
                _ => null,
            }
            : null;
    }

    private static bool IsLines(string name) =>
        name.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase);

    private void Note(ReadOnlySpan<char> line, int number, HashSet<string> ids)
    {
        var lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var part in line.Split('"'))
        {
            if (!lookup.TryGetValue(line[part], out var id))
            {
                continue;
            }

            if (!_byId.TryGetValue(id, out var lines))
            {
                _byId[id] = (number, null);
            }
            else if (lines.Result is null && lines.Call != number)
            {
                _byId[id] = (lines.Call, number);
            }
        }
    }
}
