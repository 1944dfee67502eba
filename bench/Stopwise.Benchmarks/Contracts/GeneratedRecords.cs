using Stopwise.Governance.Records;

namespace Stopwise.Benchmarks.Contracts;

/// <summary>Records of a made-up coding run, the same for the same seed: a message, a call and its result a step.</summary>
internal static class GeneratedRecords
{
    private static readonly string[] Endings = ["py", "cs", "ts", "go", "rs"];

    private static readonly RecordFacts[] Acts =
    [
        RecordFacts.Read,
        RecordFacts.Read,
        RecordFacts.Search,
        RecordFacts.Edit,
        RecordFacts.Check,
        RecordFacts.Network,
        RecordFacts.Read | RecordFacts.Secret,
    ];

    public static IReadOnlyList<MessageActionRecord> Of(int seed, int steps)
    {
        var random = new Random(seed);
        var records = new List<MessageActionRecord>(3 * steps);
        for (var step = 0; step < steps; step++)
        {
            var agent = $"agent-{random.Next(5)}";
            records.Add(Message(records.Count, step, agent, random));
            var call = Call(records.Count, step, agent, random);
            records.Add(call);
            records.Add(Result(call, random));
        }

        return records;
    }

    private static MessageActionRecord Message(int seq, int step, string agent, Random random) =>
        new()
        {
            RunId = "generated",
            Seq = seq,
            Step = step,
            Agent = agent,
            Speaker = Speaker.Assistant,
            Kind = RecordKind.Message,
            Name = "reply",
            Payload = new string('w', random.Next(800)),
            Cost = new RecordCost(random.Next(20_000), random.Next(400), 0, 0.01m, false),
        };

    private static MessageActionRecord Call(int seq, int step, string agent, Random random)
    {
        var facts = Acts[random.Next(Acts.Length)];
        var file = $"src/part{random.Next(8)}/file{random.Next(6)}.{Endings[random.Next(Endings.Length)]}";
        return new()
        {
            RunId = "generated",
            Seq = seq,
            Step = step,
            Agent = agent,
            Speaker = Speaker.Assistant,
            Kind = RecordKind.Action,
            Name = $"tool{random.Next(5)}",
            Payload = $"{{\"path\": \"{file}\", \"text\": \"{new string('x', random.Next(600))}\"}}",
            Facts = facts,
            Reads = facts.HasFlag(RecordFacts.Read) ? [file] : [],
            Writes = facts.HasFlag(RecordFacts.Edit) ? [file] : [],
            Hosts = facts.HasFlag(RecordFacts.Network) ? ["example.org"] : [],
            Provenance = seq > 3 ? [new Origin(OriginKind.Tool, seq - 2, "tool")] : [],
            Cost = RecordCost.None,
        };
    }

    private static MessageActionRecord Result(MessageActionRecord call, Random random) =>
        call with
        {
            Seq = call.Seq + 1,
            ParentSeq = call.Seq,
            Speaker = Speaker.Tool,
            Kind = RecordKind.Observation,
            Payload = new string('y', random.Next(2_000)),
            Facts = call.Facts | (random.Next(8) == 0 ? RecordFacts.Error : RecordFacts.None),
            Provenance = [new Origin(OriginKind.Tool, call.Seq, call.Name)],
        };
}
