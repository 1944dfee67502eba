using System.Buffers;
using System.Collections.Frozen;

namespace Stopwise.Traces.Onset.Talk;

/// <summary>The few word lists that the talk rules need. English, as the agents that they were read from.</summary>
internal static class TalkWords
{
    private static readonly FrozenSet<string> Assuming = Set(
        "assume assuming assumed assumption assumptions likely probably presumably suppose perhaps might possibly plausible example hypothetical typically generally usually guess estimate estimated approximate approximately"
    );

    private static readonly FrozenSet<string> Inventing = Set(
        "simulate simulated simulating simulation placeholder placeholders mock mocked mockup dummy fabricated fictional sample path_to hypothetically pretend illustrative"
    );

    private static readonly FrozenSet<string> Checking = Set(
        "verify verified verifying verification validate validated validation confirm confirmed confirms recheck cross-check check checked ensure accurate accuracy correct correctly"
    );

    private static readonly FrozenSet<string> Concluding = Set(
        "conclude concluded conclusion final finally terminate therefore thus answer result hence"
    );

    private static readonly FrozenSet<string> Common = Set(
        "that this with from have what which when where there their they them then than were been being will would could should about into over under after before between during only also more most some such other each does done your yours ours please using used uses many much very just like make made find give given need needs know following answer question task step steps"
    );

    private static readonly SearchValues<string> Missing = SearchValues.Create(
        [
            "not found",
            "no results",
            "unable to",
            "could not",
            "couldn't",
            "did not return",
            "does not provide",
            "not available",
            "not accessible",
            "no specific",
            "cannot access",
            "can't access",
            "failed to",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    public static bool IsCommon(string word) => Common.Contains(word);

    public static void Count(string word, StepTalk talk)
    {
        if (Assuming.Contains(word))
        {
            talk.Assumptions++;
            talk.FirstAssumption ??= word;
        }
        else if (Inventing.Contains(word))
        {
            talk.Inventions++;
            talk.FirstAssumption ??= word;
        }
        else if (Checking.Contains(word))
        {
            talk.Checks++;
        }
        else if (Concluding.Contains(word))
        {
            talk.Conclusions++;
        }
    }

    /// <summary>Phrases that say something was not found.</summary>
    public static int Misses(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var at = text.IndexOfAny(Missing); at >= 0; at = text.IndexOfAny(Missing))
        {
            count++;
            text = text[(at + 1)..];
        }

        return count;
    }

    /// <summary>True where code ran and printed nothing, or only an empty collection.</summary>
    public static bool IsEmptyOutput(string? result)
    {
        if (result is null)
        {
            return false;
        }

        var body = result.AsSpan();
        var label = body.IndexOf("Code output:", StringComparison.Ordinal);
        body = (label < 0 ? body : body[(label + 12)..]).Trim();
        return body.Length == 0 || body is "[]" or "{}" or "None" or "()" or "\"\"" or "null";
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
