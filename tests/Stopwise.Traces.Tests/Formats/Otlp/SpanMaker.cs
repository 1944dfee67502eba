using System.Text.Json.Nodes;

namespace Stopwise.Traces.Formats.Otlp;

/// <summary>Makes OTLP JSON; attribute names and values are those that instrumentations really write.</summary>
internal static class SpanMaker
{
    public const string Trace = "5b8efff798038103d269b633813fc60c";

    public static JsonObject Span(
        int id,
        int parent,
        string name,
        int second,
        params (string Key, object Value)[] attributes
    ) =>
        new()
        {
            ["traceId"] = Trace,
            ["spanId"] = Id(id),
            ["parentSpanId"] = parent == 0 ? "" : Id(parent),
            ["name"] = name,
            ["startTimeUnixNano"] = $"{1_700_000_000L + second}000000000",
            ["endTimeUnixNano"] = $"{1_700_000_000L + second}900000000",
            ["attributes"] = Attributes(attributes),
        };

    public static JsonObject In(this JsonObject span, string trace)
    {
        span["traceId"] = trace;
        return span;
    }

    public static JsonObject Failing(this JsonObject span)
    {
        span["status"] = new JsonObject { ["code"] = 2 };
        return span;
    }

    public static JsonObject Saying(this JsonObject span, string name, params (string Key, object Value)[] attributes)
    {
        var events = span["events"] as JsonArray ?? [];
        events.Add(new JsonObject { ["name"] = name, ["attributes"] = Attributes(attributes) });
        span["events"] = events;
        return span;
    }

    public static string Request(params JsonObject[] spans) =>
        new JsonObject
        {
            ["resourceSpans"] = new JsonArray(
                new JsonObject
                {
                    ["resource"] = new JsonObject { ["attributes"] = Attributes([("service.name", "my-agent")]) },
                    ["scopeSpans"] = new JsonArray(
                        new JsonObject { ["spans"] = new JsonArray([.. spans.Select(s => s.DeepClone())]) }
                    ),
                }
            ),
        }.ToJsonString();

    private static string Id(int id) => $"{id:x16}";

    private static JsonArray Attributes((string Key, object Value)[] attributes) =>
        new([.. attributes.Select(a => new JsonObject { ["key"] = a.Key, ["value"] = Value(a.Value) })]);

    private static JsonObject Value(object value) =>
        value switch
        {
            int n => new JsonObject { ["intValue"] = $"{n}" },
            double n => new JsonObject { ["doubleValue"] = n },
            _ => new JsonObject { ["stringValue"] = value.ToString() },
        };
}
