using Stopwise.Governance.Records;
using Stopwise.Traces.Formats.Declared;

namespace Stopwise.Traces.Suites.Matching;

/// <summary>What a call does, in the words of contract files: <see cref="RecordFacts"/> in kebab case.</summary>
internal static class FactNames
{
    private static readonly (string Name, RecordFacts Fact)[] All =
    [
        .. Enum.GetValues<RecordFacts>().Where(f => f != RecordFacts.None).Select(f => (Kebab(f.ToString()), f)),
    ];

    /// <summary>The facts of the field <c>does</c>, and how messages name them.</summary>
    public static (RecordFacts Facts, string Words) Read(SuiteMap map, FormatNode node)
    {
        var names = map.Texts("does");
        var facts = names.Aggregate(RecordFacts.None, (all, name) => all | Fact(map, node, name));
        return facts == RecordFacts.None
            ? map.Refuse<(RecordFacts, string)>(node, "'does' takes a name or a list of names.")
            : (facts, string.Join(" or ", names));
    }

    private static RecordFacts Fact(SuiteMap map, FormatNode node, string name)
    {
        var fact = Array.Find(All, f => f.Name == name).Fact;
        string[] known = [.. All.Select(f => f.Name)];
        return fact != RecordFacts.None
            ? fact
            : map.Refuse<RecordFacts>(
                node,
                $"'{name}' is nothing that a call does; {SuiteMap.Nearest(name, known)}it may be {string.Join(", ", known)}."
            );
    }

    private static string Kebab(string name) =>
        string.Concat(
            name.Select((c, i) => char.IsUpper(c) ? $"{(i == 0 ? "" : "-")}{char.ToLowerInvariant(c)}" : $"{c}")
        );
}
