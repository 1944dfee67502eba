using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Replay;

/// <summary>
/// A request in canonical spelling, which two requests share exactly when they ask the same: key-sorted JSON without the fields that
/// say nothing about what is asked.
/// </summary>
/// <remarks>
/// Conversations only grow, so a run's requests repeat each other. The items of the message list are kept apart and are the same objects
/// in request after request: a run of n steps costs memory for n messages and not for n(n+1)/2.
/// </remarks>
public sealed class CanonicalRequest
{
    /// <summary>The lists that grow from request to request, the first one found is kept in pieces.</summary>
    internal static readonly string[] ListNames = ["messages", "input", "contents"];

    private readonly string _before;
    private readonly string _after;
    private string? _sha256;

    internal CanonicalRequest(string before, IReadOnlyList<string> items, string after) =>
        (_before, Items, _after) = (before, items, after);

    /// <summary>The canonical text.</summary>
    public string Text => $"{_before}{string.Join(',', Items)}{_after}";

    /// <summary>SHA-256 of <see cref="Text"/> as UTF-8, in lower-case hexadecimal digits.</summary>
    public string Sha256 => _sha256 ??= Hashed();

    /// <summary>The messages, each in canonical spelling; empty where the request has no list of any.</summary>
    internal IReadOnlyList<string> Items { get; }

    /// <summary>The text before the first and after the last message.</summary>
    internal (string Before, string After) Frame => (_before, _after);

    /// <summary>Whether both spell the same text.</summary>
    public bool SameAs(CanonicalRequest? other) => other is not null && Sha256 == other.Sha256;

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <param name="body">What is asked, a JSON value.</param>
    /// <param name="leftOut">Fields of the request itself that say nothing about what is asked.</param>
    /// <param name="anywhere">Fields of any object in it that say nothing about what is asked.</param>
    internal static CanonicalRequest Of(
        JsonElement body,
        IReadOnlySet<string>? leftOut = null,
        IReadOnlySet<string>? anywhere = null
    )
    {
        var list = Array.Find(ListNames, n => body.Field(n) is { ValueKind: JsonValueKind.Array });
        if (body.ValueKind != JsonValueKind.Object || (list is null && leftOut is null))
        {
            return new CanonicalRequest(CanonicalJson.Of(body, anywhere), [], "");
        }

        var (before, after) = (new StringBuilder("{"), new StringBuilder());
        List<string>? items = null;
        foreach (var (name, value) in CanonicalJson.Sorted(body, anywhere))
        {
            if (leftOut?.Contains(name) == true)
            {
                continue;
            }

            var to = items is null ? before : after;
            to.Append(to == before && to.Length == 1 ? "" : ",").Append(CanonicalJson.OfText(name)).Append(':');
            if (items is null && name == list)
            {
                items = [.. value.EnumerateArray().Select(i => CanonicalJson.Of(i, anywhere))];
                before.Append('[');
                after.Append(']');
            }
            else
            {
                to.Append(CanonicalJson.Of(value, anywhere));
            }
        }

        return new CanonicalRequest(before.ToString(), items ?? [], after.Append('}').ToString());
    }

    /// <summary>A request of messages alone.</summary>
    internal static CanonicalRequest OfMessages(IReadOnlyList<string> items) => new("{\"messages\":[", items, "]}");

    /// <summary>How many messages from the first on both begin with.</summary>
    internal int SharedItems(CanonicalRequest other)
    {
        var most = Math.Min(Items.Count, other.Items.Count);
        var shared = 0;
        while (shared < most && Same(Items[shared], other.Items[shared]))
        {
            shared++;
        }

        return shared;
    }

    /// <summary>How far both agree in the first piece that differs, once so many messages are the same.</summary>
    internal int SharedLetters(CanonicalRequest other, int items) =>
        !Same(_before, other._before) ? _before.AsSpan().CommonPrefixLength(other._before)
        : items < Items.Count && items < other.Items.Count
            ? Items[items].AsSpan().CommonPrefixLength(other.Items[items])
        : items < Items.Count || items < other.Items.Count ? 0
        : _after.AsSpan().CommonPrefixLength(other._after);

    private static bool Same(string a, string b) =>
        ReferenceEquals(a, b) || string.Equals(a, b, StringComparison.Ordinal);

    private string Hashed()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, _before);
        for (var i = 0; i < Items.Count; i++)
        {
            if (i > 0)
            {
                hash.AppendData(","u8);
            }

            Append(hash, Items[i]);
        }

        Append(hash, _after);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
}
