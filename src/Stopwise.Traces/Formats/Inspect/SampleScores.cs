using System.Text.Json;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.Inspect;

/// <summary>The verdict in a sample's scores: that of the first scorer which gives one.</summary>
internal static class SampleScores
{
    public static Outcome OutcomeOf(JsonElement sample)
    {
        if (sample.Field("scores") is not { ValueKind: JsonValueKind.Object } scores)
        {
            return sample.Field("error") is null
                ? Outcome.Unknown
                : new Outcome(OutcomeState.Unknown, Trusted: false, "scores", "the sample ended in an error");
        }

        foreach (var score in scores.EnumerateObject())
        {
            if (Verdict(score.Value.Field("value")) is { } solved)
            {
                var state = solved ? OutcomeState.Solved : OutcomeState.Failed;
                return sample.Field("error") is null
                    ? new Outcome(state, Trusted: true, $"scores.{score.Name}")
                    : new Outcome(state, Trusted: false, $"scores.{score.Name}", "the sample ended in an error");
            }
        }

        return new Outcome(
            OutcomeState.Unknown,
            Trusted: false,
            "scores",
            "no score is a grade or lies between 0 and 1"
        );
    }

    /// <summary>Grades C, I, P and N, a flag, or a share, of which only a whole one is a success.</summary>
    private static bool? Verdict(JsonElement? value) =>
        value switch
        {
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            { ValueKind: JsonValueKind.Number } number when number.GetDouble() is >= 0 and <= 1 and var share => share
                >= 0.999,
            { ValueKind: JsonValueKind.String } text => text.AsText() switch
            {
                "C" => true,
                "I" or "P" or "N" => false,
                _ => null,
            },
            _ => null,
        };
}
