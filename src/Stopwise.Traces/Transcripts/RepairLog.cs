using System.Globalization;
using System.Text;
using System.Text.Json;
using Stopwise.Governance.Stops;

namespace Stopwise.Traces.Transcripts;

/// <summary>What a repair says and what it has done.</summary>
internal sealed class RepairLog
{
    private const int LongestDetail = 160;

    private readonly Dictionary<string, int> _renamed = new(StringComparer.Ordinal);

    public RepairLog(Stop stop)
    {
        // A detail with half of a surrogate pair would not be the same once it is written and read.
        var words = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(stop.Words));
        NotExecuted = $"not executed: {words}";
        Sentence = $"The run was stopped: {words}.";
    }

    /// <summary>The result of a call that was not carried out.</summary>
    public string NotExecuted { get; }

    /// <summary>The message that names the reason.</summary>
    public string Sentence { get; }

    /// <summary>Stands for a conversation of which nothing is left, or whose beginning is missing.</summary>
    public static string NoBeginning => "(The beginning of the conversation is not here.)";

    public List<TranscriptEdit> Edits { get; } = [];

    public void Added(TranscriptRule? rule, string path, string detail) =>
        Edit(TranscriptEditKind.Added, rule, path, detail);

    public void Removed(TranscriptRule rule, string path, string detail) =>
        Edit(TranscriptEditKind.Removed, rule, path, detail);

    public void Removed(TranscriptRule rule, string path, JsonElement what) => Removed(rule, path, what.GetRawText());

    public void Moved(TranscriptRule rule, string path, string detail) =>
        Edit(TranscriptEditKind.Moved, rule, path, detail);

    public void Merged(string path, string detail) =>
        Edit(TranscriptEditKind.Merged, TranscriptRule.Alternation, path, detail);

    public void Renamed(string path, string from, string to) =>
        Edit(TranscriptEditKind.Renamed, TranscriptRule.CallId, path, $"{from} is now {to}");

    public void Changed(TranscriptRule rule, string path, string detail) =>
        Edit(TranscriptEditKind.Changed, rule, path, detail);

    /// <summary>An id like the given one that nobody has; it is then taken.</summary>
    public string Fresh(string id, HashSet<string> taken)
    {
        var clean = new string([.. id.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_')]);
        clean = clean.Length == 0 ? "call" : clean;
        if (clean != id && taken.Add(clean))
        {
            return clean;
        }

        for (var n = _renamed.GetValueOrDefault(clean, 1); ; )
        {
            var fresh = string.Create(CultureInfo.InvariantCulture, $"{clean}_{++n}");
            if (taken.Add(fresh))
            {
                _renamed[clean] = n;
                return fresh;
            }
        }
    }

    public RepairedTranscript Result(ReadOnlyMemory<byte> given, IEnumerable<JsonElement> items) =>
        Edits.Count == 0 ? new(given, []) : new(WireJson.ListBytes(items), Edits);

    private void Edit(TranscriptEditKind kind, TranscriptRule? rule, string path, string detail)
    {
        var line = detail.Length > LongestDetail ? detail[..LongestDetail] + "..." : detail;
        Edits.Add(new TranscriptEdit(kind, rule, path, line.ReplaceLineEndings(" ")));
    }
}
