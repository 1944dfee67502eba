using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Tests.Contracts;

/// <summary>Records made by hand.</summary>
internal static class Make
{
    public static MessageActionRecord Record(
        int seq,
        int step,
        RecordFacts facts = RecordFacts.None,
        params string[] files
    ) =>
        new()
        {
            RunId = "made-by-hand",
            Seq = seq,
            Step = step,
            Speaker = Speaker.Assistant,
            Kind = RecordKind.Action,
            Name = "bash",
            Facts = facts,
            Writes = files,
            Cost = RecordCost.None,
        };

    /// <summary>One record a step with these facts.</summary>
    public static IReadOnlyList<MessageActionRecord> Run(params RecordFacts[] facts) =>
        [.. facts.Select((f, i) => Record(i, i, f))];

    public static ContractVerdict Judge(
        this ContractSet set,
        IEnumerable<MessageActionRecord> records,
        bool over = true
    )
    {
        var monitor = set.Start();
        foreach (var record in records)
        {
            monitor.Step(record);
        }

        return monitor.Verdicts(over).Single();
    }

    public static ContractSet Set(
        this Pattern pattern,
        SliceBy each = SliceBy.Run,
        Predicate? from = null,
        Predicate? until = null
    ) =>
        new([
            new Contract
            {
                Name = "made-by-hand",
                Rule = "Made by hand.",
                Pattern = pattern,
                Each = each,
                From = from,
                Until = until,
            },
        ]);
}
