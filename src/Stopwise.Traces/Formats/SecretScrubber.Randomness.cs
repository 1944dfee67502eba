using System.Buffers;
using System.Text;

namespace Stopwise.Traces.Formats;

internal static partial class SecretScrubber
{
    private static readonly SearchValues<byte> Hex = SearchValues.Create("0123456789abcdefABCDEF-"u8);

    /// <summary>
    /// Whether a value is too irregular for a word, a path or a name. Plain hexadecimal (commits, digests, UUIDs) never is.
    /// </summary>
    private static bool LooksRandom(ReadOnlySpan<byte> value)
    {
        if (
            !value.ContainsAnyExcept(Hex)
            || (value.Length >= 3 && Ascii.EqualsIgnoreCase(value[..3], "sha"u8))
            || value.StartsWith((byte)'/')
        )
        {
            return false;
        }

        var (upper, lower, digits, separators, longest, run) = (0, 0, 0, 0, 0, 0);
        foreach (var b in value)
        {
            var c = (char)b;
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
        return mixed && !value.Contains((byte)'.') && Entropy(value) >= 3.4;
    }

    private static double Entropy(ReadOnlySpan<byte> value)
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
}
