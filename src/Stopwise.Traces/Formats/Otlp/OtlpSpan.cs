using System.Globalization;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Otlp;

/// <summary>A span as OTLP has it, its events and log records beside it.</summary>
internal sealed record OtlpSpan
{
    public required JsonElement Json { get; init; }

    public required OtlpAttributes Attributes { get; init; }

    public required OtlpAttributes Resource { get; init; }

    /// <summary>Events of the span and log records that name it: name and what they say.</summary>
    public required IReadOnlyList<OtlpEvent> Events { get; init; }

    public required Func<byte[]>? Source { get; init; }

    public string Trace => Json.Text("traceId") ?? Json.Text("trace_id") ?? "";

    public string Id => Json.Text("spanId") ?? Json.Text("span_id") ?? "";

    public string? Parent =>
        (Json.Text("parentSpanId") ?? Json.Text("parent_span_id")) is { Length: > 0 } id
        && id.AsSpan().ContainsAnyExcept('0')
            ? id
            : null;

    public string Name => Json.Text("name") ?? "";

    public DateTimeOffset? StartedAt => Time(Json.Field("startTimeUnixNano") ?? Json.Field("start_time_unix_nano"));

    public DateTimeOffset? EndedAt => Time(Json.Field("endTimeUnixNano") ?? Json.Field("end_time_unix_nano"));

    public bool Failed =>
        Json.Field("status") is { } status && status.Text("code") is "2" or "STATUS_CODE_ERROR" or "ERROR" or "Error";

    internal static DateTimeOffset? Time(JsonElement? nanoseconds) =>
        decimal.TryParse(nanoseconds?.AsText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var n)
        && n is > 0 and < 32_000_000_000_000_000_000m
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(n / 100))
            : null;
}

/// <summary>Something that happened during a span.</summary>
/// <param name="Name">The kind of event.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Body">The body of a log record; null for an event of a span.</param>
internal sealed record OtlpEvent(string Name, OtlpAttributes Attributes, JsonElement? Body);
