using System.Buffers;
using System.Collections.Frozen;

namespace Stopwise.Traces.Records;

/// <summary>The sentences of a message that state a result: that something passes, is done, exists, amounts to a number.</summary>
/// <remarks>Announcements, questions, conditions and code are no claims. One pass, no backtracking.</remarks>
internal static class Claims
{
    private const int LongestSentence = 600;

    private static readonly SearchValues<string> Results = SearchValues.Create(
        [
            " pass",
            "fixed",
            " works",
            "working correctly",
            "verified",
            "confirmed",
            " complete",
            " done",
            "successful",
            "resolved",
            "has been ",
            "have been ",
            "i've ",
            "i have ",
            " was ",
            " were ",
            " exist",
            " contains ",
            " returns ",
            "implemented",
            "created",
            "updated",
            "cancelled",
            "canceled",
            "booked",
            "refunded",
            "is now ",
            "are now ",
            " is ",
            " are ",
            " equals ",
            " total",
            " found ",
            " fails",
            " failed",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>Words that only begin like one of them.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LookAlikes = FrozenSet
        .ToFrozenSet(
            [
                "passage",
                "passages",
                "passenger",
                "passengers",
                "passive",
                "passphrase",
                "passport",
                "password",
                "passwords",
                "completely",
                "completeness",
                "existing",
                "workspace",
                "workspaces",
                "worksheet",
            ],
            StringComparer.OrdinalIgnoreCase
        )
        .GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<char> Letters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    /// <summary>Words of results that say nothing unless a number or a name stands beside them.</summary>
    private static readonly SearchValues<string> Weak = SearchValues.Create(
        [" was ", " were ", " is ", " are ", " contains ", " returns ", " equals ", " total", " found ", " exist"],
        StringComparison.OrdinalIgnoreCase
    );

    private static readonly SearchValues<string> NotYet = SearchValues.Create(
        [
            " will ",
            "i'll ",
            "let me ",
            "let's ",
            "should ",
            " would ",
            " could ",
            " might ",
            " may ",
            "need to ",
            "needs to ",
            "going to ",
            "in order to ",
            "if ",
            "whether ",
            "once ",
            "make sure",
            "ensure ",
            "to see ",
            "please ",
            "try ",
            "want to ",
            "to verify",
            "to check",
            "to confirm",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>True where at least one sentence claims something.</summary>
    public static bool HasAny(ReadOnlySpan<char> text)
    {
        foreach (var claim in Of(text))
        {
            return true;
        }

        return false;
    }

    /// <summary>Where the claims are, in order.</summary>
    public static ClaimSentences Of(ReadOnlySpan<char> text) => new(text);

    /// <summary>True for a sentence that states a result as a fact.</summary>
    public static bool IsClaim(ReadOnlySpan<char> sentence)
    {
        if (
            sentence.Length is < 6 or > LongestSentence
            || sentence[^1] is '?' or ':'
            || FirstResult(sentence) is not (>= 0 and var at)
            || sentence.IndexOfAny(NotYet) >= 0
        )
        {
            return false;
        }

        return !IsWeak(sentence, at) || IsSpecific(sentence);
    }

    /// <summary>Where the first word of a result begins; -1 where there is none.</summary>
    private static int FirstResult(ReadOnlySpan<char> sentence)
    {
        for (var from = 0; sentence[from..].IndexOfAny(Results) is >= 0 and var found; from++)
        {
            from += found;
            var word = sentence[from..].TrimStart(' ');
            var end = word.IndexOfAnyExcept(Letters);
            if (!LookAlikes.Contains(end < 0 ? word : word[..end]))
            {
                return from;
            }
        }

        return -1;
    }

    /// <summary>True where nothing but words such as "is" makes it look like a result.</summary>
    private static bool IsWeak(ReadOnlySpan<char> sentence, int at)
    {
        while (true)
        {
            var rest = sentence[at..];
            if (rest.IndexOfAny(Weak) != 0)
            {
                return false;
            }

            // The blank that ends one word may begin the next.
            var next = FirstResult(rest[1..]);
            if (next < 0)
            {
                return true;
            }

            at += next + 1;
        }
    }

    private static bool IsSpecific(ReadOnlySpan<char> sentence) =>
        sentence.ContainsAnyInRange('0', '9') || sentence.Contains('`') || sentence.Contains('_');
}

/// <summary>Enumerates the claims of a text.</summary>
internal ref struct ClaimSentences(ReadOnlySpan<char> text)
{
    private static readonly SearchValues<char> Ends = SearchValues.Create("\n.!?");

    private readonly ReadOnlySpan<char> _text = text;
    private int _at;
    private bool _inCode;

    /// <summary>Where the claim is in the text.</summary>
    public Range Current { get; private set; }

    public readonly ClaimSentences GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_at < _text.Length)
        {
            var start = _at;
            var end = EndOf(start);
            _at = end;
            var raw = _text[start..end];
            var sentence = WithoutMark(raw.TrimStart(" \t\r\n-*#>•"));
            var first = end - sentence.Length;
            sentence = sentence.TrimEnd(" \t\r\n*");
            if (sentence.StartsWith("```"))
            {
                _inCode = !_inCode;
                continue;
            }

            if (!_inCode && Claims.IsClaim(sentence.TrimEnd('.').TrimEnd('!')))
            {
                Current = first..(first + sentence.Length);
                return true;
            }
        }

        return false;
    }

    /// <summary>The number of a list item is no part of what it says.</summary>
    private static ReadOnlySpan<char> WithoutMark(ReadOnlySpan<char> text)
    {
        var digits = text.IndexOfAnyExceptInRange('0', '9');
        return
            digits is > 0 and <= 2 && digits + 1 < text.Length && text[digits] is '.' or ')' && text[digits + 1] == ' '
            ? text[(digits + 1)..].TrimStart()
            : text;
    }

    /// <summary>A sentence ends with its line, or with a stop before a blank.</summary>
    private readonly int EndOf(int start)
    {
        for (var at = start; ; at++)
        {
            var next = _text[at..].IndexOfAny(Ends) is >= 0 and var found ? at + found : _text.Length;
            if (next + 1 >= _text.Length)
            {
                return _text.Length;
            }

            if (_text[next] == '\n' || _text[next + 1] is ' ' or '\n' or '\r' or '"' or ')')
            {
                return next + 1;
            }

            at = next;
        }
    }
}
