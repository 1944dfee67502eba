using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Stopwise.Traces.Formats.Otlp;

/// <summary>Collects the spans of exported requests, and the log records that belong to them.</summary>
internal sealed class OtlpDocument
{
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<(JsonElement Resource, JsonElement Span)> _spans = [];
    private readonly Dictionary<(string, string), List<JsonElement>> _records = [];

    /// <summary>Takes one request; false where it is none.</summary>
    public bool Add(JsonElement request)
    {
        var known = false;
        foreach (
            var (name, scopes, items) in (ReadOnlySpan<(string, string, string)>)
                [
                    ("resourceSpans", "scopeSpans", "spans"),
                    ("resource_spans", "scope_spans", "spans"),
                    ("resourceLogs", "scopeLogs", "logRecords"),
                ]
        )
        {
            known |= request.Field(name) is not null;
            foreach (var resource in request.Items(name))
            {
                var scoped = resource.Items(scopes).Concat(resource.Items("instrumentationLibrarySpans"));
                foreach (var item in scoped.SelectMany(s => s.Items(items)))
                {
                    Take(resource.Field("resource") ?? default, item, isRecord: items == "logRecords");
                }
            }
        }

        return known || request.Field("resourceMetrics") is not null;
    }

    public IEnumerable<OtlpSpan> Spans()
    {
        foreach (var (resource, span) in _spans)
        {
            var bare = new OtlpSpan
            {
                Json = span,
                Attributes = OtlpAttributes.Of(span),
                Resource = OtlpAttributes.Of(resource),
                Events = [],
                Source = null,
            };
            var records = _records.GetValueOrDefault((bare.Trace, bare.Id)) ?? [];
            yield return bare with
            {
                Events =
                [
                    .. span.Items("events").Select(e => EventOf(e, null)),
                    .. records.Select(r => EventOf(r, r.Field("body"))),
                ],
                Source = () => Line(resource, span, records),
            };
        }
    }

    private void Take(JsonElement resource, JsonElement item, bool isRecord)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (!isRecord)
        {
            _spans.Add((resource, item));
        }
        else if (item.Text("traceId") is { Length: > 0 } trace && item.Text("spanId") is { Length: > 0 } span)
        {
            if (!_records.TryGetValue((trace, span), out var records))
            {
                _records[(trace, span)] = records = [];
            }

            records.Add(item);
        }
    }

    private static OtlpEvent EventOf(JsonElement said, JsonElement? body)
    {
        var attributes = OtlpAttributes.Of(said);
        return new OtlpEvent(
            said.Text("name") ?? said.Text("eventName") ?? attributes.Text("event.name") ?? "",
            attributes,
            body is { } value ? OtlpAttributes.Plain(value) : null
        );
    }

    private static byte[] Line(JsonElement resource, JsonElement span, List<JsonElement> records)
    {
        var line = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(line, Relaxed);
        writer.WriteStartObject();
        Wrap(writer, "resourceSpans", resource, "scopeSpans", "spans", [span]);
        if (records.Count > 0)
        {
            Wrap(writer, "resourceLogs", default, "scopeLogs", "logRecords", records);
        }

        writer.WriteEndObject();
        writer.Flush();
        return line.WrittenSpan.ToArray();
    }

    private static void Wrap(
        Utf8JsonWriter writer,
        string name,
        JsonElement resource,
        string scopes,
        string items,
        IReadOnlyList<JsonElement> elements
    )
    {
        writer.WriteStartArray(name);
        writer.WriteStartObject();
        if (resource.ValueKind == JsonValueKind.Object)
        {
            writer.WritePropertyName("resource");
            resource.WriteTo(writer);
        }

        writer.WriteStartArray(scopes);
        writer.WriteStartObject();
        writer.WriteStartArray(items);
        foreach (var element in elements)
        {
            element.WriteTo(writer);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
