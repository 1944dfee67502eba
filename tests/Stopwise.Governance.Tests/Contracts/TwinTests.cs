using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Tests.Contracts;

/// <summary>A contract of a file and the same one written in code give the same verdicts.</summary>
public class TwinTests
{
    private static readonly Predicate Checks = Predicate.Does(RecordFacts.Check);
    private static readonly Predicate Edits = Predicate.Does(RecordFacts.Edit);

    public static TheoryData<string> Names => [.. Twins.Keys];

    private static readonly Dictionary<string, (string Yaml, Contract Code)> Twins = new(StringComparer.Ordinal)
    {
        ["step"] = (
            "step: {when: {kind: action}, must: {only: {host: example.org}}}",
            Of(Pattern.Step(Predicate.Kind(RecordKind.Action), Predicate.Only(RecordField.Host, "example.org")))
        ),
        ["absence"] = (
            "absence: {not: {does: check}, tool: [bash, 'ed*']}",
            Of(
                Pattern.Never(
                    Predicate.Any(Predicate.Like(RecordField.Tool, "bash"), Predicate.Like(RecordField.Tool, "ed*"))
                        & !Checks
                )
            )
        ),
        ["existence"] = ("existence: {of: {does: check}, within: 2 steps}", Of(Pattern.Happens(Checks, within: 2))),
        ["precedence"] = (
            "each: file\n  precedence: {first: {does: read}, then: {does: edit}}",
            Of(Pattern.Precedence(Predicate.Does(RecordFacts.Read), Edits)) with
            {
                Each = SliceBy.File,
            }
        ),
        ["response"] = (
            "from: {speaker: user}\n  until: {does: commit}\n  response: {when: {does: edit}, then: {does: check}, within: 3}",
            Of(Pattern.Response(Edits, Checks, within: 3)) with
            {
                From = Predicate.Speaker(Speaker.User),
                Until = Predicate.Does(RecordFacts.Commit),
            }
        ),
        ["repetition"] = (
            "repetition: {of: {kind: action}, most: 2, same: action, in-a-row: true}",
            Of(Pattern.Repetition(Predicate.Kind(RecordKind.Action), 2, SameBy.Action, inARow: true))
        ),
        ["alphabet"] = (
            "alphabet: {agent: planner, only: {does: [read, check]}}",
            Of(
                Pattern.Alphabet(
                    Predicate.Like(RecordField.Agent, "planner"),
                    Predicate.Does(RecordFacts.Read | RecordFacts.Check)
                )
            )
        ),
        ["budget"] = ("budget: {tokens: 2500}", Of(Pattern.Budget(Spending.Tokens, 2_500))),
        ["termination"] = ("termination: {within: 9}", Of(Pattern.Termination(9, Predicate.Does(RecordFacts.Final)))),
        ["flow"] = (
            "flow: {from: {does: secret}, to: {does: network}, unless: {trust: untrusted}}",
            Of(
                Pattern.Flow(
                    Predicate.Does(RecordFacts.Secret),
                    Predicate.Does(RecordFacts.Network),
                    Predicate.Trust(Trust.Untrusted)
                )
            )
        ),
    };

    [Theory, MemberData(nameof(Names))]
    public void Both_ways_say_the_same(string name)
    {
        var (yaml, code) = Twins[name];
        var read = ContractSet.Parse($"version: 1\ncontracts:\n- name: twin\n  rule: Twin.\n  {yaml}", "twin.yaml");
        var built = new ContractSet([code]);
        var broken = 0;
        for (var seed = 0; seed < 50; seed++)
        {
            var run = GeneratedRun.Of(seed, 4 + seed);
            var (one, other) = (read.Judge(run), built.Judge(run));
            (one with { Contract = other.Contract }).ShouldBe(other);
            broken += one.Status == ContractStatus.Fail ? 1 : 0;
        }

        broken.ShouldBeInRange(1, 49);
    }

    private static Contract Of(Pattern pattern) =>
        new()
        {
            Name = "twin",
            Rule = "Twin.",
            Pattern = pattern,
        };
}
