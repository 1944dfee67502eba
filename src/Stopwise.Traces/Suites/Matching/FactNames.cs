using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Records;
using Stopwise.Governance.Yaml;

namespace Stopwise.Traces.Suites.Matching;

/// <summary>What a call does, in the words of contract files: <see cref="RecordFacts"/> in kebab case.</summary>
internal static class FactNames
{
    private static readonly string[] All =
    [
        .. Enum.GetValues<RecordFacts>().Where(f => f != RecordFacts.None).Select(Spelling.Of),
    ];

    /// <summary>The facts of the field <c>does</c>, and how messages name them.</summary>
    public static (RecordFacts Facts, string Words) Read(YamlNode node)
    {
        string[] names = [.. node.Values("does").Select(v => v.OneOf("does", All))];
        var facts = names.Aggregate(RecordFacts.None, (all, name) => all | Spelling.Find<RecordFacts>(name)!.Value);
        return (facts, string.Join(" or ", names));
    }
}
