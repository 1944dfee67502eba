using System.Text.Json;
using Stopwise.Traces.Transcripts.Anthropic;
using Stopwise.Traces.Transcripts.Chat;
using Stopwise.Traces.Transcripts.Responses;

namespace Stopwise.Traces.Transcripts;

/// <summary>Finds what the provider would refuse, without asking it.</summary>
/// <remarks>
/// Looks at the form and at the order of messages, calls, results and reasoning; not at the limits of a model, at what the
/// request says beside the messages, or at signatures, which only the provider can check.
/// </remarks>
public static class TranscriptValidator
{
    /// <summary>The faults in the order of their places; none where the provider takes it.</summary>
    /// <param name="transcript">The array of messages or of input items, in UTF-8.</param>
    /// <param name="rules">The rules of the wire.</param>
    public static IReadOnlyList<TranscriptFault> Faults(ReadOnlyMemory<byte> transcript, TranscriptRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        var name = rules.ArrayName;
        if (WireJson.Parse(transcript, out var trouble) is not { } parsed)
        {
            return [new TranscriptFault(TranscriptRule.Unreadable, name, trouble!)];
        }

        var faults = new FaultList();
        CheckCharacters(parsed, name, faults);
        if (rules.Wire == TranscriptWire.OpenAiResponses)
        {
            if (parsed.ValueKind is JsonValueKind.String or JsonValueKind.Array)
            {
                new ResponsesValidator(rules, faults).Check(parsed);
                return faults.Faults;
            }
        }
        else if (parsed.ValueKind == JsonValueKind.Array)
        {
            if (rules.Wire == TranscriptWire.OpenAiChat)
            {
                new ChatValidator(faults).Check(parsed);
            }
            else
            {
                new AnthropicValidator(rules, faults).Check(parsed);
            }

            return faults.Faults;
        }

        return [new TranscriptFault(TranscriptRule.Unreadable, name, NoArray(parsed))];
    }

    private static void CheckCharacters(JsonElement parsed, string name, FaultList faults)
    {
        if (!Surrogates.HasHalf(parsed.Raw()))
        {
            return;
        }

        const string Refusal = "The request body is not valid JSON: no low surrogate in string";
        var items = parsed.ValueKind == JsonValueKind.Array ? parsed.EnumerateArray().ToList() : [parsed];
        foreach (var (index, item) in items.Index().Where(i => Surrogates.HasHalf(i.Item.Raw())))
        {
            faults.Add(TranscriptRule.WholeCharacters, $"{name}[{index}]", Refusal);
        }
    }

    internal static string NoArray(JsonElement parsed) =>
        $"Messages are an array; this is {parsed.ValueKind.ToString().ToLowerInvariant()}. Pass the messages or the input of the "
        + "request, not the request.";
}
