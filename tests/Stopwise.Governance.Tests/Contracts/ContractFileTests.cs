using Stopwise.Exits;
using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Tests.Contracts;

public class ContractFileTests
{
    internal const string EveryKey = """
        version: 1
        define:
          tests: {does: check}
          grown: {any: [tests, {does: [edit, create]}], not: {tool: submit}}
        contracts:
          - name: paths
            rule: Calls stay in the grant.
            severity: error
            each: tool
            step:
              when: {kind: action}
              must: {only: {writes: ["src/**", "*.md"], host: example.org}, trust: user}
          - name: never-destroy
            rule: Nothing is destroyed.
            until: {speaker: user}
            absence: {does: destructive, outcome: error}
          - name: tested
            rule: Tests are run.
            severity: note
            from: {does: edit}
            existence: {of: tests, within: 5 steps}
          - name: tested-some-time
            rule: Tests are run.
            existence: tests
          - name: no-edit-without-read
            rule: A file is read before it is changed.
            each: file
            precedence: {first: {does: read}, then: {does: edit}}
          - name: tests-after-edit
            rule: Tests follow changes.
            response: {when: grown, then: tests, within: 3}
          - name: no-loop
            rule: The same call is not repeated.
            repetition: {of: {kind: action}, most: 3 times, same: action, in-a-row: true}
          - name: planner-plans
            rule: The planner writes no file.
            alphabet: {agent: "plan*", only: {not: {does: [edit, create, delete]}}}
          - name: system-speaks
            rule: The scaffold only speaks.
            alphabet: {role: [system, user], only: {kind: message}}
          - name: dollars
            rule: Two dollars are enough.
            budget: {usd: 2.5}
          - name: ends
            rule: It ends.
            termination: {within: 50 steps}
          - name: secret
            rule: No secret leaves.
            flow: {from: {does: secret, file: .env}, to: {does: [network, publish]}, unless: {name: redact}}
          - name: arguments
            rule: Orders are small.
            step:
              when: {tool: order, from: [user, document], sourced: true, reads: "a?.txt", capability: "tool:*", agent: a}
              must:
                any:
                  - argument: {path: "$.items[0].count", in: [1, 2]}
                  - argument: {path: note, matches: "^(small|tiny)$"}
                  - argument: {path: dry, equals: true}
                  - arguments:
                      type: object
                      required: [id]
                      additionalProperties: false
                      properties:
                        id: {type: [string, integer], pattern: "^[a-z]+$", minLength: 1, maxLength: 8}
                        count: {type: integer, minimum: 1, maximum: 3}
                        tags: {type: array, items: {enum: [a, b]}}
                        mode: {const: safe}
                all: [{text: "a{2,3}"}, {name: "*"}]
        """;

    [Fact]
    public void A_file_with_every_key_is_read()
    {
        var set = ContractSet.Parse(EveryKey, "every.yaml");

        set.Contracts.Count.ShouldBe(13);
        set.Start().Verdicts(over: false).ShouldAllBe(v => v.Status == ContractStatus.Unknown);
    }

    [Fact]
    public void The_first_edit_without_a_read_of_its_file_is_found()
    {
        var set = ContractSet.Parse(EveryKey, "every.yaml").Only(["no-edit-without-read"]);

        var verdict = set.Judge([
            Make.Record(0, 0, RecordFacts.Read, "a.py"),
            Make.Record(1, 1, RecordFacts.Edit, "a.py"),
            Make.Record(2, 2, RecordFacts.Edit, "b.py"),
            Make.Record(3, 3, RecordFacts.Edit, "b.py"),
        ]);

        verdict.Status.ShouldBe(ContractStatus.Fail);
        verdict.Count.ShouldBe(1);
        verdict.First.ShouldNotBeNull();
        (verdict.First.Seq, verdict.First.Step, verdict.First.Key).ShouldBe((2, 2, "b.py"));
    }

    [Theory]
    [InlineData("version: 2", ":1: 'version'")]
    [InlineData("version: 1\ncontract: []", ":2: 'contract' is no key of the file; the nearest is 'contracts'.")]
    [InlineData(
        "version: 1\ncontracts:\n- name: a\n  rule: r\n  response: {when: {does: edit}, than: {does: check}}",
        ":5: 'than' is no key of response; the nearest is 'then'."
    )]
    [InlineData(
        "version: 1\ncontracts:\n- name: a\n  rule: r\n  absence:\n    does: edti",
        ":6: 'edti' is no value of 'does'; the nearest is 'edit'."
    )]
    [InlineData(
        "version: 1\ndefine: {tests: {does: check}}\ncontracts:\n- name: a\n  rule: r\n  absence: test",
        ":6: 'test' is not defined; the nearest is 'tests'."
    )]
    [InlineData(
        "version: 1\ncontracts:\n- name: a\n  rule: r\n  absence: {does: edit}\n  existence: {does: check}",
        ":6: A contract has one pattern, this one has absence and existence"
    )]
    [InlineData(
        "version: 1\ncontracts:\n- name: a\n  rule: r\n  absence: {text: '(a'}",
        ":5: '(a' is no regular expression"
    )]
    [InlineData(
        "version: 1\ncontracts:\n- name: a\n  rule: r\n  absence: {text: '(a)\\1'}",
        ":5: '(a)\\1' looks around"
    )]
    [InlineData(
        "version: 1\ncontracts:\n- name: a\n  rule: r\n  absence: {arguments: {oneOf: []}}",
        ":5: 'oneOf' is no key of a schema"
    )]
    [InlineData("version: 1\ncontracts: &x [*x]", ":2: Anchors and aliases are not read")]
    public void Mistakes_name_file_line_and_the_nearest_key(string yaml, string message) =>
        Should
            .Throw<StopwiseException>(() => ContractSet.Parse(yaml, "bad.yaml"))
            .Message.ShouldStartWith($"bad.yaml{message}");

    [Fact]
    public void A_name_that_is_not_there_is_answered_with_the_nearest() =>
        Should
            .Throw<StopwiseException>(() => ContractSet.Parse(EveryKey, "every.yaml").Only(["no-lop"]))
            .Message.ShouldContain("'no-loop'");
}
