using System.Buffers;
using System.Text;

namespace Stopwise.Traces.Formats;

/// <summary>Masks keys and tokens in UTF-8 text. What it writes is plain ASCII without quotes, so JSON stays JSON.</summary>
/// <remarks>
/// Vectorised searches find the few places that can begin a secret; hand-written checks look only there, forward and
/// without backtracking, so hostile text costs no more than plain text. Bytes are widened one by one (Latin-1), which
/// keeps every position and brings every other byte back unchanged.
/// </remarks>
internal static class SecretScrubber
{
    private const string Word = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> Alphanumeric = SearchValues.Create(Word);
    private static readonly SearchValues<char> UpperAndDigits = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    );
    private static readonly SearchValues<char> Base64Url = SearchValues.Create(Word + "_-");
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(Word + "_-.~+/=");
    private static readonly SearchValues<char> PemBody = SearchValues.Create(Word + "+/=\\ \r\n\t:,-");
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF-");

    private static readonly Pattern[] Patterns =
    [
        new("sk-ant-", "anthropic-key", Base64Url, 16),
        new("sk-", "openai-key", Base64Url, 20, MustLookRandom: true),
        new("AKIA", "aws-key-id", UpperAndDigits, 16, Exact: true),
        new("ASIA", "aws-key-id", UpperAndDigits, 16, Exact: true),
        new("ghp_", "github-token", Alphanumeric, 30),
        new("gho_", "github-token", Alphanumeric, 30),
        new("ghu_", "github-token", Alphanumeric, 30),
        new("ghs_", "github-token", Alphanumeric, 30),
        new("ghr_", "github-token", Alphanumeric, 30),
        new("github_pat_", "github-token", Base64Url, 30),
        new("xoxb-", "slack-token", Base64Url, 20),
        new("xoxp-", "slack-token", Base64Url, 20),
        new("xoxa-", "slack-token", Base64Url, 20),
        new("xoxr-", "slack-token", Base64Url, 20),
        new("xoxs-", "slack-token", Base64Url, 20),
        new("AIza", "google-key", Base64Url, 35, Exact: true),
        new("hf_", "huggingface-token", Alphanumeric, 30),
        new("eyJ", "jwt", Base64Url, 10),
        new("Bearer ", "bearer-token", TokenCharacters, 16, MustLookRandom: true, KeepsPrefix: true),
        new("bearer ", "bearer-token", TokenCharacters, 16, MustLookRandom: true, KeepsPrefix: true),
        new("-----BEGIN ", "private-key", PemBody, 20),
    ];

    private static readonly SearchValues<string> Beginnings = SearchValues.Create(
        [.. Patterns.Select(p => p.Prefix)],
        StringComparison.Ordinal
    );

    private static readonly SearchValues<string> Names = SearchValues.Create(
        ["key", "token", "secret", "password", "passwd"],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>Masks what looks like a secret; gives back the same array where there is nothing to mask.</summary>
    public static byte[] Scrub(byte[] utf8, out int masked)
    {
        var text = Encoding.Latin1.GetString(utf8);
        var hits = new List<Hit>();
        FindPrefixed(text, hits);
        FindAssigned(text, hits);
        masked = 0;
        if (hits.Count == 0)
        {
            return utf8;
        }

        hits.Sort((a, b) => a.Start.CompareTo(b.Start));
        var clean = new ArrayBufferWriter<byte>(utf8.Length);
        var done = 0;
        foreach (var hit in hits.Where(h => h.Length > 0))
        {
            if (hit.Start < done)
            {
                continue;
            }

            clean.Write(utf8.AsSpan(done, hit.Start - done));
            clean.Write(Encoding.ASCII.GetBytes($"[masked:{hit.Kind}]"));
            done = hit.Start + hit.Length;
            masked++;
        }

        clean.Write(utf8.AsSpan(done));
        return clean.WrittenSpan.ToArray();
    }

    private static void FindPrefixed(string text, List<Hit> hits)
    {
        for (var at = 0; at < text.Length; )
        {
            var found = text.AsSpan(at).IndexOfAny(Beginnings);
            if (found < 0)
            {
                return;
            }

            at += found;
            var length = 0;
            if (IsBoundary(text, at))
            {
                length = Match(text, at, hits);
            }

            at += Math.Max(1, length);
        }
    }

    private static int Match(string text, int at, List<Hit> hits)
    {
        foreach (var pattern in Patterns)
        {
            if (!text.AsSpan(at).StartsWith(pattern.Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            var body = text.AsSpan(at + pattern.Prefix.Length);
            var length = pattern.Kind switch
            {
                "jwt" => JwtLength(body),
                "private-key" => PemLength(body),
                _ => pattern.BodyLength(body),
            };
            if (length > 0)
            {
                var start = pattern.KeepsPrefix ? at + pattern.Prefix.Length : at;
                var end = at + pattern.Prefix.Length + length;
                hits.Add(new Hit(start, end - start, pattern.Kind));
                return end - at;
            }
        }

        return 0;
    }

    private static int Run(ReadOnlySpan<char> text, SearchValues<char> characters)
    {
        var end = text.IndexOfAnyExcept(characters);
        return end < 0 ? text.Length : end;
    }

    private static int JwtLength(ReadOnlySpan<char> body)
    {
        var header = Run(body, Base64Url);
        if (header < 10 || header >= body.Length || body[header] != '.')
        {
            return 0;
        }

        var payload = Run(body[(header + 1)..], Base64Url);
        var signatureAt = header + 1 + payload + 1;
        if (payload < 10 || signatureAt > body.Length || body[signatureAt - 1] != '.')
        {
            return 0;
        }

        return signatureAt + Run(body[signatureAt..], Base64Url);
    }

    private static int PemLength(ReadOnlySpan<char> body)
    {
        const string Label = "PRIVATE KEY-----";
        var label = body[..Math.Min(body.Length, 40)].IndexOf(Label, StringComparison.Ordinal);
        if (label < 0)
        {
            return 0;
        }

        var start = label + Label.Length;
        var end = start;
        while (end < body.Length)
        {
            end += Run(body[end..], PemBody);
            if (body[..end].EndsWith("-----", StringComparison.Ordinal))
            {
                break;
            }

            // A key that is printed in pieces ends at the first character that no key has.
            while (end > start && body[end - 1] is '\\' or ' ')
            {
                end--;
            }

            break;
        }

        // "END ... PRIVATE KEY" is letters, spaces and dashes, so it lies inside the run; what follows it is kept.
        var closing = body[start..end].IndexOf("-----END ", StringComparison.Ordinal);
        if (closing >= 0)
        {
            var tail = body[(start + closing)..end].IndexOf(Label, StringComparison.Ordinal);
            end = tail < 0 ? end : start + closing + tail + Label.Length;
        }

        return end - start >= 20 ? TrimEscape(body, end) : 0;
    }

    /// <summary>Never ends between a backslash and what it escapes.</summary>
    private static int TrimEscape(ReadOnlySpan<char> text, int end)
    {
        while (end > 0 && text[end - 1] == '\\')
        {
            end--;
        }

        return end;
    }

    private static void FindAssigned(string text, List<Hit> hits)
    {
        for (var at = 0; at < text.Length; )
        {
            var found = text.AsSpan(at).IndexOfAny(Names);
            if (found < 0)
            {
                return;
            }

            at += found;
            var name = Run(text.AsSpan(at), Alphanumeric);
            var value = name > 12 ? -1 : ValueAt(text, at + name);
            if (value > 0)
            {
                var length = Run(text.AsSpan(value), TokenCharacters);
                var followed = value + length < text.Length ? text[value + length] : ' ';
                if (
                    length is >= 16 and <= 512
                    && followed is not ('(' or '[' or '{')
                    && LooksRandom(text.AsSpan(value, length))
                )
                {
                    var isAws = text.AsSpan(0, at).EndsWith("secret_access_", StringComparison.OrdinalIgnoreCase);
                    hits.Add(new Hit(value, length, isAws ? "aws-secret" : "secret"));
                    at = value + length;
                    continue;
                }
            }

            at += Math.Max(1, name);
        }
    }

    /// <summary>Where the value of an assignment begins, after quotes, spaces, escapes and one sign; -1 where there is none.</summary>
    private static int ValueAt(string text, int at)
    {
        var signs = 0;
        for (var limit = Math.Min(text.Length, at + 24); at < limit; )
        {
            if (text.AsSpan(at).StartsWith("\\u00", StringComparison.Ordinal) && at + 6 <= limit)
            {
                signs +=
                    text.AsSpan(at + 4, 2).SequenceEqual("3d") || text.AsSpan(at + 4, 2).SequenceEqual("3D") ? 1 : 0;
                at += 6;
            }
            else if (text[at] is '=' or ':')
            {
                signs++;
                at++;
            }
            else if (text[at] is '"' or '\'' or '\\' or ' ')
            {
                at++;
            }
            else
            {
                return signs == 1 ? at : -1;
            }
        }

        return -1;
    }

    /// <summary>
    /// Whether a value is too irregular for a word, a path or a name. Plain hexadecimal (commits, digests, UUIDs) never is.
    /// </summary>
    private static bool LooksRandom(ReadOnlySpan<char> value)
    {
        if (
            !value.ContainsAnyExcept(Hex)
            || value.StartsWith("sha", StringComparison.OrdinalIgnoreCase)
            || value.StartsWith("/", StringComparison.Ordinal)
        )
        {
            return false;
        }

        var (upper, lower, digits, separators, longest, run) = (0, 0, 0, 0, 0, 0);
        foreach (var c in value)
        {
            upper += char.IsAsciiLetterUpper(c) ? 1 : 0;
            lower += char.IsAsciiLetterLower(c) ? 1 : 0;
            digits += char.IsAsciiDigit(c) ? 1 : 0;
            separators += c is '_' or '-' or '.' or '/' ? 1 : 0;
            run = char.IsAsciiLetterLower(c) ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var mixed =
            digits > 0
            && upper + lower > 0
            && (separators == 0 || (upper > 0 && lower > 0 && longest < 6) || digits * 5 > value.Length);
        return mixed && !value.Contains('.') && Entropy(value) >= 3.4;
    }

    private static double Entropy(ReadOnlySpan<char> value)
    {
        Span<int> counts = stackalloc int[128];
        counts.Clear();
        foreach (var c in value)
        {
            counts[c & 127]++;
        }

        var bits = 0.0;
        foreach (var count in counts)
        {
            bits -= count == 0 ? 0 : (double)count / value.Length * Math.Log2((double)count / value.Length);
        }

        return bits;
    }

    /// <summary>Whether a word begins here: after anything but a letter or digit, or after an escape that ends in one.</summary>
    private static bool IsBoundary(string text, int at)
    {
        if (at == 0 || !(char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '_' or '-'))
        {
            return true;
        }

        if (at >= 2 && text[at - 2] == '\\' && text[at - 1] is 'n' or 'r' or 't' or 'b' or 'f')
        {
            return true;
        }

        if (at >= 6 && text[at - 6] == '\\' && text[at - 5] == 'u')
        {
            return true;
        }

        // The end of a colour sequence: ESC [ 1 ; 3 2 m
        var back = at - 1;
        if (text[back] != 'm')
        {
            return false;
        }

        do
        {
            back--;
        } while (back > 0 && (char.IsAsciiDigit(text[back]) || text[back] == ';'));
        return back >= 0 && text[back] == '[';
    }

    private readonly record struct Hit(int Start, int Length, string Kind);

    private sealed record Pattern(
        string Prefix,
        string Kind,
        SearchValues<char> Body,
        int Shortest,
        bool Exact = false,
        bool MustLookRandom = false,
        bool KeepsPrefix = false
    )
    {
        public int BodyLength(ReadOnlySpan<char> text)
        {
            var length = Run(text, Body);
            var fits = Exact ? length == Shortest : length >= Shortest;
            return fits && (!MustLookRandom || IsRandomEnough(text[..length])) ? length : 0;
        }

        private static bool IsRandomEnough(ReadOnlySpan<char> value) =>
            value.ContainsAnyInRange('0', '9')
            && (value.ContainsAnyInRange('a', 'z') || value.ContainsAnyInRange('A', 'Z'))
            && Entropy(value) >= 3.4;
    }
}
