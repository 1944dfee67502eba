using Stopwise.Exits;
using Stopwise.Governance.Contracts.Predicates;
using Stopwise.Governance.Yaml;

namespace Stopwise.Governance.Contracts.Reading;

/// <summary>Reads contract files strictly: what is not known, missing or contradictory is refused with its line.</summary>
internal static class ContractFileReader
{
    private static readonly YamlKind Kind = new("contract", "version: 1", 256 * 1024);

    /// <summary>The most contracts of one file.</summary>
    public const int MostContracts = 500;

    private static readonly string[] Patterns =
    [
        "step",
        "absence",
        "existence",
        "precedence",
        "response",
        "repetition",
        "alphabet",
        "budget",
        "termination",
        "flow",
    ];

    private static readonly string[] Keys = ["name", "rule", "severity", "each", "from", "until", .. Patterns];

    private static readonly IReadOnlyList<string> Slicings =
    [
        .. Spelling.All<SliceBy>().Where(s => s != Spelling.Of(SliceBy.Run)),
    ];

    /// <exception cref="StopwiseException">There is a mistake.</exception>
    public static IReadOnlyList<Contract> Read(string yaml, string file)
    {
        var top = new YamlSection(YamlReader.Read(Kind, file, yaml), "the file", "version", "define", "contracts");
        if (top.Needed("version").Text != "1")
        {
            throw top.Needed("version").Problem("'version' is that of this layout: write 'version: 1'.");
        }

        var predicates = new PredicateReader();
        if (top.Find("define") is { } define)
        {
            foreach (var field in define.Fields ?? throw define.Problem("'define' takes names with a predicate each."))
            {
                predicates.Define(field);
            }
        }

        var list = top.Needed("contracts");
        if (list.Items is not { Count: > 0 and <= MostContracts } items)
        {
            throw list.Problem(
                $"'contracts' is a list of 1 to {MostContracts} contracts, each beginning with '- name: ...'."
            );
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var contracts = new List<Contract>(items.Count);
        foreach (var item in items)
        {
            var contract = ReadContract(new YamlSection(item, "a contract", Keys), new PatternReader(predicates));
            if (!names.Add(contract.Name))
            {
                throw item.Problem($"Two contracts are called '{contract.Name}': rename one.");
            }

            contracts.Add(contract);
        }

        return contracts;

        Contract ReadContract(YamlSection section, PatternReader patterns) =>
            new()
            {
                Name = NameOf(section),
                Rule = section.NeededText("rule"),
                Severity = section.Find("severity") is { } severity
                    ? Spelling.Find<Severity>(severity.OneOf("severity", Spelling.All<Severity>()))!.Value
                    : Severity.Warning,
                Each = EachOf(section),
                From = section.Find("from") is { } from ? predicates.Read(from) : null,
                Until = section.Find("until") is { } until ? predicates.Read(until) : null,
                Pattern = PatternOf(section, patterns),
            };
    }

    private static string NameOf(YamlSection section)
    {
        var node = section.Needed("name");
        return
            node.Text is { Length: > 0 and <= 64 } name
            && char.IsAsciiLetterLower(name[0])
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? name
            : throw node.Problem(
                "'name' takes up to 64 lower-case letters, digits and dashes, and begins with a letter."
            );
    }

    private static SliceBy EachOf(YamlSection section)
    {
        if (section.Find("each") is not { } each)
        {
            return SliceBy.Run;
        }

        var by = Spelling.Find<SliceBy>(each.OneOf("each", Slicings))!.Value;
        return section.Find("flow") is null
            ? by
            : throw each.Problem("A flow follows data through the whole run: leave out 'each'.");
    }

    private static Pattern PatternOf(YamlSection section, PatternReader reader)
    {
        string[] given = [.. Patterns.Where(p => section.Find(p) is not null)];
        return given switch
        {
            [var one] => reader.Read(one, section),
            [] => throw section.Node.Problem(
                $"This contract says nothing: give it one of {string.Join(", ", Patterns)}."
            ),
            _ => throw section
                .Find(given[1])!
                .Problem(
                    $"A contract has one pattern, this one has {string.Join(" and ", given)}: make it two contracts."
                ),
        };
    }
}
