using System.Buffers;
using System.Text;

namespace Stopwise.Traces.Formats;

/// <summary>Masks keys and tokens in UTF-8 text. What it writes is plain ASCII without quotes, so JSON stays JSON.</summary>
/// <remarks>
/// Vectorised searches find the few places that can begin a secret; hand-written checks look only there, forward and
/// without backtracking, so hostile text costs no more than plain text.
/// </remarks>
internal static partial class SecretScrubber
{
    private const int LongestAssigned = 512;
    private const string Word = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<byte> Alphanumeric = Bytes(Word);
    private static readonly SearchValues<byte> UpperAndDigits = Bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
    private static readonly SearchValues<byte> Base64Url = Bytes(Word + "_-");
    private static readonly SearchValues<byte> TokenCharacters = Bytes(Word + "_-.~+/=");
    private static readonly SearchValues<byte> PemBody = Bytes(Word + "+/=\\ \r\n\t:,-");
    private static readonly SearchValues<byte> UpperAndSpace = Bytes("ABCDEFGHIJKLMNOPQRSTUVWXYZ ");

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
        [.. Patterns.Select(p => p.Beginning)],
        StringComparison.Ordinal
    );

    private static readonly SearchValues<string> Names = SearchValues.Create(
        ["key", "token", "secret", "password", "passwd"],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>Masks what looks like a secret; gives back the same array where there is nothing to mask.</summary>
    public static byte[] Scrub(byte[] utf8, out int masked)
    {
        var hits = new List<Hit>();
        FindPrefixed(utf8, hits);
        FindAssigned(utf8, hits);
        masked = 0;
        if (hits.Count == 0)
        {
            return utf8;
        }

        var clean = new ArrayBufferWriter<byte>(utf8.Length);
        var done = 0;
        foreach (var hit in hits.Where(h => h.Length > 0).OrderBy(h => h.Start))
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

    private static void FindPrefixed(ReadOnlySpan<byte> text, List<Hit> hits)
    {
        var places = new Places(text, Beginnings, stackalloc char[Places.Window]);
        for (var at = 0; (at = places.Next(at)) >= 0; )
        {
            at += Math.Max(1, IsBoundary(text, at) ? Match(text, at, hits) : 0);
        }
    }

    private static int Match(ReadOnlySpan<byte> text, int at, List<Hit> hits)
    {
        foreach (var pattern in Patterns)
        {
            if (!text[at..].StartsWith(pattern.Prefix))
            {
                continue;
            }

            var body = text[(at + pattern.Prefix.Length)..];
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

    private static int Run(ReadOnlySpan<byte> text, SearchValues<byte> characters)
    {
        var end = text.IndexOfAnyExcept(characters);
        return end < 0 ? text.Length : end;
    }

    private static int JwtLength(ReadOnlySpan<byte> body)
    {
        var header = Run(body, Base64Url);
        if (header < 10 || header >= body.Length || body[header] != (byte)'.')
        {
            return 0;
        }

        var payload = Run(body[(header + 1)..], Base64Url);
        var signatureAt = header + 1 + payload + 1;
        if (payload < 10 || signatureAt > body.Length || body[signatureAt - 1] != (byte)'.')
        {
            return 0;
        }

        return signatureAt + Run(body[signatureAt..], Base64Url);
    }

    private static ReadOnlySpan<byte> PemLabel => "PRIVATE KEY-----"u8;

    private static int PemLength(ReadOnlySpan<byte> body)
    {
        var label = body[..Math.Min(body.Length, 40)].IndexOf(PemLabel);
        if (label < 0 || body[..label].ContainsAnyExcept(UpperAndSpace))
        {
            return 0;
        }

        var start = label + PemLabel.Length;
        if (!HoldsKeyMaterial(body[start..Math.Min(body.Length, start + 300)]))
        {
            return 0;
        }

        var end = PemEnd(body, start);
        return end - start >= 20 ? TrimEscape(body, end) : 0;
    }

    /// <summary>Where a key that begins here ends: behind its last line, or at the first character that no key has.</summary>
    private static int PemEnd(ReadOnlySpan<byte> body, int start)
    {
        // In pieces: one key after the other would otherwise be searched to the end of the text for each of them.
        const int Piece = 4096;
        const int LastLine = 64;
        for (var end = start; ; )
        {
            var piece = body[end..Math.Min(body.Length, end + Piece)];
            var length = Run(piece, PemBody);
            var seen = Math.Max(start, end - LastLine);
            end += length;

            // "END ... PRIVATE KEY" is letters, spaces and dashes, so it lies inside the run; what follows it is kept.
            var closing = body[seen..end].IndexOf("-----END "u8);
            var label =
                closing < 0
                    ? -1
                    : body[(seen + closing)..Math.Min(body.Length, seen + closing + LastLine)].IndexOf(PemLabel);
            if (label >= 0)
            {
                return seen + closing + label + PemLabel.Length;
            }

            if (length < piece.Length || end == body.Length)
            {
                return body[..end].EndsWith("-----"u8) ? end : start + body[start..end].TrimEnd("\\ "u8).Length;
            }
        }
    }

    /// <summary>Whether a line of key follows, and not prose about keys.</summary>
    private static bool HoldsKeyMaterial(ReadOnlySpan<byte> text)
    {
        foreach (var word in text.SplitAny(" \n\\"u8))
        {
            if (word.End.Value - word.Start.Value >= 24)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Never ends between a backslash and what it escapes.</summary>
    private static int TrimEscape(ReadOnlySpan<byte> text, int end)
    {
        while (end > 0 && text[end - 1] == (byte)'\\')
        {
            end--;
        }

        return end;
    }

    private static void FindAssigned(ReadOnlySpan<byte> text, List<Hit> hits)
    {
        var places = new Places(text, Names, stackalloc char[Places.Window]);
        for (var at = 0; (at = places.Next(at)) >= 0; )
        {
            var name = Run(text[at..], Alphanumeric);
            var value = name > 12 ? -1 : ValueAt(text, at + name);
            if (value > 0)
            {
                // No further than a secret is long: a name may itself look like a value, again and again.
                var length = Run(text[value..Math.Min(text.Length, value + LongestAssigned + 1)], TokenCharacters);
                var followed = value + length < text.Length ? text[value + length] : (byte)' ';
                if (
                    length is >= 16 and <= LongestAssigned
                    && followed is not ((byte)'(' or (byte)'[' or (byte)'{')
                    && LooksRandom(text.Slice(value, length))
                )
                {
                    var isAws = at >= 14 && Ascii.EqualsIgnoreCase(text[(at - 14)..at], "secret_access_"u8);
                    hits.Add(new Hit(value, length, isAws ? "aws-secret" : "secret"));
                    at = value + length;
                    continue;
                }
            }

            at += Math.Max(1, name);
        }
    }

    /// <summary>Where the value of an assignment begins, after quotes, spaces, escapes and one sign; -1 where there is none.</summary>
    private static int ValueAt(ReadOnlySpan<byte> text, int at)
    {
        var signs = 0;
        for (var limit = Math.Min(text.Length, at + 24); at < limit; )
        {
            if (text[at..].StartsWith("\\u00"u8) && at + 6 <= limit)
            {
                signs += Ascii.EqualsIgnoreCase(text.Slice(at + 4, 2), "3d"u8) ? 1 : 0;
                at += 6;
            }
            else if (text[at] is (byte)'=' or (byte)':')
            {
                signs++;
                at++;
            }
            else if (text[at] is (byte)'"' or (byte)'\'' or (byte)'\\' or (byte)' ')
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

    /// <summary>Whether a word begins here: after anything but a letter or digit, or after an escape that ends in one.</summary>
    private static bool IsBoundary(ReadOnlySpan<byte> text, int at)
    {
        if (at == 0 || !(char.IsAsciiLetterOrDigit((char)text[at - 1]) || text[at - 1] is (byte)'_' or (byte)'-'))
        {
            return true;
        }

        if (
            at >= 2
            && text[at - 2] == (byte)'\\'
            && text[at - 1] is (byte)'n' or (byte)'r' or (byte)'t' or (byte)'b' or (byte)'f'
        )
        {
            return true;
        }

        if (at >= 6 && text[at - 6] == (byte)'\\' && text[at - 5] == (byte)'u')
        {
            return true;
        }

        // The end of a colour sequence: ESC [ 1 ; 3 2 m
        var back = at - 1;
        if (text[back] != (byte)'m')
        {
            return false;
        }

        do
        {
            back--;
        } while (back > 0 && (char.IsAsciiDigit((char)text[back]) || text[back] == (byte)';'));
        return back >= 0 && text[back] == (byte)'[';
    }

    private static SearchValues<byte> Bytes(string characters) =>
        SearchValues.Create(Encoding.ASCII.GetBytes(characters));

    private readonly record struct Hit(int Start, int Length, string Kind);

    private sealed record Pattern(
        string Beginning,
        string Kind,
        SearchValues<byte> Body,
        int Shortest,
        bool Exact = false,
        bool MustLookRandom = false,
        bool KeepsPrefix = false
    )
    {
        public byte[] Prefix { get; } = Encoding.ASCII.GetBytes(Beginning);

        public int BodyLength(ReadOnlySpan<byte> text)
        {
            var length = Run(text, Body);
            var fits = Exact ? length == Shortest : length >= Shortest;
            return fits && (!MustLookRandom || IsRandomEnough(text[..length])) ? length : 0;
        }

        private static bool IsRandomEnough(ReadOnlySpan<byte> value) =>
            value.ContainsAnyInRange((byte)'0', (byte)'9')
            && (value.ContainsAnyInRange((byte)'a', (byte)'z') || value.ContainsAnyInRange((byte)'A', (byte)'Z'))
            && Entropy(value) >= 3.4;
    }
}
