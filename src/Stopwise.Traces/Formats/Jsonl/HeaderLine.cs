using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Jsonl;

/// <summary>What a header line says of a run as a whole.</summary>
internal static class HeaderLine
{
    public static Deliverable DeliverableOf(JsonElement? header) =>
        header.Text("deliverable") == "answer" ? Deliverable.Answer : Deliverable.Workspace;

    public static Outcome OutcomeOf(JsonElement? header)
    {
        var trusted = header?.Flag("trusted") ?? true;
        var (reason, source) = (header.Text("reason"), header.Text("outcome_source"));
        return header.Text("outcome") switch
        {
            "solved" => new Outcome(OutcomeState.Solved, trusted, source ?? "outcome", reason),
            "failed" => new Outcome(OutcomeState.Failed, trusted, source ?? "outcome", reason),
            null or "unknown" => Outcome.Unknown with { Source = source, Reason = reason ?? Outcome.Unknown.Reason },
            var other => new Outcome(
                OutcomeState.Unknown,
                Trusted: false,
                "outcome",
                $"'{other}' is neither solved, failed nor unknown"
            ),
        };
    }
}
