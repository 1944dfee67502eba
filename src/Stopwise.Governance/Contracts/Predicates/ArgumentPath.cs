using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Stopwise.Governance.Contracts.Predicates;

/// <summary>One place in a JSON payload: names and indices, <c>$.files[0].path</c>. The leading <c>$.</c> may be left out.</summary>
internal sealed class ArgumentPath
{
    private const int MostParts = 16;

    private static readonly SearchValues<char> Special = SearchValues.Create("[]*'\"? ");

    private readonly string[] _parts;

    private ArgumentPath(string text, string[] parts) => (Text, _parts) = (text, parts);

    public string Text { get; }

    /// <exception cref="ArgumentException">It is none.</exception>
    public static ArgumentPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = text.StartsWith("$.", StringComparison.Ordinal) ? text[2..] : text;
        var parts = plain.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        if (parts.Length > MostParts || !Array.TrueForAll(parts, IsPart))
        {
            throw new ArgumentException($"'{text}' is no path such as '$.options.files[0]'.");
        }

        return new ArgumentPath(text, parts);
    }

    /// <summary>What is there; null where nothing is.</summary>
    public JsonElement? Find(JsonElement root)
    {
        var at = root;
        foreach (var part in _parts)
        {
            if (!(part[0] == '[' ? Element(ref at, part) : Json.TryField(at, part, out at)))
            {
                return null;
            }
        }

        return at;
    }

    private static bool Element(ref JsonElement at, string part)
    {
        var index = IndexOf(part);
        if (at.ValueKind != JsonValueKind.Array || index >= at.GetArrayLength())
        {
            return false;
        }

        at = at[index];
        return true;
    }

    private static bool IsPart(string part) =>
        part.Length > 0
        && (part[0] == '[' ? part[^1] == ']' && IndexOf(part) >= 0 : !part.AsSpan().ContainsAny(Special));

    private static int IndexOf(string part) =>
        int.TryParse(part.AsSpan(1, part.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : -1;
}
