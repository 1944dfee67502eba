using System.Globalization;
using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Replay;

/// <summary>Where two requests differ first, in the order of their canonical spelling.</summary>
/// <param name="Path">The place as a JSON path, e.g. <c>$.messages[3].content</c>.</param>
/// <param name="Offset">The first byte that differs, counted from 0 within the value at that place, as UTF-8.</param>
/// <param name="RequestOffset">The first byte that differs, counted from 0 within the canonical request that was asked.</param>
/// <param name="Message">The message it lies in, from 0; null where it lies outside of them.</param>
/// <param name="Recorded">A clip of what was recorded there; null where nothing was.</param>
/// <param name="Asked">A clip of what was asked there; null where nothing was.</param>
public sealed record RequestDifference(
    string Path,
    int Offset,
    long RequestOffset,
    int? Message,
    string? Recorded,
    string? Asked
)
{
    private const int ClipBefore = 24;
    private const int ClipAfter = 40;

    /// <summary>Compares; null where both are the same.</summary>
    public static RequestDifference? Between(CanonicalRequest recorded, CanonicalRequest asked)
    {
        ArgumentNullException.ThrowIfNull(recorded);
        ArgumentNullException.ThrowIfNull(asked);
        if (recorded.SameAs(asked))
        {
            return null;
        }

        var (ours, theirs) = (recorded.Text, asked.Text);
        var place =
            CanonicalJson.Parse(ours) is { } a && CanonicalJson.Parse(theirs) is { } b
                ? Walk("$", a, b) ?? Place.Of("$", ours, theirs)
                : Place.Of("$", ours, theirs);
        return new RequestDifference(
            place.Path,
            place.Offset,
            SharedBytes(ours, theirs),
            MessageOf(place.Path),
            place.Recorded,
            place.Asked
        );
    }

    /// <summary>How many bytes of UTF-8 both texts begin with.</summary>
    internal static int SharedBytes(string a, string b)
    {
        var shared = a.AsSpan().CommonPrefixLength(b);

        // A pair that differs in its second half differs from the first byte of its letter on, or later.
        if (shared > 0 && char.IsHighSurrogate(a[shared - 1]))
        {
            shared--;
        }

        var before = Encoding.UTF8.GetByteCount(a.AsSpan(0, shared));
        Span<byte> one = stackalloc byte[4];
        Span<byte> other = stackalloc byte[4];
        var left = Rune.DecodeFromUtf16(a.AsSpan(shared), out var x, out _) == System.Buffers.OperationStatus.Done;
        var right = Rune.DecodeFromUtf16(b.AsSpan(shared), out var y, out _) == System.Buffers.OperationStatus.Done;
        return left && right
            ? before + one[..x.EncodeToUtf8(one)].CommonPrefixLength(other[..y.EncodeToUtf8(other)])
            : before;
    }

    private static Place? Walk(string path, JsonElement ours, JsonElement theirs) =>
        ours.ValueKind != theirs.ValueKind ? Place.Of(path, ours.GetRawText(), theirs.GetRawText())
        : ours.ValueKind == JsonValueKind.Object ? WalkFields(path, ours, theirs)
        : ours.ValueKind == JsonValueKind.Array ? WalkItems(path, ours, theirs)
        : ours.ValueKind == JsonValueKind.String ? Texts(path, ours.AsText()!, theirs.AsText()!)
        : Texts(path, ours.GetRawText(), theirs.GetRawText());

    private static Place? Texts(string path, string ours, string theirs) =>
        string.Equals(ours, theirs, StringComparison.Ordinal) ? null : Place.Of(path, ours, theirs);

    private static Place? WalkFields(string path, JsonElement ours, JsonElement theirs)
    {
        var (left, right) = (CanonicalJson.Sorted(ours).ToList(), CanonicalJson.Sorted(theirs).ToList());
        for (int i = 0, j = 0; i < left.Count || j < right.Count; )
        {
            var order =
                i == left.Count ? 1
                : j == right.Count ? -1
                : string.CompareOrdinal(left[i].Name, right[j].Name);
            if (order < 0)
            {
                return Place.Of(Field(path, left[i].Name), left[i].Value.GetRawText(), null);
            }

            if (order > 0)
            {
                return Place.Of(Field(path, right[j].Name), null, right[j].Value.GetRawText());
            }

            if (Walk(Field(path, left[i].Name), left[i++].Value, right[j++].Value) is { } inside)
            {
                return inside;
            }
        }

        return null;
    }

    private static Place? WalkItems(string path, JsonElement ours, JsonElement theirs)
    {
        var (left, right) = (ours.GetArrayLength(), theirs.GetArrayLength());
        for (var i = 0; i < Math.Max(left, right); i++)
        {
            var item = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
            var inside =
                i == left ? Place.Of(item, null, theirs[i].GetRawText())
                : i == right ? Place.Of(item, ours[i].GetRawText(), null)
                : Walk(item, ours[i], theirs[i]);
            if (inside is not null)
            {
                return inside;
            }
        }

        return null;
    }

    private static string Field(string path, string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? $"{path}.{name}"
            : $"{path}[{CanonicalJson.OfText(name)}]";

    private static int? MessageOf(string path)
    {
        foreach (var list in CanonicalRequest.ListNames)
        {
            var head = $"$.{list}[";
            if (path.StartsWith(head, StringComparison.Ordinal))
            {
                var digits = path.AsSpan(head.Length, path.IndexOf(']', StringComparison.Ordinal) - head.Length);
                return int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
            }
        }

        return null;
    }

    private sealed record Place(string Path, int Offset, string? Recorded, string? Asked)
    {
        public static Place Of(string path, string? recorded, string? asked)
        {
            var shared = (recorded ?? "").AsSpan().CommonPrefixLength(asked ?? "");
            return new Place(
                path,
                SharedBytes(recorded ?? "", asked ?? ""),
                Clip(recorded, shared),
                Clip(asked, shared)
            );
        }

        private static string? Clip(string? text, int at)
        {
            if (text is null)
            {
                return null;
            }

            var from = Math.Max(0, at - ClipBefore);
            var to = Math.Min(text.Length, at + ClipAfter);
            from = from > 0 && char.IsLowSurrogate(text[from]) ? from - 1 : from;
            to = to < text.Length && char.IsLowSurrogate(text[to]) ? to + 1 : to;
            return $"{(from > 0 ? "…" : "")}{text[from..to]}{(to < text.Length ? "…" : "")}";
        }
    }
}
