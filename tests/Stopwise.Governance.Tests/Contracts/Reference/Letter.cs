using Stopwise.Governance.Contracts;
using Stopwise.Governance.Records;

namespace Stopwise.Governance.Tests.Contracts.Reference;

/// <summary>What a reference looks at of one record: which predicates hold, whose it is, and whether a step begins with it.</summary>
/// <param name="First">The pattern's first predicate holds.</param>
/// <param name="Second">The second one.</param>
/// <param name="From">That which opens the scope.</param>
/// <param name="Until">That which closes it.</param>
/// <param name="Later">A new step begins.</param>
/// <param name="Key">The file it bears; empty for none.</param>
/// <param name="Said">The payload.</param>
/// <param name="Kind">The kind of record.</param>
/// <param name="On">How many records back it depends on; 0 for none.</param>
internal sealed record Letter(
    bool First = false,
    bool Second = false,
    bool From = false,
    bool Until = false,
    bool Later = false,
    string Key = "",
    string Said = "",
    RecordKind Kind = RecordKind.Action,
    int On = 0
)
{
    public static readonly Predicate IsFirst = Predicate.Does(RecordFacts.Read);
    public static readonly Predicate IsSecond = Predicate.Does(RecordFacts.Edit);
    public static readonly Predicate IsFrom = Predicate.Does(RecordFacts.Ask);
    public static readonly Predicate IsUntil = Predicate.Does(RecordFacts.Commit);

    /// <summary>The third predicate of a flow, which no other pattern has.</summary>
    public static readonly Predicate IsUnless = Predicate.Does(RecordFacts.Plan);

    public bool Unless { get; init; }

    /// <summary>The records of a word, in which the first stands in step 0.</summary>
    public static MessageActionRecord[] Records(IReadOnlyList<Letter> word)
    {
        var records = new MessageActionRecord[word.Count];
        var step = 0;
        for (var i = 0; i < word.Count; i++)
        {
            step += i > 0 && word[i].Later ? 1 : 0;
            records[i] = word[i].Record(i, step);
        }

        return records;
    }

    private MessageActionRecord Record(int seq, int step) =>
        new()
        {
            RunId = "generated",
            Seq = seq,
            Step = step,
            Speaker = Speaker.Assistant,
            Kind = Kind,
            Name = "tool",
            Payload = Said,
            Facts =
                (First ? RecordFacts.Read : 0)
                | (Second ? RecordFacts.Edit : 0)
                | (From ? RecordFacts.Ask : 0)
                | (Until ? RecordFacts.Commit : 0)
                | (Unless ? RecordFacts.Plan : 0),
            Reads = Key.Length > 0 ? [Key] : [],
            Provenance = On > 0 && seq >= On ? [new Origin(OriginKind.Tool, seq - On, "")] : [],
            Cost = RecordCost.None,
        };
}
