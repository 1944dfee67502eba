using System.Globalization;
using Stopwise.Governance.Records;

namespace Stopwise.Cli.Tests.Checks;

/// <summary>Records from lines such as <c>act edit w=src/a.py tool=Edit : the payload</c>; each is a step of its own.</summary>
/// <remarks>
/// The first word says what it is: <c>msg</c> of the model, <c>user</c>, <c>act</c>, <c>obs</c>. Then come facts as contract
/// files spell them, and fields: <c>r</c>eads, <c>w</c>rites, <c>host</c>, <c>tool</c>, <c>agent</c>, <c>trust</c>,
/// <c>from</c> (an earlier line it depends on), <c>tokens</c>, <c>usd</c>, <c>minute</c>. <c>3* act</c> is three of them.
/// </remarks>
internal static class RecordScript
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<MessageActionRecord> Read(params IReadOnlyList<string> lines) =>
        [.. lines.SelectMany(Repeated).Select(Record)];

    private static IEnumerable<string> Repeated(string line)
    {
        var star = line.IndexOf("* ", StringComparison.Ordinal);
        return star is > 0 and < 5 && int.TryParse(line[..star], CultureInfo.InvariantCulture, out var times)
            ? Enumerable.Repeat(line[(star + 2)..], times)
            : [line];
    }

    private static MessageActionRecord Record(string line, int seq)
    {
        var payload = line.IndexOf(" : ", StringComparison.Ordinal);
        var words = (payload < 0 ? line : line[..payload]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var fields = words.Where(w => w.Contains('=', StringComparison.Ordinal)).Select(w => w.Split('=', 2)).ToList();
        var facts = words.Skip(1).Where(w => !w.Contains('=', StringComparison.Ordinal));
        var (kind, speaker, name) = words[0] switch
        {
            "msg" => (RecordKind.Message, Speaker.Assistant, "message"),
            "user" => (RecordKind.Message, Speaker.User, "reply"),
            "act" => (RecordKind.Action, Speaker.Assistant, Field("tool") ?? "bash"),
            "obs" => (RecordKind.Observation, Speaker.Tool, Field("tool") ?? "bash"),
            _ => throw new ArgumentException($"{line}: begin with msg, user, act or obs."),
        };
        return new MessageActionRecord
        {
            RunId = "made-by-hand",
            Seq = seq,
            Step = seq,
            Kind = kind,
            Speaker = speaker,
            Name = name,
            Agent = Field("agent"),
            Payload = payload < 0 ? "" : line[(payload + 3)..],
            Facts = facts.Aggregate(RecordFacts.None, (all, one) => all | Fact(one)),
            Reads = All("r"),
            Writes = All("w"),
            Hosts = All("host"),
            Trust = Field("trust") is { } trust ? Enum.Parse<Trust>(trust, ignoreCase: true) : Trust.System,
            Provenance =
            [
                .. All("from")
                    .Select(f => new Origin(OriginKind.Tool, int.Parse(f, CultureInfo.InvariantCulture), "bash")),
            ],
            At = Field("minute") is { } minute
                ? Start.AddMinutes(int.Parse(minute, CultureInfo.InvariantCulture))
                : null,
            Cost = RecordCost.None with
            {
                InputTokens = long.Parse(Field("tokens") ?? "0", CultureInfo.InvariantCulture),
                Usd = decimal.Parse(Field("usd") ?? "0", CultureInfo.InvariantCulture),
            },
        };

        string? Field(string name) => fields.Find(f => f[0] == name)?[1];
        string[] All(string name) => [.. fields.Where(f => f[0] == name).Select(f => f[1])];
    }

    private static RecordFacts Fact(string word) =>
        Enum.Parse<RecordFacts>(word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
}
