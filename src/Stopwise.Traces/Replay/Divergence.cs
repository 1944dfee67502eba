using System.Globalization;
using Stopwise.Exits;
using Stopwise.Traces.Export;

namespace Stopwise.Traces.Replay;

/// <summary>A call that the cassette has no answer for.</summary>
/// <param name="Call">The number of the call in this replay, from 0; faults and retries count.</param>
/// <param name="Kind">What was called.</param>
/// <param name="Name">The model or tool.</param>
/// <param name="Reason">Why there is no answer.</param>
/// <param name="Nearest">The recorded call that comes nearest; null where none of this kind is recorded.</param>
/// <param name="Difference">Where the two requests differ first; null where they do not, or nothing comes near.</param>
public sealed record Divergence(
    int Call,
    CallKind Kind,
    string Name,
    DivergenceReason Reason,
    CassetteEntry? Nearest,
    RequestDifference? Difference
)
{
    /// <summary>The step of the recorded run at which the replay left it; null where the recording names none.</summary>
    public int? Step => Nearest?.Step;

    /// <summary>What happened, in one or two sentences. Recorded text in it is data and may hold anything.</summary>
    public string Message
    {
        get
        {
            var called = Kind == CallKind.Model ? $"the model {Name}" : $"the tool {Name}";
            var where = Step is { } step ? string.Create(CultureInfo.InvariantCulture, $" (step {step})") : "";
            var head = string.Create(CultureInfo.InvariantCulture, $"Call {Call}{where}, of {called}, ");
            return Reason switch
            {
                DivergenceReason.NothingRecorded => $"{head}is not in the cassette: nothing of its kind is recorded.",
                DivergenceReason.OtherName => $"{head}is recorded for {Nearest!.Name} alone.",
                DivergenceReason.Exhausted =>
                    $"{head}was recorded {Times(Nearest!.Occurrence)}, and this is once more.",
                _ => head + Where(Difference!),
            };
        }
    }

    /// <summary>One line of JSON for programs.</summary>
    public string ToJson() =>
        CanonicalJson.Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("reason", WordOf(Reason));
            writer.WriteNumber("call", Call);
            writer.WriteNumber("step", Step);
            writer.WriteString("kind", Kind == CallKind.Model ? "model" : "tool");
            writer.WriteString("name", Name);
            writer.WriteText("path", Difference?.Path);
            writer.WriteNumber("offset", Difference?.Offset);
            writer.WriteNumber("request_offset", Difference?.RequestOffset);
            writer.WriteNumber("message", Difference?.Message);
            writer.WriteText("recorded", Difference?.Recorded);
            writer.WriteText("asked", Difference?.Asked);
            writer.WriteText("nearest_sha256", Nearest?.Request.Sha256);
            writer.WriteEndObject();
        });

    private static string Where(RequestDifference first) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"differs from the recording at {first.Path}, byte {first.Offset}: recorded {Quoted(first.Recorded)}, asked {Quoted(first.Asked)}."
        );

    private static string Quoted(string? clip) => clip is null ? "nothing" : CanonicalJson.OfText(clip);

    private static string Times(int count) =>
        count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count} times");

    private static string WordOf(DivergenceReason reason) =>
        reason switch
        {
            DivergenceReason.OtherRequest => "other-request",
            DivergenceReason.OtherName => "other-name",
            DivergenceReason.Exhausted => "exhausted",
            _ => "nothing-recorded",
        };
}

/// <summary>Why a cassette has no answer.</summary>
public enum DivergenceReason
{
    /// <summary>What is asked differs from everything that was recorded.</summary>
    OtherRequest,

    /// <summary>The same was asked, but of another model or tool.</summary>
    OtherName,

    /// <summary>The same was recorded, and all its answers have been given.</summary>
    Exhausted,

    /// <summary>No call of this kind is recorded, in no form that the asker speaks.</summary>
    NothingRecorded,
}

/// <summary>A strict replay left its recording.</summary>
public sealed class ReplayDivergedException : StopwiseException
{
    /// <summary>With the call that has no answer.</summary>
    public ReplayDivergedException(Divergence divergence)
        : base(divergence?.Message ?? "") => Divergence = divergence!;

    /// <summary>The call that has no answer.</summary>
    public Divergence Divergence { get; }
}
