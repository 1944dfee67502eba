using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stopwise.Traces.Formats;

namespace Stopwise.Traces.Suites.Matching;

/// <summary>The same value: JSON by its meaning, a text without the blanks at its ends.</summary>
internal sealed class EqualMatch(JsonElement wanted) : Match
{
    public override string Words => $"equals {Clip.Of(TextOf(wanted))}";

    public override bool Holds(SeenValue value) =>
        value.IsJson || wanted.ValueKind is JsonValueKind.Object or JsonValueKind.Array
            ? value.Json is { } json && JsonElement.DeepEquals(json, wanted)
            : string.Equals(value.Text.Trim(), TextOf(wanted).Trim(), StringComparison.Ordinal);

    internal static string TextOf(JsonElement json) =>
        json.ValueKind == JsonValueKind.String ? json.AsText()! : json.GetRawText();
}

/// <summary>One of some values.</summary>
internal sealed class MemberMatch(IReadOnlyList<JsonElement> members) : Match
{
    private readonly EqualMatch[] _members = [.. members.Select(m => new EqualMatch(m))];

    public override string Words =>
        $"is one of {string.Join(", ", members.Select(m => Clip.Of(EqualMatch.TextOf(m))))}";

    public override bool Holds(SeenValue value) => Array.Exists(_members, m => m.Holds(value));
}

/// <summary>Holds all of some texts, letter by letter; of a JSON list, all of them as elements.</summary>
internal sealed class ContainMatch(IReadOnlyList<string> parts) : Match
{
    public override string Words => $"contains {string.Join(" and ", parts.Select(p => Clip.Of(p)))}";

    public override bool Holds(SeenValue value) => parts.All(p => Has(value, p));

    /// <summary>Where something is that should not be there, its surroundings.</summary>
    public override string Found(SeenValue value)
    {
        var at = value.Text.IndexOf(parts[0], StringComparison.Ordinal);
        return at > 0 && parts.Count == 1 ? Clip.Around(value.Text, at) : Clip.Of(value.Text);
    }

    private static bool Has(SeenValue value, string part) =>
        value is { IsJson: true, Json: { ValueKind: JsonValueKind.Array } list }
            ? list.EnumerateArray().Any(e => string.Equals(EqualMatch.TextOf(e), part, StringComparison.Ordinal))
            : value.Text.Contains(part, StringComparison.Ordinal);
}

/// <summary>Fits a regular expression somewhere, in time linear in its length.</summary>
internal sealed class PatternMatch(Regex pattern) : Match
{
    public override string Words => $"matches /{Clip.Of(pattern.ToString()).Trim('"')}/";

    public override bool Holds(SeenValue value) => pattern.IsMatch(value.Text);

    public override string Found(SeenValue value) =>
        pattern.Match(value.Text) is { Success: true, Index: > 0 and var at }
            ? Clip.Around(value.Text, at)
            : Clip.Of(value.Text);
}

/// <summary>A number in a range, both ends in it.</summary>
internal sealed class RangeMatch(Bounds bounds) : Match
{
    public override string Words => $"is a number {bounds.Words}";

    public override bool Holds(SeenValue value) => value.Number is { } number && bounds.Hold(number);
}

/// <summary>A length in a range, both ends in it: characters of a text, elements of a JSON list.</summary>
internal sealed class LengthMatch(Bounds bounds) : Match
{
    public override string Words => $"has a length {bounds.Words}";

    public override bool Holds(SeenValue value) => bounds.Hold(LengthOf(value));

    public override string Found(SeenValue value) =>
        string.Create(CultureInfo.InvariantCulture, $"a length of {LengthOf(value)}: {Clip.Of(value.Text)}");

    private static int LengthOf(SeenValue value) =>
        value is { IsJson: true, Json: { ValueKind: JsonValueKind.Array } list }
            ? list.GetArrayLength()
            : value.Text.EnumerateRunes().Count();
}

/// <summary>Two ends of a range; null is open.</summary>
internal readonly record struct Bounds(double? Least, double? Most)
{
    public string Words =>
        this switch
        {
            { Least: { } least, Most: { } most } when least.Equals(most) => $"of {Clip.Number(least)}",
            { Least: { } least, Most: { } most } => $"from {Clip.Number(least)} to {Clip.Number(most)}",
            { Least: { } least } => $"of at least {Clip.Number(least)}",
            { Most: { } most } => $"of at most {Clip.Number(most)}",
            _ => "of any size",
        };

    public bool Hold(double number) => !(number < Least) && !(number > Most);
}
