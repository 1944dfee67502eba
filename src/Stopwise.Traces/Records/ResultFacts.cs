using System.Buffers;
using System.Text.RegularExpressions;
using Stopwise.Governance.Records;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Onset.Rules;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Records;

/// <summary>What only the result of a call shows.</summary>
internal static partial class ResultFacts
{
    /// <summary>Words one of which every text that gives orders to an agent holds; looked for first, since results are long.</summary>
    private static readonly SearchValues<string> Orders = SearchValues.Create(
        [
            "ignore ",
            "disregard ",
            "forget ",
            "override ",
            "do not tell",
            "don't tell",
            "do not mention",
            "new instruction",
            "system prompt",
            "you are now",
            "you must now",
            "ai assistant",
            "ai agent",
            "language model",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>How tools say that they put a text in the place of another.</summary>
    private static readonly SearchValues<string> Overwrites = SearchValues.Create(
        ["has been updated", "has been overwritten", "overwrote", "updated the file", "file updated", "existing file"],
        StringComparison.OrdinalIgnoreCase
    );

    /// <param name="call">The call with what came back.</param>
    /// <param name="effect">What it does.</param>
    /// <param name="failed">Whether it failed, as <see cref="StepReader.End"/> found.</param>
    /// <param name="action">The facts of its action.</param>
    public static RecordFacts Of(ToolCall call, CallEffect effect, bool failed, RecordFacts action)
    {
        if (call.Result is not { } result)
        {
            return action | RecordFacts.Unanswered;
        }

        var facts = action;
        if (new Act(0, call, CallReading.Of(effect, failed)).Failed)
        {
            facts |= RecordFacts.Error;
        }

        // What went on in the background has not been seen to end.
        if (effect.Check && !result.StartsWith("Command running in background", StringComparison.Ordinal))
        {
            facts |= failed || StepReader.CountFailing(result) > 0 ? RecordFacts.CheckFailed : RecordFacts.CheckPassed;
        }

        if (
            action.HasAny(RecordFacts.Create)
            && call.Command is null
            && result.AsSpan(0, Math.Min(200, result.Length)).IndexOfAny(Overwrites) >= 0
        )
        {
            facts = (facts & ~RecordFacts.Create) | RecordFacts.Edit;
        }

        facts |= RecordFacts.Secret.If(SecretFacts.IsMasked(result));
        facts |= RecordFacts.Injection.If(GivesOrders(result));
        if (action.HasAny(RecordFacts.Ask | RecordFacts.Plan) && !facts.HasAny(RecordFacts.Error))
        {
            facts |= RecordFacts.Consent.If(SpeechFacts.Agrees(result));
        }

        return facts;
    }

    /// <summary>True where data speaks to the agent as if it were its user.</summary>
    public static bool GivesOrders(string text) => text.AsSpan().IndexOfAny(Orders) >= 0 && Order().IsMatch(text);

    // Linear whatever the text: results come from strangers.
    [GeneratedRegex(
        @"\b(ignore|disregard|forget|override)\s+(all\s+|any\s+|everything\s+|the\s+|your\s+|of\s+|these\s+|those\s+|my\s+){0,3}(previous|prior|above|earlier|preceding|original|system|safety|existing|other)\s+(\w+\s+){0,2}(instructions?|prompts?|rules|directions|guidelines|messages?|commands?|orders|context)\b"
            + @"|\b(do not|don't|never) (tell|inform|mention (this|it) to|reveal (this|it) to|alert|notify) the (user|human|operator)\b"
            + @"|\byou (are|must) now (act as|a|an|in|ignore|obey|execute|send|follow|forget)\b"
            + @"|\b(new|updated|important|urgent) (system )?instructions?( from [\w ]{1,30})?\s*:"
            + @"|\b(attention|important|note|dear|hey|hello|instructions?)\b[^\n]{0,20}\b(ai|llm) (assistants?|agents?)\b[^\n]{0,80}\b(must|should|please|need to|are instructed|are required)\b"
            + @"|\b(reveal|print|repeat|output|show me|leak|send) (me )?(your|the) (system|hidden|initial) (prompt|instructions?)\b"
            + @"|<\s*/?\s*(system|im_start|\|im_start\|)\s*>",
        RegexOptions.NonBacktracking
            | RegexOptions.IgnoreCase
            | RegexOptions.CultureInvariant
            | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Order();
}
