using System.Text.Json;
using Stopwise.Governance.Stops;
using Stopwise.Traces.Transcripts.Anthropic;
using Stopwise.Traces.Transcripts.Chat;
using Stopwise.Traces.Transcripts.Responses;

namespace Stopwise.Traces.Transcripts;

/// <summary>
/// Makes a conversation that was stopped at any event one that its provider takes: each call has exactly one result, no
/// reasoning hangs in the air, and the roles take turns where the wire wants it.
/// </summary>
/// <remarks>
/// Works on the wire's own JSON. What has no fault is returned byte for byte; a repaired transcript has none, so that
/// repairing it again changes nothing. Deterministic; time and memory grow linearly with the text. Input of any kind gives a
/// value, never an exception.
/// </remarks>
public static class TranscriptRepair
{
    /// <param name="transcript">
    /// The array of messages, or of input items for responses, where it may also be a string, in UTF-8.
    /// </param>
    /// <param name="rules">The rules of the wire.</param>
    /// <param name="stop">Why the run ended: told in the result of each call that was not carried out.</param>
    /// <param name="lastWord">Whether to end with a message that names the reason.</param>
    public static RepairedTranscript Repair(
        ReadOnlyMemory<byte> transcript,
        TranscriptRules rules,
        Stop stop,
        LastWord lastWord = LastWord.None
    )
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(stop);
        if (WireJson.Parse(transcript, out var trouble) is not { } parsed)
        {
            return new RepairedTranscript(transcript, [], trouble);
        }

        var log = new RepairLog(stop);
        if (rules.Wire == TranscriptWire.OpenAiResponses && parsed.ValueKind == JsonValueKind.String)
        {
            var isWhole = !Surrogates.HasHalf(parsed.Raw());
            if (isWhole && rules.OpenCalls.Count == 0 && lastWord == LastWord.None)
            {
                return new RepairedTranscript(transcript, []);
            }

            parsed = WireJson.List([ResponsesWire.Message("user", parsed)]);
            log.Changed(TranscriptRule.Shape, "input", "a text: now a message, so that others can stand beside it");
        }

        if (parsed.ValueKind != JsonValueKind.Array)
        {
            return new RepairedTranscript(transcript, [], TranscriptValidator.NoArray(parsed));
        }

        parsed = MendCharacters(parsed, rules, log);
        return log.Result(
            transcript,
            rules.Wire switch
            {
                TranscriptWire.OpenAiChat => ChatRepair.Repair(parsed, log, lastWord),
                TranscriptWire.OpenAiResponses => ResponsesRepair.Repair(parsed, rules, log, lastWord),
                _ => AnthropicRepair.Repair(parsed, rules, log, lastWord),
            }
        );
    }

    private static JsonElement MendCharacters(JsonElement items, TranscriptRules rules, RepairLog log)
    {
        if (!Surrogates.HasHalf(items.Raw()))
        {
            return items;
        }

        var mended = new List<JsonElement>();
        foreach (var item in items.EnumerateArray())
        {
            var isBroken = Surrogates.HasHalf(item.Raw());
            if (isBroken)
            {
                var path = $"{rules.ArrayName}[{mended.Count}]";
                log.Changed(TranscriptRule.WholeCharacters, path, "half of a surrogate pair: now U+FFFD");
            }

            mended.Add(isBroken ? Surrogates.Mend(item) : item);
        }

        return WireJson.List(mended);
    }
}
