using System.Text;
using System.Text.Json;
using Stopwise.Governance.Stops;

namespace Stopwise.Traces.Transcripts;

/// <summary>What must hold for the repair of any transcript.</summary>
internal static class TranscriptLaws
{
    public static readonly Stop Budget = new(StopReason.BudgetTokens, "1,000 of 1,000 tokens");

    public static readonly TranscriptWire[] Wires = Enum.GetValues<TranscriptWire>();

    /// <returns>The repaired transcript.</returns>
    public static RepairedTranscript Hold(byte[] given, TranscriptRules rules, LastWord lastWord = LastWord.None)
    {
        var before = given.ToArray();
        var repaired = TranscriptRepair.Repair(given, rules, Budget, lastWord);
        given.ShouldBe(before, "the original is not touched");
        repaired.Unreadable.ShouldBeNull();

        var text = Encoding.UTF8.GetString(repaired.Json.Span);
        var faults = TranscriptValidator.Faults(repaired.Json, rules);
        faults.ShouldBeEmpty($"{text}\nrepaired from\n{Encoding.UTF8.GetString(given)}");
        if (rules is { Continues: false, OpenCalls.Count: 0, EndsWithUser: true })
        {
            StrictProvider.Refusal(repaired.Json.Span, rules.Wire).ShouldBeNull(text);
        }

        var again = TranscriptRepair.Repair(repaired.Json, rules, Budget, lastWord);
        again.Edits.ShouldBeEmpty(text);
        again.Json.Equals(repaired.Json).ShouldBeTrue("the very bytes come back");

        var anew = TranscriptRepair.Repair(given, rules, Budget, lastWord);
        anew.Json.ToArray().ShouldBe(repaired.Json.ToArray());
        anew.Edits.ShouldBe(repaired.Edits);

        if (lastWord == LastWord.None)
        {
            var wasWrong = TranscriptValidator.Faults(given, rules).Count > 0;
            (repaired.Edits.Count > 0).ShouldBe(
                wasWrong,
                $"{Encoding.UTF8.GetString(given)}\n{string.Join('\n', repaired.Edits)}"
            );
        }

        NothingIsLostUncounted(given, repaired, rules);
        return repaired;
    }

    /// <summary>What no edit names stands in the repaired transcript with the bytes that it had.</summary>
    private static void NothingIsLostUncounted(byte[] given, RepairedTranscript repaired, TranscriptRules rules)
    {
        var kept = Pieces(repaired.Json, rules.Wire).GroupBy(p => p.Raw).ToDictionary(g => g.Key, g => g.Count());
        foreach (var (path, raw) in Pieces(given, rules.Wire))
        {
            if (!repaired.Edits.Any(e => Names(e, path)))
            {
                kept.TryGetValue(raw, out var left).ShouldBeTrue($"{path} {raw} is in no edit and gone");
                left.ShouldBeGreaterThan(0, $"{path} {raw} is in no edit and gone");
                kept[raw] = left - 1;
            }
        }
    }

    /// <summary>True for an edit of the piece or within it, and for one that does away with the whole message around it.</summary>
    private static bool Names(TranscriptEdit edit, string path) =>
        edit.Path.StartsWith(path, StringComparison.Ordinal)
        || edit.Kind is TranscriptEditKind.Changed or TranscriptEditKind.Removed
            && path.StartsWith($"{edit.Path}.", StringComparison.Ordinal);

    /// <summary>The smallest things that a repair moves: blocks for Anthropic, messages and items elsewhere.</summary>
    private static IEnumerable<(string Path, string Raw)> Pieces(ReadOnlyMemory<byte> json, TranscriptWire wire)
    {
        var root = JsonElement.Parse(json.Span);
        var name = wire == TranscriptWire.OpenAiResponses ? "input" : "messages";
        var index = 0;
        foreach (var item in root.EnumerateArray())
        {
            var path = $"{name}[{index++}]";
            if (wire != TranscriptWire.AnthropicMessages)
            {
                yield return (path, item.GetRawText());
                continue;
            }

            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("content", out var content))
            {
                continue;
            }

            if (content.ValueKind == JsonValueKind.String)
            {
                yield return (path, content.GetRawText());
            }
            else if (content.ValueKind == JsonValueKind.Array)
            {
                var at = 0;
                foreach (var block in content.EnumerateArray())
                {
                    var isText = block.ValueKind == JsonValueKind.Object && block.EnumerateObject().Count() == 2;
                    var raw =
                        isText && block.TryGetProperty("text", out var text) ? text.GetRawText() : block.GetRawText();
                    yield return ($"{path}.content[{at++}]", raw);
                }
            }
        }
    }
}
