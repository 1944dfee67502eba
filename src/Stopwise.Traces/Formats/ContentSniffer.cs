using System.Text.Json;
using Stopwise.Traces.Formats.Sources;

namespace Stopwise.Traces.Formats;

/// <summary>Tells formats apart by content; names of files are not looked at.</summary>
internal static class ContentSniffer
{
    private const int LinesLookedAt = 200;
    private const int Head = 1 << 18;

    /// <summary>Judges a file, by its first lines alone where they tell.</summary>
    public static FileKind Sniff(SourceFile file) =>
        file.Length > Head && file.ReadHead(Head) is { } head && Sniff(head) is var kind && IsOfLines(kind)
            ? kind
            : Sniff(file.Read());

    private static bool IsOfLines(FileKind kind) =>
        kind is FileKind.Cast or FileKind.Transcript or FileKind.StreamJson or FileKind.GenericLines;

    public static FileKind Sniff(ReadOnlySpan<byte> content)
    {
        var text = content.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            return FileKind.Empty;
        }

        if (text.StartsWith("version https://git-lfs"u8))
        {
            return FileKind.LfsPointer;
        }

        if (text[..Math.Min(text.Length, 8192)].Contains((byte)0))
        {
            return FileKind.Binary;
        }

        if (text[0] is not ((byte)'{' or (byte)'['))
        {
            return Lines(text) is { } kind and not FileKind.Cast ? kind
                : IsReactLog(text) ? FileKind.ReactLog
                : FileKind.Text;
        }

