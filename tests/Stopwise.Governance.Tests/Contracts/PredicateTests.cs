using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Tests.Contracts;

public class PredicateTests
{
    private static readonly MessageActionRecord Record = Make.Record(0, 0, RecordFacts.Edit, "src/pkg/a.py") with
    {
        Name = "Edit",
        Agent = "coder-2",
        Reads = ["docs/a.md"],
        Hosts = ["api.example.org"],
        Capabilities = ["fs.write:src/pkg/a.py", "net:api.example.org"],
        Trust = Trust.Tool,
        Provenance = [new Origin(OriginKind.Document, -1, "a.md"), new Origin(OriginKind.Model, -1, "")],
        Payload = """
            {"path": "src/pkg/a.py", "count": 3, "dry": false, "none": null, "tags": ["a", "b"], "odd": "\ud800",
             "items": [{"id": "x"}, {"id": "yy"}], "size": 2.50}
            """,
    };

    [Theory]
    [InlineData("{kind: action}", true)]
    [InlineData("{kind: [message, observation]}", false)]
    [InlineData("{speaker: assistant}", true)]
    [InlineData("{tool: edit}", true)]
    [InlineData("{tool: 'e?it'}", true)]
    [InlineData("{name: 'E*'}", true)]
    [InlineData("{agent: 'coder-*'}", true)]
    [InlineData("{agent: coder}", false)]
    [InlineData("{does: [read, edit]}", true)]
    [InlineData("{does: read}", false)]
    [InlineData("{file: '*.md'}", true)]
    [InlineData("{reads: '*.py'}", false)]
    [InlineData("{writes: 'src/*.py'}", false)]
    [InlineData("{writes: 'src/**/*.py'}", true)]
    [InlineData("{writes: 'src/**'}", true)]
    [InlineData("{writes: '**/a.py'}", true)]
    [InlineData("{writes: 'A.py'}", false)]
    [InlineData("{writes: 'a.p'}", false)]
    [InlineData("{host: '*.Example.org'}", true)]
    [InlineData("{capability: 'fs.write:*'}", true)]
    [InlineData("{only: {capability: 'fs.write:*'}}", false)]
    [InlineData("{only: {capability: ['fs.write:*', 'net:*.example.org'], writes: 'src/**'}}", true)]
    [InlineData("{only: {file: '*.py'}}", false)]
    [InlineData("{trust: system}", true)]
    [InlineData("{trust: untrusted}", false)]
    [InlineData("{from: document}", true)]
    [InlineData("{from: [user, memory]}", false)]
    [InlineData("{sourced: true}", true)]
    [InlineData("{sourced: false}", false)]
    [InlineData("{text: 'pkg/[a-c]\\.py'}", true)]
    [InlineData("{text: '^pkg'}", false)]
    [InlineData("{outcome: ok}", false)]
    [InlineData("{outcome: error}", false)]
    [InlineData("{kind: action, does: read}", false)]
    [InlineData("{kind: action, not: {does: read}}", true)]
    [InlineData("{any: [{does: read}, {does: edit}]}", true)]
    [InlineData("{all: [{does: read}, {does: edit}]}", false)]
    [InlineData("[{does: read}, {does: edit}]", true)]
    [InlineData("{argument: {path: $.path, equals: src/pkg/a.py}}", true)]
    [InlineData("{argument: {path: count, equals: 3.0}}", true)]
    [InlineData("{argument: {path: count, in: [1, 2]}}", false)]
    [InlineData("{argument: {path: dry, equals: false}}", true)]
    [InlineData("{argument: {path: none, equals: null}}", true)]
    [InlineData("{argument: {path: 'items[1].id', matches: '^y+$'}}", true)]
    [InlineData("{argument: {path: 'items[2].id', matches: '.*'}}", false)]
    [InlineData("{argument: {path: odd, matches: '.*'}}", false)]
    [InlineData("{argument: {path: gone, equals: 1}}", false)]
    [InlineData("{arguments: {type: object, required: [path, count]}}", true)]
    [InlineData("{arguments: {required: [gone]}}", false)]
    [InlineData("{arguments: {additionalProperties: false, properties: {path: {}}}}", false)]
    [InlineData("{arguments: {properties: {count: {type: integer, minimum: 3, maximum: 3}}}}", true)]
    [InlineData("{arguments: {properties: {count: {type: string}}}}", false)]
    [InlineData("{arguments: {properties: {size: {type: integer}}}}", false)]
    [InlineData("{arguments: {properties: {size: {type: [string, number], const: 2.5}}}}", true)]
    [InlineData("{arguments: {properties: {path: {minLength: 12, maxLength: 12, pattern: 'py$'}}}}", true)]
    [InlineData("{arguments: {properties: {path: {maxLength: 11}}}}", false)]
    [InlineData("{arguments: {properties: {tags: {items: {enum: [a, b]}}}}}", true)]
    [InlineData("{arguments: {properties: {tags: {items: {enum: [a]}}}}}", false)]
    [InlineData("{arguments: {properties: {dry: {type: boolean}, none: {type: 'null'}, tags: {type: array}}}}", true)]
    public void A_predicate_holds(string predicate, bool holds)
    {
        var set = ContractSet.Parse(
            $"version: 1\ncontracts:\n- name: it\n  rule: It.\n  absence: {predicate}",
            "predicate.yaml"
        );

        set.Judge([Record]).Status.ShouldBe(holds ? ContractStatus.Fail : ContractStatus.Pass);
    }

    [Fact]
    public void Arguments_of_what_is_no_json_match_nothing()
    {
        foreach (var payload in new[] { "", "ls -la", "{", "[1]", "{\"a\": \ud800}" })
        {
            foreach (var predicate in new[] { "{arguments: {}}", "{argument: {path: a, in: [1]}}" })
            {
                ContractSet
                    .Parse($"version: 1\ncontracts:\n- name: it\n  rule: It.\n  absence: {predicate}", "predicate.yaml")
                    .Judge([Record with { Payload = payload }])
                    .Status.ShouldBe(ContractStatus.Pass, payload);
            }
        }
    }

    [Fact]
    public void An_outcome_is_that_of_a_result()
    {
        var result = Record with { Kind = RecordKind.Observation };
        Pattern.Never(Predicate.Outcome(failed: false)).Set().Judge([result]).Status.ShouldBe(ContractStatus.Fail);
        Pattern
            .Never(Predicate.Outcome(failed: true))
            .Set()
            .Judge([result with { Facts = RecordFacts.Error }])
            .Status.ShouldBe(ContractStatus.Fail);
    }

    [Fact]
    public void Predicates_with_the_same_text_are_asked_once()
    {
        var table = new Stopwise.Governance.Contracts.Predicates.PredicateTable();
        var edit = Predicate.Does(RecordFacts.Edit);
        var one = table.Add(edit & !Predicate.Does(RecordFacts.Read));
        var other = table.Add(Predicate.All(Predicate.Does(RecordFacts.Edit), !Predicate.Does(RecordFacts.Read)));

        one.ShouldBe(other);
        table.Count.ShouldBe(4);
    }
}
