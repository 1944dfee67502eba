using System.Text.Json;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Formats.ClaudeCode;

namespace Stopwise.Traces.Export.Cuts;

/// <summary>A row of a transcript.</summary>
internal sealed record TranscriptRow(JsonElement Json, DateTimeOffset At)
{
    public string? Uuid { get; } = Json.Text("uuid");

    public string? Type { get; } = Json.Text("type");

    public bool IsSide { get; } = Json.Flag("isSidechain") == true;

    public bool IsMessage => Type is "user" or "assistant";

    /// <summary>What the rows of one answer of the model share.</summary>
    public string? Message => Type == "assistant" ? Json.Field("message").Text("id") ?? Uuid : null;

    public IEnumerable<JsonElement> Blocks => Json.Field("message")?.Items("content") ?? [];

    public bool Calls(string id) => Type == "assistant" && Blocks.Any(b => b.Text("id") == id);
}

/// <summary>All rows of a session's files in the order in which a conversation is told from them.</summary>
internal sealed class TranscriptRows
{
    private readonly List<TranscriptRow> _rows;

    private TranscriptRows(List<TranscriptRow> rows, int broken) => (_rows, Broken) = (rows, broken);

    /// <summary>Lines that are no JSON object.</summary>
    public int Broken { get; }

    public static TranscriptRows Read(IReadOnlyList<Payload> originals)
    {
        var rows = new List<TranscriptRow>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var last = DateTimeOffset.MinValue;
        var broken = 0;
        foreach (var (_, line) in originals.SelectMany(o => Original.Lines(o.Content)))
        {
            if (Original.ParseLine(line) is not { ValueKind: JsonValueKind.Object } json)
            {
                broken++;
                continue;
            }

            var row = new TranscriptRow(json, last);
            if (row.Uuid is { } uuid && !seen.Add(uuid))
            {
                continue;
            }

            // As the importer orders them: by the time of messages; what has none stays behind its message.
            last = row.IsMessage ? RowHead.Of(line)?.At ?? last : last;
            rows.Add(row with { At = last });
        }

        return new TranscriptRows([.. rows.OrderBy(r => r.At)], broken);
    }

    /// <summary>The rows before the model turn that the cut is at; null where the rows do not hold it.</summary>
    public List<TranscriptRow>? Until(RunCut cut)
    {
        var (main, side) = Ends(cut);
        if (main < 0)
        {
            return null;
        }

        var kept = _rows.Where((r, i) => i < (r.IsSide ? side : main)).ToList();
        kept.AddRange(LateResults(kept, main));
        var names = kept.Select(r => r.Uuid).OfType<string>().ToHashSet(StringComparer.Ordinal);

        // A title or a bookmark of a row that is gone says nothing here.
        kept.RemoveAll(r => !r.IsMessage && r.Json.Text("leafUuid") is { } leaf && !names.Contains(leaf));
        return kept;
    }

    /// <summary>Where the main line and the sub-agents end: at the first row of the cut step's answer, and at its call.</summary>
    private (int Main, int Side) Ends(RunCut cut)
    {
        var steps = cut.Origin.Steps;
        if (cut.Before == steps.Count)
        {
            var end = cut.Origin.Closing is null ? _rows.Count : ClosingAt(cut);
            return (end, end);
        }

        var called = steps[cut.Before].Calls is [var first, ..] ? first.Id : "";
        var call = _rows.FindIndex(r => !r.IsSide && r.Calls(called));
        if (call < 0)
        {
            return (-1, -1);
        }

        // An answer lies in several rows; those in front of the call belong to it as far as no other call stands between.
        var main = call;
        for (var i = call - 1; i >= 0; i--)
        {
            if (_rows[i].IsSide || _rows[i].Message != _rows[call].Message)
            {
                continue;
            }

            if (_rows[i].Blocks.Any(b => b.Text("type") is "tool_use" or "server_tool_use"))
            {
                break;
            }

            main = i;
        }

        return (main, call);
    }

    /// <summary>The first row of the last answer, which calls nothing.</summary>
    private int ClosingAt(RunCut cut)
    {
        var last = _rows.FindLastIndex(r => r is { IsSide: false, Type: "assistant" });
        if (last < 0 || cut.Origin.Steps.Any(s => s.Calls.Any(c => _rows[last].Calls(c.Id))))
        {
            return _rows.Count;
        }

        var message = _rows[last].Message;
        return _rows.FindIndex(r => !r.IsSide && r.Message == message);
    }

    /// <summary>Results of kept calls that were written after the cut.</summary>
    private List<TranscriptRow> LateResults(List<TranscriptRow> kept, int main)
    {
        var open = kept.SelectMany(r => r.Blocks)
            .Where(b => b.Text("type") == "tool_use")
            .Select(b => b.Text("id"))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        open.ExceptWith(kept.SelectMany(r => r.Blocks).Select(b => b.Text("tool_use_id")).OfType<string>());
        return open.Count == 0
            ? []
            :
            [
                .. _rows
                    .Skip(main)
                    .Except(kept)
                    .Where(r =>
                        r.Type == "user"
                        && r.Blocks.Any()
                        && r.Blocks.All(b => b.Text("tool_use_id") is { } answered && open.Remove(answered))
                    ),
            ];
    }
}
