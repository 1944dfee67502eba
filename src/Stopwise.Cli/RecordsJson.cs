using System.Text.Json;
using System.Text.Json.Serialization;
using Stopwise.Governance.Records;
using Stopwise.Traces.Records;
using Stopwise.Traces.Runs;

namespace Stopwise.Cli;

/// <summary>How records are written with <c>--json</c>: the shape of <c>docs/reference/records.md</c>.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters = [
        typeof(CamelCase<AutonomyLevel>),
        typeof(CamelCase<Speaker>),
        typeof(CamelCase<RecordKind>),
        typeof(CamelCase<OriginKind>),
        typeof(CamelCase<Trust>),
    ]
)]
[JsonSerializable(typeof(RecordsDocument))]
[JsonSerializable(typeof(Autonomy))]
internal sealed partial class RecordsJson : JsonSerializerContext;

/// <summary>The records of a run, or of one step.</summary>
internal sealed record RecordsDocument(string Run, Autonomy Autonomy, IReadOnlyList<RecordRow> Records)
{
    public static RecordsDocument Of(
        Run run,
        Autonomy autonomy,
        IReadOnlyList<MessageActionRecord> records,
        int? step
    ) => new(run.Id, autonomy, [.. records.Where(r => step is null || r.Step == step).Select(RecordRow.Of)]);
}

/// <summary>One record; <paramref name="Does"/> spells its facts as contract files do.</summary>
internal sealed record RecordRow(
    int Seq,
    int Step,
    int? ParentSeq,
    DateTimeOffset? At,
    string? Agent,
    Speaker Speaker,
    RecordKind Kind,
    string Name,
    IReadOnlyList<string> Does,
    IReadOnlyList<string> Reads,
    IReadOnlyList<string> Writes,
    IReadOnlyList<string> Hosts,
    IReadOnlyList<string> Capabilities,
    IReadOnlyList<Origin> Provenance,
    Trust Trust,
    RecordCost Cost,
    string PayloadSha256,
    string Payload
)
{
    private static readonly (RecordFacts Fact, string Name)[] Facts =
    [
        .. Enum.GetValues<RecordFacts>()
            .Where(f => f != RecordFacts.None)
            .Select(f => (f, JsonNamingPolicy.KebabCaseLower.ConvertName(f.ToString()))),
    ];

    public static RecordRow Of(MessageActionRecord record) =>
        new(
            record.Seq,
            record.Step,
            record.ParentSeq,
            record.At,
            record.Agent,
            record.Speaker,
            record.Kind,
            record.Name,
            NamesOf(record.Facts),
            record.Reads,
            record.Writes,
            record.Hosts,
            record.Capabilities,
            record.Provenance,
            record.Trust,
            record.Cost,
            record.PayloadSha256,
            record.Payload
        );

    /// <summary>The facts in the words of contract files.</summary>
    public static IReadOnlyList<string> NamesOf(RecordFacts facts) =>
        [.. Facts.Where(f => facts.HasFlag(f.Fact)).Select(f => f.Name)];
}