        return Lines(text) ?? Document(text) ?? FileKind.OtherJson;
    }

    private static FileKind? Lines(ReadOnlySpan<byte> text)
    {
        // An installer's output may stand before the stream, so a line that tells the format is searched further down too.
        for (var i = 0; i < LinesLookedAt && !text.IsEmpty; i++)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            if (line.StartsWith("{"u8) && Line(Names.Of(line)) is { } kind)
            {
                return kind;
            }

            text = end < 0 ? [] : text[(end + 1)..];
        }

        return null;
    }

    private static bool IsReactLog(ReadOnlySpan<byte> text)
    {
        var start = text[..Math.Min(text.Length, 65_536)];
        return start.IndexOf("\nThought 1:"u8) >= 0 && start.IndexOf("\nAction 1:"u8) >= 0;
    }

    private static FileKind? Line(Names names) =>
        !names.Complete ? null
        : names.Has("version") && names.Has("width") && names.Has("height") ? FileKind.Cast
        : names.Has("sessionId") && names.Has("type") && names.Has("uuid") ? FileKind.Transcript
        : names.Type is "system" or "assistant" or "user" or "result" && names.Has("session_id") ? FileKind.StreamJson
        : IsRollout(names) ? FileKind.CodexRollout
        : names.Has("instance_id") && names.Has("history") && (names.Has("test_result") || names.Has("metadata"))
            ? FileKind.OpenHandsOutput
        : names.Has("run") && (names.Has("step") || names.Has("task") || names.Has("agent") || names.Has("outcome"))
            ? FileKind.GenericLines
        : Platform(names);

    private static bool IsRollout(Names names) =>
        names.Has("timestamp")
        && (
            (names.Has("payload") && names.Type is "session_meta" or "response_item" or "event_msg" or "turn_context")
            || (names.Has("id") && names.Has("instructions") && names.Type is null)
        );

    private static bool IsOpenHandsEvent(Names names) =>
        names.Has("timestamp")
        && names.Has("source")
        && (
            (names.Has("action") && names.Has("args"))
            || (names.Has("observation") && names.Has("extras"))
            || (names.Has("id") && names.Kind?.EndsWith("Event", StringComparison.Ordinal) == true)
            || names.Kind == "UserRejectObservation"
        );

    private static FileKind? Document(ReadOnlySpan<byte> text)
    {
        var names = Names.Of(text);
        if (names.IsArray)
        {
            return names.Has("traj") && (names.Has("reward") || names.Has("task_id")) ? FileKind.TauBench
                : names.Has("trajectory_id") && names.Has("failures") ? FileKind.FailureLabels
                : IsOpenHandsEvent(names) ? FileKind.OpenHandsEvents
                : names.Has("func_name") && names.Has("call_ok") ? FileKind.AutoCodeRoverCalls
                : Platform(names);
        }

        return names.Schema?.StartsWith("ATIF", StringComparison.Ordinal) == true ? FileKind.Atif
            : names.Has("trajectory_format") || (names.Has("info") && names.Has("messages")) ? FileKind.MiniSweAgent
            : names.Has("trajectory") && (names.Has("history") || names.Has("environment") || names.Has("info"))
                ? FileKind.SweAgent
            : names.Has("history") && names.Has("mistake_step") ? FileKind.WhoWhen
            : IsOpenHandsEvent(names) ? FileKind.OpenHandsEvent
            : names.Has("agent")
            && names.Has("workspace")
            && (names.Has("execution_status") || names.Has("agent_status"))
                ? FileKind.OpenHandsState
            : names.Has("is_resolved") && (names.Has("trial_name") || names.Has("task_id"))
                ? FileKind.TerminalBenchResult
            : names.Has("trial_name") && (names.Has("agent_info") || names.Has("verifier_result"))
                ? FileKind.HarborResult
            : names.Has("simulations") && names.Has("tasks") ? FileKind.Tau2
            : names.Has("termination_reason") && names.Has("messages") && names.Has("task_id") ? FileKind.Tau2Simulation
            : names.Has("eval") && names.Has("status") && names.Has("version") ? FileKind.InspectLog
            : names.Has("epoch") && names.Has("input") && names.Has("target") ? FileKind.InspectSample
            : names.Has("resolved_ids") || (names.Has("resolved") && names.Has("generated")) ? FileKind.SwebenchSummary
            : names.Has("resolved") && (names.Has("patch_exists") || names.Has("tests_status"))
                ? FileKind.SwebenchReport
            : names.Count == 1 && text.IndexOf("\"patch_successfully_applied\""u8) >= 0 ? FileKind.SwebenchReport
            : Platform(names) ?? Wrapped(names, text);
    }

    /// <summary>Exports of tracing platforms and logs of requests, by the names of a row.</summary>
    private static FileKind? Platform(Names names) =>
        names.Has("resourceSpans") || names.Has("resource_spans") || names.Has("resourceLogs") ? FileKind.Otlp
        : names.Has("run_type") && (names.Has("trace_id") || names.Has("inputs")) ? FileKind.LangSmith
        : names.Has("observations") && names.Has("id") && (names.Has("timestamp") || names.Has("sessionId"))
            ? FileKind.Langfuse
        : (names.Has("traceId") || names.Has("trace_id"))
        && names.Has("type")
        && (names.Has("parentObservationId") || names.Has("parent_observation_id"))
            ? FileKind.Langfuse
        : names.Has("channel_values") || (names.Has("checkpoint") && (names.Has("config") || names.Has("values")))
            ? FileKind.LangGraph
        : names.Has("values") && (names.Has("next") || names.Has("thread_id") || names.Has("parent_config"))
            ? FileKind.LangGraph
        : IsRequestLog(names) ? FileKind.RequestLog
        : null;

    private static bool IsRequestLog(Names names)
    {
        var asks = names.HasAny("request", "request_body", "requestBody", "req", "kwargs");
        var answers = names.HasAny("response", "response_body", "responseBody", "raw_response");
        return (asks && (answers || names.HasAny("res", "completion", "output", "result")))
            || (answers && names.HasAny("messages", "body"))
            || (names.Has("custom_id") && names.HasAny("response", "body"));
    }

    /// <summary>A page of a platform's list: what it is stands inside.</summary>
    private static FileKind? Wrapped(Names names, ReadOnlySpan<byte> text) =>
        names.HasAny("data", "runs", "traces", "trace") && names.Count <= 6
            ? text.IndexOf("\"run_type\""u8) >= 0
                ? FileKind.LangSmith
                : text.IndexOf("\"observations\""u8) >= 0 || text.IndexOf("\"parentObservationId\""u8) >= 0
                    ? FileKind.Langfuse
                    : null
            : null;

    /// <summary>Property names of an object, or of the first object of an array, as far as it can be parsed.</summary>
    private sealed class Names
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);

        public bool IsArray { get; private set; }

        public bool Complete { get; private set; }

        public string? Type { get; private set; }

        public string? Schema { get; private set; }

        public string? Kind { get; private set; }

        public int Count => _names.Count;

        public bool Has(string name) => _names.Contains(name);

        public bool HasAny(params ReadOnlySpan<string> names)
        {
            foreach (var name in names)
            {
                if (Has(name))
                {
                    return true;
                }
            }

            return false;
        }

        public static Names Of(ReadOnlySpan<byte> json)
        {
            var names = new Names();
            try
            {
                names.Collect(json);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // The names before the break still tell the format; its reader reports the break with its line.
            }

            return names;
        }

        private void Collect(ReadOnlySpan<byte> json)
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { AllowMultipleValues = true });
            reader.Read();
            IsArray = reader.TokenType == JsonTokenType.StartArray;
            // Lists of lists are told by their first object as well.
            while (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray && reader.Read()) { }

            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                _names.Add(name);
                reader.Read();
                if (reader.TokenType == JsonTokenType.String && name is "type" or "schema_version" or "kind")
                {
                    Keep(name, ref reader);
                }

                reader.Skip();
            }

            Complete = reader.TokenType == JsonTokenType.EndObject;
        }

        private void Keep(string name, ref Utf8JsonReader reader)
        {
            var value = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            switch (name)
            {
                case "type":
                    Type = value;
                    break;
                case "kind":
                    Kind = value;
                    break;
                default:
                    Schema = value;
                    break;
            }
        }
    }
}
