using Stopwise.Traces.Rehearsal.Html;
using Stopwise.Traces.Rehearsal.Lines;

namespace Stopwise.Traces.Rehearsal;

/// <summary>What a report comes to.</summary>
public enum RehearsalAnswer
{
    /// <summary>A promise can be made and stopping pays.</summary>
    Certified = 0,

    /// <summary>Labelled tasks are missing before anything can be promised.</summary>
    NotYet = 1,

    /// <summary>A random stop would save as much.</summary>
    DoesNotPay = 2,

    /// <summary>A given policy was replayed.</summary>
    Replayed = 3,

    /// <summary>No run could be judged.</summary>
    NothingToJudge = 4,
}

/// <summary>The answer of a report in words for somebody who reads nothing else.</summary>
/// <param name="Answer">Which answer it is.</param>
/// <param name="Title">The answer.</param>
/// <param name="Detail">What it rests on.</param>
/// <param name="Policy">The policy it speaks of; null where none was judged.</param>
public sealed record RehearsalHeadline(RehearsalAnswer Answer, string Title, string Detail, PolicyReport? Policy)
{
    /// <summary>Finds the answer of a report.</summary>
    public static RehearsalHeadline Of(RehearsalReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Protocols is not [var protocol, ..] || Speaker(protocol) is not { } policy)
        {
            return new(
                RehearsalAnswer.NothingToJudge,
                "No run could be judged.",
                "A rehearsal needs runs with a trusted outcome.",
                null
            );
        }

        if (IsReplayed(protocol))
        {
            return new(
                RehearsalAnswer.Replayed,
                $"Policy {policy.Id}, replayed as it is.",
                Outcome(policy, "On these runs") + " Where it was learned from some of them, these numbers flatter it.",
                policy
            );
        }

        if (!protocol.Pays && policy.Certified == true)
        {
            return new(
                RehearsalAnswer.DoesNotPay,
                "Stopping does not pay here.",
                "At equal harm the caps save no more than a random stop. " + Outcome(policy),
                policy
            );
        }

        return policy.Certified == true
            ? new(RehearsalAnswer.Certified, Promise(report, policy), Outcome(policy), policy)
            : new(
                RehearsalAnswer.NotYet,
                $"Cannot promise yet: {Tasks(policy.UnitsMissing)}.",
                $"A bound of {Words.Percent(policy.Alpha)} with confidence {Words.Percent(1 - policy.Delta)} needs them without a wrong stop; {ReportNumbers.Count(policy.N)} count so far{(report.Promise.Loss == "success-points" ? "" : ", those solved at least once")}."
                    + (protocol.Pays ? "" : " On what is there, the caps save no more than a random stop."),
                policy
            );
    }

    /// <summary>True where a given policy leads the lines; otherwise the token cap does.</summary>
    private static bool IsReplayed(ProtocolReport protocol) =>
        protocol.Policies is [{ IsControl: false } first, ..] && first.Id != Contestants.Default;

    /// <summary>The policy that a newcomer would take: the chosen cap if certified, else the token cap.</summary>
    private static PolicyReport? Speaker(ProtocolReport protocol) =>
        IsReplayed(protocol)
            ? protocol.Policies[0]
            : protocol.Policies.FirstOrDefault(p => p is { Kind: "chosen-cap", Certified: true })
                ?? protocol.Policies.FirstOrDefault(p => p.Id == Contestants.Default)
                ?? protocol.Policies.FirstOrDefault(p => !p.IsControl);

    private static string Promise(RehearsalReport report, PolicyReport policy)
    {
        var kind = policy.Chosen ?? policy.Id;
        var cap = CapWords.Threshold(policy) is { } value ? $" of {value}" : "";
        var harm =
            report.Promise.Loss == "success-points"
                ? "loses at most {0} success points"
                : "stops at most {0} of good runs";
        return $"Certified: a {CapWords.Name(kind)}{cap} {harm.Replace("{0}", Words.Percent(policy.Alpha), StringComparison.Ordinal)}"
            + $" (confidence {Words.Percent(1 - policy.Delta)}, {ReportNumbers.Count(policy.N)} tasks).";
    }

    private static string Outcome(PolicyReport policy, string where = "On tasks it had not seen")
    {
        var interval = ReportNumbers.Interval(policy, "inputTokensSaved") is { } ends ? $" (90 % interval {ends})" : "";
        return $"{where} it saved {ReportNumbers.Share(policy.InputTokensSaved)} of input tokens{interval} and stopped "
            + $"{ReportNumbers.Share(policy.GoodRunsStopped)} of good runs too early ({ReportNumbers.Share(policy.SuccessPointsLost)} of all runs).";
    }

    private static string Tasks(int? missing) =>
        missing is { } count ? $"{count} more labelled {(count == 1 ? "task" : "tasks")}" : "more labelled tasks";
}
