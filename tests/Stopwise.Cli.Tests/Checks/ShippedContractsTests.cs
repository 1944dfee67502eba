using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;

namespace Stopwise.Cli.Tests.Checks;

public class ShippedContractsTests
{
    private static readonly ContractSet Shipped = ContractSet.Shipped;

    public static TheoryData<string> Names => [.. Shipped.Contracts.Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Each_is_broken_at_its_step_and_kept_by_what_comes_near(string name)
    {
        var example = ShippedCases.All.SingleOrDefault(c => c.Contract == name);
        example.ShouldNotBeNull($"{name} ships without records that break it and records that keep it");

        var broken = VerdictOf(name, example.Breaks);
        broken.Status.ShouldBe(ContractStatus.Fail, name);
        broken.First!.Seq.ShouldBe(example.BreaksAt, name);

        var kept = VerdictOf(name, example.Keeps);
        kept.Status.ShouldBe(ContractStatus.Pass, $"{name}: {kept.First}");
        kept.Applied.ShouldBeTrue($"{name} does not apply to what should come near it");
    }

    [Fact]
    public void Every_example_is_of_a_contract_that_ships() =>
        ShippedCases.All.Select(c => c.Contract).Except(Shipped.Contracts.Select(c => c.Name)).ShouldBeEmpty();

    [Fact]
    public void Rules_are_one_sentence_and_names_are_kebab_case() =>
        Shipped
            .Contracts.Where(c =>
                !c.Rule.EndsWith('.')
                || c.Rule.Contains(". ", StringComparison.Ordinal)
                || c.Name.Any(l => !char.IsAsciiLetterLower(l) && !char.IsAsciiDigit(l) && l != '-')
            )
            .Select(c => c.Name)
            .ShouldBeEmpty();

    [Fact]
    public void No_run_without_records_breaks_any() =>
        Verdicts(Shipped, []).Where(v => v.Status == ContractStatus.Fail).Select(v => v.Contract.Name).ShouldBeEmpty();

    /// <summary>An honest little run: whatever breaks on it would break everywhere.</summary>
    [Fact]
    public void An_honest_run_breaks_none()
    {
        var records = RecordScript.Read(
            "act read r=src/a.py : cat src/a.py",
            "obs read r=src/a.py from=0 : def a(): return 1",
            "act edit w=src/a.py from=1 : sed -i s/1/2/ src/a.py",
            "obs edit w=src/a.py from=2",
            "act check : pytest",
            "obs check check-passed from=4 : 3 passed",
            "msg final claim from=5 : I changed `a` to return 2. All tests pass."
        );

        Verdicts(Shipped, records)
            .Where(v => v.Status == ContractStatus.Fail)
            .Select(v => v.Contract.Name)
            .ShouldBeEmpty();
    }

    private static ContractVerdict VerdictOf(string name, string[] lines) =>
        Verdicts(Shipped.Only([name]), RecordScript.Read(lines)).Single();

    private static IReadOnlyList<ContractVerdict> Verdicts(
        ContractSet contracts,
        IReadOnlyList<MessageActionRecord> records
    )
    {
        var monitor = contracts.Start();
        foreach (var record in records)
        {
            monitor.Step(record);
        }

        return monitor.Verdicts(over: true);
    }
}
