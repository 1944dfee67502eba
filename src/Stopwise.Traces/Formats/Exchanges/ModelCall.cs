using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Exchanges;

/// <summary>One call of a model as it was seen from outside: what was sent and what came back.</summary>
internal sealed record ModelCall
{
    /// <summary>Two records of one id are the same call.</summary>
    public required string Id { get; init; }

    public IReadOnlyList<ChatMessage> Sent { get; init; } = [];

    /// <summary>Null where the answer was not recorded.</summary>
    public ChatMessage? Answer { get; init; }

    public Usage Usage { get; init; } = Usage.Unknown;

    public string? Model { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The tool call that started the sub-agent which makes this call; null in the main line.</summary>
    public string? ParentCallId { get; init; }

    /// <summary>The call ended with an error.</summary>
    public bool Failed { get; init; }

    public bool IsEmpty => Answer is null or { IsEmpty: true } && Usage is { InputTokens: null, OutputTokens: null };

    /// <summary>This record, completed by another record of the same call.</summary>
    public ModelCall CompletedBy(ModelCall other) =>
        this with
        {
            Sent = Sent.Count > 0 ? Sent : other.Sent,
            Answer = Answer is null or { IsEmpty: true } ? other.Answer : Answer,
            Usage = Usage is { InputTokens: null, OutputTokens: null } ? other.Usage : Usage,
            Model = Model ?? other.Model,
            StartedAt = StartedAt ?? other.StartedAt,
            EndedAt = EndedAt ?? other.EndedAt,
            ParentCallId = ParentCallId ?? other.ParentCallId,
            Failed = Failed && other.Failed,
        };

    /// <summary>Whether the model was sent the same: a retry.</summary>
    public bool SentTheSameAs(ModelCall other) =>
        Sent.Count == other.Sent.Count && (Sent.Count == 0 || Sent[^1].Key == other.Sent[^1].Key);
}
