using System.Text;
using System.Text.Json;
using Stopwise.Traces.Formats.Exchanges;

namespace Stopwise.Traces.Formats.RequestLogs;

/// <summary>A row of a request log: one call of a model and what the log says of where it belongs.</summary>
internal sealed record LoggedExchange
{
    private static readonly string[] RequestNames =
    [
        "request",
        "request_body",
        "requestBody",
        "req",
        "kwargs",
        "params",
        "body",
    ];

    private static readonly string[] ResponseNames =
    [
        "response",
        "response_body",
        "responseBody",
        "raw_response",
        "res",
        "completion",
        "output",
        "result",
    ];

    private static readonly string[] SessionNames =
    [
        "session_id",
        "sessionId",
        "conversation_id",
        "conversationId",
        "thread_id",
        "run_id",
        "litellm_session_id",
    ];

    private static readonly string[] TraceNames = ["litellm_trace_id", "trace_id"];

    public required ModelCall Call { get; init; }

    /// <summary>What joins calls into a run; null where the log names nothing.</summary>
    public string? Session { get; init; }

    /// <summary>A trace joins its calls too, but says less: some proxies begin a new one with each call.</summary>
    public string? Trace { get; init; }

    /// <summary>Calls of different users are never of one run.</summary>
    public string? User { get; init; }

    /// <summary>The response that this request goes on from, where the API keeps the conversation.</summary>
    public string? Continues { get; init; }

    /// <summary>The name of the request in a batch.</summary>
    public string? CustomId { get; init; }

    /// <summary>True for the row of a batch that only asks: its answer stands in another row.</summary>
    public bool IsQuestionOnly { get; init; }

    public string? Agent { get; init; }

    public required ReadOnlyMemory<byte> Source { get; init; }

    /// <returns>Null where the row holds no call of a model.</returns>
    public static LoggedExchange? Read(JsonElement row, ReadOnlyMemory<byte> source)
    {
        var (request, found) = Bodies(row);
        var custom = row.Text("custom_id");
        if (request is null && (custom is null || found is null))
        {
            return null;
        }

        var response = found is { } body ? ResponseBody.Read(body) : ResponseBody.Empty;
        var metadata = request.Field("metadata") ?? row.Field("metadata");
        var userId = metadata.Text("user_id") ?? request.Text("user") ?? row.Text("user_id") ?? row.Text("user");
        return new LoggedExchange
        {
            Call = CallOf(row, request, response),
            Session = SessionOf(row, request, metadata, userId),
            Trace = Named(TraceNames, row, request, metadata),
            User = userId,
            Continues = request.Text("previous_response_id"),
            CustomId = custom,
            IsQuestionOnly = custom is not null && found is null && row.Field("error") is null,
            Agent = row.Text("agent") ?? metadata.Text("agent") ?? row.Text("service") ?? row.Text("app"),
            Source = source,
        };
    }

    /// <summary>What was asked and what came back, each null where the row lacks it.</summary>
    public static (JsonElement? Request, JsonElement? Response) Bodies(JsonElement row) =>
        (
            Body(row, RequestNames, RequestBody.Is) ?? (RequestBody.Is(row) ? row : null),
            Body(row, ResponseNames, static _ => true)
        );

    private static ModelCall CallOf(JsonElement row, JsonElement? request, ResponseBody response)
    {
        var usage = response.Usage;
        var cost =
            row.Money("response_cost")
            ?? row.Money("cost")
            ?? row.Money("cost_usd")
            ?? row.Money("spend")
            ?? row.Money("total_cost");
        if (usage is { InputTokens: null, OutputTokens: null })
        {
            usage = UsageShapes.Read(row.Field("usage") ?? row);
        }

        var ended = TimeOf(row, "endTime", "end_time", "ended_at", "completed_at");
        var at = TimeOf(
            row,
            "startTime",
            "start_time",
            "timestamp",
            "created_at",
            "request_time",
            "time",
            "ts",
            "at",
            "created"
        );
        return new ModelCall
        {
            Id = response.Id ?? row.Text("id") ?? row.Text("request_id") ?? row.Text("custom_id") ?? "",
            Sent = request is { } body ? RequestBody.Sent(body) : [],
            Answer = response.Answer,
            Usage = usage with { CostUsd = usage.CostUsd ?? cost },
            Model = response.Model ?? request.Text("model") ?? row.Text("model"),
            StartedAt = at ?? response.At,
            EndedAt = ended,
            Failed =
                response.Failed
                || row.Field("error") is not null
                || row.Text("status") is "failure" or "error"
                || (row.Whole("status_code") ?? row.Field("response")?.Whole("status_code")) >= 400,
        };
    }

    private static string? Named(string[] names, JsonElement row, JsonElement? request, JsonElement? metadata)
    {
        foreach (var place in (ReadOnlySpan<JsonElement?>)[row, metadata, request, row.Field("metadata")])
        {
            foreach (var name in names)
            {
                if (place.Text(name) is { Length: > 0 } value)
                {
                    return value;
                }
            }
        }

        return null;
    }

    private static string? SessionOf(JsonElement row, JsonElement? request, JsonElement? metadata, string? userId)
    {
        if (Named(SessionNames, row, request, metadata) is { } session)
        {
            return session;
        }

        return request.Field("conversation") is { } conversation
                ? conversation.Text("id")
                    ?? (conversation.ValueKind == JsonValueKind.String ? conversation.AsText() : null)
            : userId is null ? null
            : SessionIn(userId);
    }

    /// <summary>Claude Code writes the session into the user id, as JSON or after a word.</summary>
    private static string? SessionIn(string userId)
    {
        const string Word = "_session_";
        var at = userId.LastIndexOf(Word, StringComparison.Ordinal);
        return at >= 0 ? userId[(at + Word.Length)..]
            : userId.StartsWith('{') ? Original.ParseLine(Encoding.UTF8.GetBytes(userId)).Text("session_id")
            : null;
    }

    private static JsonElement? Body(JsonElement row, string[] names, Func<JsonElement, bool> isBody)
    {
        foreach (var name in names)
        {
            if (row.Field(name) is not { } value)
            {
                continue;
            }

            var inner = Parsed(value);
            var nested = inner.Field("body") ?? inner.Field("data") ?? inner.Field("json");
            var body =
                nested is { } deeper
                && !(inner.Field("messages") ?? inner.Field("choices") ?? inner.Field("content")).HasValue
                    ? Parsed(deeper)
                    : inner;
            if (isBody(body))
            {
                return body;
            }
        }

        return null;
    }

    private static JsonElement Parsed(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
        && value.AsText() is ['{' or '[', ..] text
        && Original.ParseLine(Encoding.UTF8.GetBytes(text)) is { } parsed
            ? parsed
            : value;

    private static DateTimeOffset? TimeOf(JsonElement row, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            // Milliseconds where seconds would lie far ahead.
            var at = row.Number(name) is > 100_000_000_000 and var ms
                ? JsonReading.FromUnix(ms / 1000)
                : row.Time(name);
            if (at is not null)
            {
                return at;
            }
        }

        return null;
    }
}
