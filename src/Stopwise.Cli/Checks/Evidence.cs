using Stopwise.Governance.Records;

namespace Stopwise.Cli.Checks;

/// <summary>A record as a reader is shown it.</summary>
/// <param name="Seq">Its number in the run.</param>
/// <param name="Step">Its step; -1 before the first.</param>
/// <param name="Speaker">Who speaks.</param>
/// <param name="Kind">What sort of record it is.</param>
/// <param name="Name">The tool, or the kind of message.</param>
/// <param name="Agent">Who acts, where several agents share the run.</param>
/// <param name="Text">The beginning of what it says, on one line.</param>
/// <param name="Line">Its line in the recording, from 1, where the recording has lines and the record is found in one.</param>
internal sealed record Evidence(
    int Seq,
    int Step,
    Speaker Speaker,
    RecordKind Kind,
    string Name,
    string? Agent,
    string Text,
    int? Line
)
{
    private const int MostText = 400;
    private const int MostName = 80;

    public static Evidence Of(MessageActionRecord record, int? line) =>
        new(
            record.Seq,
            record.Step,
            record.Speaker,
            record.Kind,
            Shown.Line(record.Name, MostName),
            record.Agent is { } agent ? Shown.Line(agent, MostName) : null,
            Shown.Line(record.Payload, MostText),
            line
        );

    /// <summary>The record in words: <c>call of Bash</c>.</summary>
    public string Words() =>
        Kind switch
        {
            RecordKind.Action => $"call of {Name}",
            RecordKind.Observation => $"result of {Name}",
            RecordKind.Governance => $"decision about {Name}",
            RecordKind.Fault => $"fault put into {Name}",
            _ => Speaker switch
            {
                Speaker.User => $"{Name} of the user",
                Speaker.System => $"{Name} of the scaffold",
                Speaker.Tool => $"{Name} of a tool",
                _ => Agent is null ? $"{Name} of the model" : $"{Name} of {Agent}",
            },
        };

    /// <summary>Where it stands: <c>step 12</c>.</summary>
    public string Place() => Step < 0 ? "before the first step" : $"step {Step}";
}
