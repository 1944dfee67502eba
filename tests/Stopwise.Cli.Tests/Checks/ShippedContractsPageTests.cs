using System.Text;
using Stopwise.Governance.Contracts;

namespace Stopwise.Cli.Tests.Checks;

/// <summary>The tables of docs/reference/shipped-contracts.md are written from the contracts; STOPWISE_APPROVE=1 rewrites them.</summary>
public class ShippedContractsPageTests
{
    private const string Begin = "<!-- contracts: begin; written by ShippedContractsPageTests -->\n";
    private const string End = "<!-- contracts: end -->\n";

    [Fact]
    public void The_page_says_what_ships() =>
        GeneratedPart.ShouldBe("docs/reference/shipped-contracts.md", Begin, End, Tables());

    [Fact]
    public void Every_contract_is_read_from_a_file_of_its_own_theme() =>
        Files()
            .SelectMany(f => f.Contracts)
            .Select(c => c.Name)
            .ShouldBe(ContractSet.Shipped.Contracts.Select(c => c.Name), ignoreOrder: true);

    private static IEnumerable<(string Name, string About, IReadOnlyList<Contract> Contracts)> Files() =>
        Directory
            .EnumerateFiles(Path.Combine(Repo.Root, "src/Stopwise.Governance/Contracts/Shipped"), "*.yaml")
            .Order(StringComparer.Ordinal)
            .Select(f => (Path.GetFileName(f), File.ReadAllText(f)))
            .Select(f => (f.Item1, About(f.Item2), ContractSet.Parse(f.Item2, f.Item1).Contracts));

    /// <summary>The comment at the head of a file.</summary>
    private static string About(string yaml) =>
        string.Join(' ', yaml.Split('\n').TakeWhile(l => l.StartsWith('#')).Select(l => l[1..].Trim()));

    private static string Tables()
    {
        var text = new StringBuilder();
        foreach (var (name, about, contracts) in Files())
        {
            text.Append($"\n## {name}\n\n{about}\n\n| contract | severity | rule |\n|---|---|---|\n");
            foreach (var contract in contracts)
            {
                text.Append(
                    $"| `{contract.Name}` | {contract.Severity.ToString().ToLowerInvariant()} | {contract.Rule} |\n"
                );
            }
        }

        return text.Append('\n').ToString();
    }
}
