using System.Globalization;
using System.Text.Json;

namespace Stopwise.Traces.Transcripts;

/// <summary>
/// Halves of surrogate pairs, which JSON can write as an escape and no text can hold: what is left of a character where a
/// stream was cut within it.
/// </summary>
internal static class Surrogates
{
    private const int EscapeLength = 6;

    public static bool HasHalf(ReadOnlySpan<byte> json) => NextHalf(json, 0) >= 0;

    /// <summary>The value with U+FFFD in place of each half.</summary>
    public static JsonElement Mend(JsonElement value)
    {
        var mended = value.Raw().ToArray();
        for (var at = NextHalf(mended, 0); at >= 0; at = NextHalf(mended, at))
        {
            @"\ufffd"u8.CopyTo(mended.AsSpan(at));
        }

        return WireJson.Parse(mended, out _) ?? value;
    }

    /// <summary>Where the next half is written, from a place that is not within an escape; -1 where there is none.</summary>
    private static int NextHalf(ReadOnlySpan<byte> json, int from)
    {
        while (true)
        {
            // In JSON a backslash is always the beginning of an escape.
            var escape = json[from..].IndexOf((byte)'\\');
            if (escape < 0)
            {
                return -1;
            }

            from += escape;
            var code = Code(json, from);
            if (code is null)
            {
                from += 2;
            }
            else if (
                char.IsHighSurrogate(code.Value)
                && Code(json, from + EscapeLength) is { } low
                && char.IsLowSurrogate(low)
            )
            {
                from += 2 * EscapeLength;
            }
            else if (char.IsSurrogate(code.Value))
            {
                return from;
            }
            else
            {
                from += EscapeLength;
            }
        }
    }

    private static char? Code(ReadOnlySpan<byte> json, int at) =>
        at + EscapeLength <= json.Length
        && json[at] == '\\'
        && json[at + 1] == 'u'
        && ushort.TryParse(
            json.Slice(at + 2, 4),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var code
        )
            ? (char)code
            : null;
}
