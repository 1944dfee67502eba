using System.Buffers;
using Stopwise.Governance.Records;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Records;

/// <summary>What a message does: it asks, agrees, plans, claims, ends.</summary>
internal static class SpeechFacts
{
    private const int LongestAnswer = 400;
    private const int LongestQuestion = 600;

    private static readonly SearchValues<char> Stops = SearchValues.Create("\n.!?");

    private static readonly SearchValues<string> Requests = SearchValues.Create(
        [
            "please confirm",
            "please provide",
            "please let me know",
            "please share",
            "please specify",
            "would you like",
            "do you want",
            "could you please",
            "can you please",
            "could you provide",
            "may i ",
            "shall i ",
            "should i ",
            "let me know if",
            "let me know which",
            "(yes/no)",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>Words of a question that a yes answers.</summary>
    private static readonly SearchValues<string> Proposals = SearchValues.Create(
        [
            "would you like",
            "you'd like",
            "you would like",
            "do you want",
            "want me to",
            "like me to",
            "do you agree",
            "shall i ",
            "shall we ",
            "should i ",
            "may i ",
            "can i ",
            "proceed",
            "go ahead",
            "go on",
            "continue",
            "confirm",
            "(yes",
            "is that correct",
            "is this correct",
            "is that ok",
            "is this ok",
            "are you ok",
            "does that work",
            "does this work",
            "sound good",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>What is wanted is a name or a number: "sure" then begins the answer and allows nothing.</summary>
    private static readonly SearchValues<string> Wanted = SearchValues.Create(
        ["provide", "confirm your", "share your", "tell me", "which ", "what ", "specify"],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> Courtesies = SearchValues.Create(
        [
            "anything else",
            "any other question",
            "any further",
            "any questions",
            "other questions",
            "further assistance",
            "more assistance",
            "else i can",
            "feel free",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly string[] Yes =
    [
        "yes",
        "yeah",
        "yep",
        "yup",
        "sure",
        "ok",
        "okay",
        "please do",
        "go ahead",
        "please proceed",
        "proceed",
        "confirmed",
        "i confirm",
        "i agree",
        "agreed",
        "approved",
        "sounds good",
        "that works",
        "that's correct",
        "that is correct",
        "correct",
        "absolutely",
        "definitely",
        "do it",
        "perfect",
        "looks good",
        "user has approved",
        "great, please",
    ];

    /// <summary>Agreement that need not come first: "If that is the only way, please go ahead."</summary>
    private static readonly SearchValues<string> Agreements = SearchValues.Create(
        [
            "please go ahead",
            "please proceed",
            "go ahead and",
            "go ahead with",
            "yes, please",
            "then yes",
            "let's proceed",
            "let’s proceed",
            "let's go ahead",
            "let’s go ahead",
            "like to proceed with",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> No = SearchValues.Create(
        [
            "don't",
            "don’t",
            "do not",
            "not yet",
            "no,",
            "no.",
            "instead",
            "wait",
            "but first",
            "rejected",
            "declined",
            "doesn't want",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> PlanWords = SearchValues.Create(
        ["plan", "steps", "todo", "to-do", "i will", "i'll", "need to", "we need", "first", "then"],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>The facts of what a model says.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="waits">False where no user answers: it calls tools in the same breath, or speaks to other agents.</param>
    public static RecordFacts OfModel(string text, bool waits)
    {
        if (text.Length == 0)
        {
            return RecordFacts.None;
        }

        var facts = RecordFacts.None;
        facts |= RecordFacts.Ask.If(waits && Asks(text, proposals: false));
        facts |= RecordFacts.Plan.If(IsPlan(text));
        facts |= RecordFacts.Claim.If(Claims.HasAny(text));
        facts |= RecordFacts.Secret.If(SecretFacts.IsMasked(text));
        return facts;
    }

    /// <summary>True for an answer that agrees and takes nothing back.</summary>
    public static bool Agrees(string text)
    {
        var head = text.AsSpan().TrimStart(" \t\r\n\"'*>-");
        head = head[..Math.Min(head.Length, LongestAnswer)];
        foreach (var word in Yes)
        {
            if (
                head.StartsWith(word, StringComparison.OrdinalIgnoreCase)
                && (head.Length == word.Length || !char.IsLetterOrDigit(head[word.Length]))
            )
            {
                return head.IndexOfAny(No) < 0;
            }
        }

        return head.IndexOfAny(Agreements) >= 0 && head.IndexOfAny(No) < 0;
    }

    /// <summary>True where what it asks can be agreed to: it names what it is going to do, rather than wanting to know something.</summary>
    public static bool Proposes(string text) => Asks(text, proposals: true);

    /// <summary>A question in the last lines, or the polite form of one. To offer more help is no question.</summary>
    private static bool Asks(string text, bool proposals)
    {
        var tail = text.AsSpan().TrimEnd();
        tail = tail[Math.Max(0, tail.Length - LongestQuestion)..];
        while (!tail.IsEmpty)
        {
            var end = EndOfSentence(tail);
            var sentence = tail[..end];
            tail = tail[end..];
            if (
                (sentence.TrimEnd(" \t\r\n*_\")").EndsWith("?") || sentence.IndexOfAny(Requests) >= 0)
                && (!proposals || (sentence.IndexOfAny(Proposals) >= 0 && sentence.IndexOfAny(Wanted) < 0))
                && (
                    sentence.IndexOfAny(Courtesies) < 0
                    || sentence.Contains("proceed", StringComparison.OrdinalIgnoreCase)
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Behind a stop that a blank follows, or the line; an address may hold a question mark.</summary>
    private static int EndOfSentence(ReadOnlySpan<char> text)
    {
        for (var at = 0; ; at++)
        {
            var next = text[at..].IndexOfAny(Stops);
            if (next < 0 || at + next + 1 >= text.Length)
            {
                return text.Length;
            }

            at += next;
            if (text[at] == '\n' || char.IsWhiteSpace(text[at + 1]) || text[at + 1] is '*' or '"' or ')' or '_')
            {
                return at + 1;
            }
        }
    }

    /// <summary>Three or more points of a list in a text that looks ahead.</summary>
    private static bool IsPlan(string text)
    {
        var points = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            points += IsPoint(line.TrimStart()) ? 1 : 0;
            if (points == 3)
            {
                return text.AsSpan().IndexOfAny(PlanWords) >= 0;
            }
        }

        return false;
    }

    private static bool IsPoint(ReadOnlySpan<char> line) =>
        line.StartsWith("- [")
        || line.StartsWith("[ ]")
        || (line.Length > 2 && char.IsAsciiDigit(line[0]) && (line[1] is '.' or ')' || (line[2] is '.' or ')')));

    /// <summary>The model says something that nobody answers and no call follows: where the recording ends, so does the run.</summary>
    public static bool Ends(Step step) =>
        step is { Calls.Count: 0, Reply: null, Agent: null, ParentCallId: null, Message.Length: > 0 };
}
