using System.Buffers;
using System.Globalization;
using Stopwise.Governance.Records;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Records;

/// <summary>How far an agent was left to itself in a run, with what says so.</summary>
/// <remarks>
/// Read from what the user did after the request, and from the permissions that the recording states. A level is what
/// happened in this run, not what the agent could have been allowed.
/// </remarks>
public sealed record Autonomy
{
    /// <summary>The level.</summary>
    public required AutonomyLevel Level { get; init; }

    /// <summary>Why, in one sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Calls that the agent made.</summary>
    public int Actions { get; init; }

    /// <summary>What the user said after the request, in turns.</summary>
    public int UserTurns { get; init; }

    /// <summary>Questions that the agent asked.</summary>
    public int Questions { get; init; }

    /// <summary>Of <see cref="UserTurns"/>, those that followed a question.</summary>
    public int Answers { get; init; }

    /// <summary>Agreements of the user to what was asked.</summary>
    public int Approvals { get; init; }

    /// <summary>Calls that the user refused or broke off.</summary>
    public int Denials { get; init; }

    /// <summary>The permissions in the source's own word; null where it states none.</summary>
    public string? Oversight { get; init; }

    /// <summary>Reads the level of a run off its records.</summary>
    /// <param name="run">The run.</param>
    /// <param name="records">Its records, as <see cref="RunRecords.Of"/> gives them.</param>
    public static Autonomy Of(Run run, IReadOnlyList<MessageActionRecord> records)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(records);
        var counted = Count(records, run.Oversight);
        var (level, reason) = Judge(counted, asked: run.Prompt is not null);
        return counted with { Level = level, Reason = reason };
    }

    private static Autonomy Count(IReadOnlyList<MessageActionRecord> records, string? oversight)
    {
        int actions = 0,
            turns = 0,
            questions = 0,
            answers = 0,
            approvals = 0,
            denials = 0;
        var open = false;
        foreach (var record in records)
        {
            var said = record is { Kind: RecordKind.Message, Speaker: Speaker.User, Step: >= 0 };
            actions += record.Kind == RecordKind.Action ? 1 : 0;
            approvals += record.Facts.HasAny(RecordFacts.Consent) ? 1 : 0;
            denials += Refuses(record, said) ? 1 : 0;
            if (record.Kind != RecordKind.Observation && record.Facts.HasAny(RecordFacts.Ask))
            {
                questions++;
                open = true;
            }

            // A tool that asks the user brings the answer back as its result.
            var answered = record.Kind == RecordKind.Observation && record.Facts.HasAny(RecordFacts.Ask);
            if (said || (answered && !record.Facts.HasAny(RecordFacts.Unanswered | RecordFacts.Error)))
            {
                turns++;
                answers += open ? 1 : 0;
                open = false;
            }
        }

        return new Autonomy
        {
            Level = AutonomyLevel.Unknown,
            Reason = "",
            Actions = actions,
            UserTurns = turns,
            Questions = questions,
            Answers = answers,
            Approvals = approvals,
            Denials = denials,
            Oversight = oversight,
        };
    }

    private static bool Refuses(MessageActionRecord record, bool said) =>
        (said || (record.Kind == RecordKind.Observation && record.Facts.HasAny(RecordFacts.Error)))
        && record.Payload.AsSpan(0, Math.Min(record.Payload.Length, 400)).IndexOfAny(Refusals) >= 0;

    private static (AutonomyLevel Level, string Reason) Judge(Autonomy seen, bool asked)
    {
        var calls =
            seen.Actions == 1 ? "1 call" : string.Create(CultureInfo.InvariantCulture, $"{seen.Actions:N0} calls");
        var turns = seen.UserTurns == 1 ? "1 user turn" : $"{seen.UserTurns} user turns";
        if (seen.UserTurns == 0)
        {
            return seen switch
            {
                { Denials: > 0 } => (
                    AutonomyLevel.Approver,
                    $"the user refused {seen.Denials} of {calls} and said nothing else"
                ),
                { Oversight: { } word } when MustAsk(word) => (
                    AutonomyLevel.Approver,
                    $"no user turn in {calls}, but the recording states {word}: calls wait for approval"
                ),
                { Oversight: { } word } => (
                    AutonomyLevel.Observer,
                    $"no user turn in {calls}; the recording states {word}"
                ),
                _ when !asked || seen.Actions == 0 => (
                    AutonomyLevel.Unknown,
                    "the recording shows neither a user nor permissions"
                ),
                _ => (AutonomyLevel.Observer, $"no user turn after the request in {calls}"),
            };
        }

        // What the user said unasked drives the run; answers and approvals follow the agent.
        var unasked = seen.UserTurns - seen.Answers;
        if (seen.Approvals + seen.Denials >= seen.UserTurns)
        {
            return (
                AutonomyLevel.Approver,
                $"{turns} in {calls}, all of them to allow ({seen.Approvals}) or refuse ({seen.Denials})"
            );
        }

        if (unasked * 2 <= seen.UserTurns)
        {
            return (AutonomyLevel.Consultant, $"{seen.Answers} of {turns} in {calls} answer a question of the agent");
        }

        return seen.Actions <= 2 * seen.UserTurns
            ? (AutonomyLevel.Operator, $"{unasked} of {turns} direct the agent unasked, at most two calls to a turn")
            : (AutonomyLevel.Collaborator, $"{unasked} of {turns} direct the agent unasked, in {calls}");
    }

    /// <summary>Claude Code's <c>default</c> and <c>plan</c>, Codex's <c>untrusted</c>, <c>on-request</c> and <c>on-failure</c>.</summary>
    private static bool MustAsk(string oversight) =>
        oversight.StartsWith("default", StringComparison.Ordinal)
        || oversight.StartsWith("plan", StringComparison.Ordinal)
        || oversight.StartsWith("untrusted", StringComparison.Ordinal)
        || oversight.StartsWith("on-request", StringComparison.Ordinal)
        || oversight.StartsWith("on-failure", StringComparison.Ordinal);

    private static readonly SearchValues<string> Refusals = SearchValues.Create(
        [
            "user doesn't want to proceed",
            "user rejected",
            "user denied",
            "rejected by user",
            "denied by user",
            "[request interrupted by user",
            "permission to use",
            "requires approval",
        ],
        StringComparison.OrdinalIgnoreCase
    );
}
