using System.Text;
using System.Text.RegularExpressions;

namespace Stopwise.Traces.Formats;

/// <summary>
/// The rules of the scrubber once more, written for the reader and not for speed: characters one by one, sets as plain text,
/// nothing vectorised, nothing cut into pieces.
/// </summary>
internal static class SecretScrubberReference
{
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Word = Upper + "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Base64Url = Word + "_-";
    private const string Token = Word + "_-.~+/=";
    private const string Hex = "0123456789abcdefABCDEF-";

    private static readonly (string Prefix, string Kind, string Body, int Least, int Most, bool Random)[] Prefixed =
    [
        ("sk-ant-", "anthropic-key", Base64Url, 16, int.MaxValue, false),
        ("sk-", "openai-key", Base64Url, 20, int.MaxValue, true),
        ("AKIA", "aws-key-id", Upper + "0123456789", 16, 16, false),
        ("ASIA", "aws-key-id", Upper + "0123456789", 16, 16, false),
        .. "opusr".Select(c => ($"gh{c}_", "github-token", Word, 30, int.MaxValue, false)),
        ("github_pat_", "github-token", Base64Url, 30, int.MaxValue, false),
        .. "bpars".Select(c => ($"xox{c}-", "slack-token", Base64Url, 20, int.MaxValue, false)),
        ("AIza", "google-key", Base64Url, 35, 35, false),
        ("hf_", "huggingface-token", Word, 30, int.MaxValue, false),
        ("Bearer ", "bearer-token", Token, 16, int.MaxValue, true),
        ("bearer ", "bearer-token", Token, 16, int.MaxValue, true),
    ];

    public static byte[] Scrub(byte[] utf8, out int masked)
    {
        var text = Encoding.Latin1.GetString(utf8);
        var hits = Beginning(text).Concat(Assigned(text)).OrderBy(h => h.Start).ToList();
        var clean = new StringBuilder();
        var done = 0;
        masked = 0;
        foreach (var (start, length, kind) in hits.Where(h => h.Length > 0))
        {
            if (start >= done)
            {
                clean.Append(text, done, start - done).Append("[masked:").Append(kind).Append(']');
                done = start + length;
                masked++;
            }
        }

        return Encoding.Latin1.GetBytes(clean.Append(text, done, text.Length - done).ToString());
    }

    private static IEnumerable<(int Start, int Length, string Kind)> Beginning(string text)
    {
        for (var at = 0; at < text.Length; )
        {
            var found = IsBoundary(text, at) ? At(text, at) : default;
            if (found.Length > 0)
            {
                yield return found;
                at = found.Start + found.Length;
            }
            else
            {
                at++;
            }
        }
    }

    private static (int Start, int Length, string Kind) At(string text, int at)
    {
        foreach (var p in Prefixed.Where(p => string.CompareOrdinal(text, at, p.Prefix, 0, p.Prefix.Length) == 0))
        {
            var body = at + p.Prefix.Length;
            var length = Run(text, body, p.Body);
            if (length >= p.Least && length <= p.Most && (!p.Random || IsRandom(text.Substring(body, length))))
            {
                return p.Kind == "bearer-token" ? (body, length, p.Kind) : (at, p.Prefix.Length + length, p.Kind);
            }
        }

        var jwt = Regex.Match(text[at..], @"\AeyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*");
        return jwt.Success ? (at, jwt.Length, "jwt") : default;
    }

    private static IEnumerable<(int Start, int Length, string Kind)> Assigned(string text)
    {
        string[] names = ["key", "token", "secret", "password", "passwd"];
        for (var at = 0; at < text.Length; )
        {
            if (!names.Any(n => string.Compare(text, at, n, 0, n.Length, StringComparison.OrdinalIgnoreCase) == 0))
            {
                at++;
                continue;
            }

            var name = Run(text, at, Word);
            var value = name > 12 ? -1 : ValueAt(text, at + name);
            var length = value < 0 ? 0 : Run(text, value, Token);
            var followed = value >= 0 && value + length < text.Length ? text[value + length] : ' ';
            if (
                length is >= 16 and <= 512
                && followed is not ('(' or '[' or '{')
                && Looks(text.Substring(value, length))
            )
            {
                var aws = text[..at].EndsWith("secret_access_", StringComparison.OrdinalIgnoreCase);
                yield return (value, length, aws ? "aws-secret" : "secret");
                at = value + length;
            }
            else
            {
                at += Math.Max(1, name);
            }
        }
    }

    private static int ValueAt(string text, int at)
    {
        var window = text[at..Math.Min(text.Length, at + 24)];
        var glue = Regex.Match(window, @"\A(?:\\u00..|[=:""'\\ ])*", RegexOptions.Singleline).Value;
        var parts = Regex
            .Matches(glue, @"\\u00..|[=:]", RegexOptions.Singleline)
            .Select(m => m.Value.ToLowerInvariant());
        var signs = parts.Count(p => p is "=" or ":" or "\\u003d");
        return glue.Length < window.Length && signs == 1 ? at + glue.Length : -1;
    }

    private static bool IsBoundary(string text, int at) =>
        at == 0
        || !Base64Url.Contains(text[at - 1])
        || Regex.IsMatch(text[Math.Max(0, at - 2)..at], @"\A\\[nrtbf]\z")
        || Regex.IsMatch(text[Math.Max(0, at - 6)..at], @"\A\\u....\z", RegexOptions.Singleline)
        || Regex.IsMatch(text[Math.Max(0, at - 30)..at], @"\[[0-9;]*m\z");

    private static int Run(string text, int at, string set)
    {
        var end = at;
        while (end < text.Length && set.Contains(text[end]))
        {
            end++;
        }

        return end - at;
    }

    private static bool IsRandom(string value) =>
        value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetter) && Entropy(value) >= 3.4;

    private static bool Looks(string value)
    {
        if (value.All(Hex.Contains) || value.StartsWith("sha", StringComparison.OrdinalIgnoreCase) || value[0] == '/')
        {
            return false;
        }

        var longest = Regex.Matches(value, "[a-z]+").Select(m => m.Length).DefaultIfEmpty().Max();
        var (upper, lower) = (value.Any(char.IsAsciiLetterUpper), value.Any(char.IsAsciiLetterLower));
        var digits = value.Count(char.IsAsciiDigit);
        var mixed =
            digits > 0
            && (upper || lower)
            && (!value.Any("_-./".Contains) || (upper && lower && longest < 6) || digits * 5 > value.Length);
        return mixed && !value.Contains('.', StringComparison.Ordinal) && Entropy(value) >= 3.4;
    }

    private static double Entropy(string value) =>
        -value.GroupBy(c => c).Sum(g => g.Count() / (double)value.Length * Math.Log2(g.Count() / (double)value.Length));
}
