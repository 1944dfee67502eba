using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Tests.Contracts;

/// <summary>Generated runs of a few tools, files, agents and hosts, in steps of one to three records.</summary>
internal static class GeneratedRun
{
    private static readonly string[] Files = ["a.py", "b.py", "src/c.py", ".env"];
    private static readonly string[] Hosts = ["example.org", "example.net"];
    private static readonly string[] Tools = ["bash", "edit", "search"];
    private static readonly string[] Agents = ["planner", "coder"];

    private static readonly RecordFacts[] Facts =
    [
        RecordFacts.Read,
        RecordFacts.Edit,
        RecordFacts.Check,
        RecordFacts.Commit,
        RecordFacts.Network,
        RecordFacts.Secret,
        RecordFacts.Ask,
        RecordFacts.Final,
    ];

    public static IReadOnlyList<MessageActionRecord> Of(int seed, int records)
    {
        var random = new Random(seed);
        var run = new List<MessageActionRecord>(records);
        var step = -1;
        for (var seq = 0; seq < records; seq++)
        {
            step += seq == 1 || random.Next(3) == 0 ? 1 + (random.Next(6) == 0 ? 1 : 0) : 0;
            run.Add(Record(random, seq, step));
        }

        return run;
    }

    public static MessageActionRecord Record(Random random, int seq, int step)
    {
        var kind = (RecordKind)random.Next(3);
        return new MessageActionRecord
        {
            RunId = "generated",
            Seq = seq,
            Step = step,
            Speaker = (Speaker)random.Next(4),
            Kind = kind,
            Name = Tools[random.Next(Tools.Length)],
            Agent = random.Next(3) == 0 ? null : Agents[random.Next(Agents.Length)],
            Payload = random.Next(2) == 0 ? "{\"cmd\": \"ls\"}" : $"{{\"cmd\": \"cat {random.Next(3)}\"}}",
            Facts = Facts[random.Next(Facts.Length)] | (random.Next(3) == 0 ? Facts[random.Next(Facts.Length)] : 0),
            Reads = Some(random, Files),
            Writes = Some(random, Files),
            Hosts = Some(random, Hosts),
            Provenance = seq > 0 && random.Next(2) == 0 ? [new Origin(OriginKind.Tool, random.Next(seq), "")] : [],
            Trust = (Trust)random.Next(4),
            Cost =
                kind == RecordKind.Message
                    ? new RecordCost(random.Next(900), random.Next(90), 0, random.Next(4) == 0 ? null : 0.01m, false)
                    : RecordCost.None,
            At = DateTimeOffset.UnixEpoch.AddSeconds((20 * seq) + random.Next(10)),
        };
    }

    /// <summary>A contract of every kind, in every slicing and scope that makes sense, with small bounds so that they break.</summary>
    public static ContractSet Contracts { get; } = new(All());

    private static IEnumerable<Contract> All()
    {
        var read = Predicate.Does(RecordFacts.Read);
        var edit = Predicate.Does(RecordFacts.Edit);
        var check = Predicate.Does(RecordFacts.Check);
        (string Name, Pattern Pattern)[] patterns =
        [
            ("step", Pattern.Step(edit, Predicate.Only(RecordField.Writes, "*.py"))),
            ("never", Pattern.Never(edit & Predicate.Like(RecordField.Writes, "src/**"))),
            ("happens", Pattern.Happens(check)),
            ("happens-soon", Pattern.Happens(check, within: 2)),
            ("precedence", Pattern.Precedence(read, edit)),
            ("response", Pattern.Response(edit, check)),
            ("response-soon", Pattern.Response(edit, check, within: 2)),
            ("repetition", Pattern.Repetition(Predicate.Kind(RecordKind.Action), 1)),
            ("repetition-same", Pattern.Repetition(Predicate.Kind(RecordKind.Action), 1, SameBy.Action)),
            ("repetition-row", Pattern.Repetition(Predicate.Kind(RecordKind.Action), 1, SameBy.Tool, inARow: true)),
            ("alphabet", Pattern.Alphabet(Predicate.Like(RecordField.Agent, "plan*"), !edit)),
            ("tokens", Pattern.Budget(Spending.Tokens, 3_000)),
            ("input", Pattern.Budget(Spending.InputTokens, 2_000)),
            ("output", Pattern.Budget(Spending.OutputTokens, 200)),
            ("usd", Pattern.Budget(Spending.Usd, 0.05m)),
            ("steps", Pattern.Budget(Spending.Steps, 6)),
            ("calls", Pattern.Budget(Spending.Calls, 5)),
            ("minutes", Pattern.Budget(Spending.Minutes, 4)),
            ("termination", Pattern.Termination(5, Predicate.Does(RecordFacts.Final))),
        ];
        foreach (var (name, pattern) in patterns)
        {
            foreach (var each in Enum.GetValues<SliceBy>())
            {
                var contract = new Contract
                {
                    Name = $"{name}-{each}",
                    Rule = "Generated.",
                    Pattern = pattern,
                    Each = each,
                };
                yield return contract;
                yield return contract with
                {
                    Name = $"{contract.Name}-from",
                    From = Predicate.Does(RecordFacts.Ask),
                };
                yield return contract with
                {
                    Name = $"{contract.Name}-between",
                    From = Predicate.Does(RecordFacts.Ask),
                    Until = Predicate.Does(RecordFacts.Commit),
                };
            }
        }

        yield return new Contract
        {
            Name = "flow",
            Rule = "Generated.",
            Pattern = Pattern.Flow(Predicate.Does(RecordFacts.Secret), Predicate.Does(RecordFacts.Network), check),
        };
        yield return new Contract
        {
            Name = "flow-until",
            Rule = "Generated.",
            Pattern = Pattern.Flow(Predicate.Does(RecordFacts.Secret), Predicate.Does(RecordFacts.Network)),
            Until = Predicate.Does(RecordFacts.Commit),
        };
    }

    private static string[] Some(Random random, string[] of) =>
        random.Next(3) switch
        {
            0 => [],
            1 => [of[random.Next(of.Length)]],
            _ => [of[random.Next(of.Length)], of[random.Next(of.Length)]],
        };
}
