using System.Buffers;
using System.Text.Json;
using Stopwise.Governance.Records;
using Stopwise.Traces.Actions.Shell;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Records;

/// <content>What messages and calls depend on.</content>
public sealed partial class RecordReader
{
    /// <summary>What is known by other means than words counts as much as one name that both have.</summary>
    private const float Known = 3;

    /// <summary>Words of claims that rest on a check.</summary>
    private static readonly SearchValues<string> OfChecks = SearchValues.Create(
        ["test", " pass", "verified", "works", "working", "build", "lint", "check"],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly string[] MemoryFiles =
    [
        "CLAUDE.md",
        "CLAUDE.local.md",
        "AGENTS.md",
        "GEMINI.md",
        "MEMORY.md",
        ".cursorrules",
        ".windsurfrules",
        "copilot-instructions.md",
    ];

    /// <summary>Where the claims of a message come from, or all that it says where it claims nothing.</summary>
    private IReadOnlyList<Origin> SourcesOf(string message, RecordFacts facts, out Trust trust)
    {
        var search = _origins.Ask();
        if (!facts.HasAny(RecordFacts.Claim))
        {
            search.Add(message, shownCounts: false);
            return search.Found(out trust);
        }

        var restsOnCheck = false;
        foreach (var claim in Claims.Of(message))
        {
            var sentence = message.AsSpan(claim);
            search.Add(sentence, shownCounts: true);
            restsOnCheck |= sentence.IndexOfAny(OfChecks) >= 0;
        }

        if (restsOnCheck && _check is { } check)
        {
            search.Add(check, Known);
        }

        return search.Found(out trust);
    }

    /// <summary>Where the arguments of a call come from; a changed file depends on what was last shown of it.</summary>
    private IReadOnlyList<Origin> SourcesOf(ToolCall call, List<string> reads, List<string> writes, out Trust trust)
    {
        var search = _origins.Ask();
        if (call.Command is { } command)
        {
            search.Add(command, shownCounts: false);
        }
        else
        {
            AddValues(call.Arguments, search);
        }

        foreach (var name in writes)
        {
            var file = _files.Find(name);
            if (file.ShownAt is { } shown)
            {
                search.Add(shown, Known);
            }
        }

        var found = search.Found(out trust);
        foreach (var name in reads)
        {
            // A copied file carries its text past every word of the command.
            trust = writes.Count > 0 ? Worse(trust, _files.Find(name).Trust) : trust;
        }

        return found;
    }

    /// <summary>The names of arguments are the tool's, only their values are the model's to choose.</summary>
    private static void AddValues(string arguments, in OriginIndex.OriginSearch search)
    {
        if (arguments.AsSpan().TrimStart() is ['{' or '[', ..])
        {
            try
            {
                using var json = JsonDocument.Parse(arguments);
                AddValues(json.RootElement, search);
                return;
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // No JSON after all, or half a surrogate pair: read as plain text, its names too.
            }
        }

        search.Add(arguments, shownCounts: false);
    }

    private static void AddValues(JsonElement value, in OriginIndex.OriginSearch search)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject())
                {
                    AddValues(property.Value, search);
                }

                break;
            case JsonValueKind.Array:
                foreach (var element in value.EnumerateArray())
                {
                    AddValues(element, search);
                }

                break;
            case JsonValueKind.String:
                search.Add(value.GetString(), shownCounts: false);
                break;
            case JsonValueKind.Number:
                search.Add(value.GetRawText(), shownCounts: false);
                break;
        }
    }

    private static Origin OriginOf(MessageActionRecord action, ActionSheet sheet)
    {
        var kind =
            sheet.IsMemory ? OriginKind.Memory
            : action.Reads.Count > 0 || action.Hosts.Count > 0 ? OriginKind.Document
            : OriginKind.Tool;
        var name =
            kind == OriginKind.Tool ? action.Name
            : action.Reads.Count > 0 ? action.Reads[0]
            : action.Hosts.Count > 0 ? action.Hosts[0]
            : action.Name;
        return new Origin(kind, action.Seq, name);
    }

    private Trust TrustOf(MessageActionRecord action, ActionSheet sheet)
    {
        var trust = sheet.IsForeign ? Trust.Untrusted : Trust.Tool;
        foreach (var read in action.Reads)
        {
            trust = Worse(trust, _files.Find(read).Trust);
        }

        return trust;
    }

    /// <summary>Remembers what later claims and edits rest on.</summary>
    private void NoteShown(int seq, MessageActionRecord action, RecordFacts facts)
    {
        _check = facts.HasAny(RecordFacts.CheckPassed | RecordFacts.CheckFailed) ? seq : _check;
        if (facts.HasAny(RecordFacts.Error))
        {
            return;
        }

        foreach (var name in action.Reads)
        {
            _files.Find(name).ShownAt = seq;
        }
    }

    private static Trust Worse(params ReadOnlySpan<Trust> labels)
    {
        var worst = Trust.User;
        foreach (var label in labels)
        {
            worst = label > worst ? label : worst;
        }

        return worst;
    }

    private static bool IsMemory(string path) =>
        MemoryFiles.Contains(ShellPath.NameOf(path), StringComparer.OrdinalIgnoreCase)
        || path.Contains("/memories/", StringComparison.Ordinal)
        || path.Contains("/.claude/memory/", StringComparison.Ordinal)
        || path.Contains("/memory-bank/", StringComparison.Ordinal);
}
