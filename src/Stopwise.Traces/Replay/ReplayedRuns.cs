using System.Text;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Formats.RequestLogs;
using Stopwise.Traces.Replay.Wires;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Replay;

/// <summary>What an agent did in a replay, as runs: read off the requests and answers that went over the wire.</summary>
public static class ReplayedRuns
{
    /// <summary>The runs of a replay; several where the agent holds several conversations that nothing joins.</summary>
    /// <remarks>Only calls over HTTP are told. A result that the agent never sent back is not known.</remarks>
    public static IReadOnlyList<Run> Of(ReplayReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var exchanges = new List<LoggedExchange>();
        foreach (var call in report.Calls.OrderBy(c => c.Number))
        {
            var wire = ModelWire.All.FirstOrDefault(w => w.Form == call.Asked.Own.Form);
            if (wire is null || (call.Entry ?? call.Recorded) is not { } entry)
            {
                continue;
            }

            var row = CanonicalJson.Written(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartObject("request");
                writer.WriteString("model", call.Asked.Name);
                foreach (var (name, value) in CanonicalJson.Parse(call.Asked.Own.Request.Text)?.Fields() ?? [])
                {
                    writer.WritePropertyName(name);
                    value.WriteTo(writer);
                }

                writer.WriteEndObject();
                writer.WritePropertyName("response");
                writer.WriteRawValue(wire.BodyOf(entry), skipInputValidation: true);
                writer.WriteEndObject();
            });
            if (
                CanonicalJson.Parse(row) is { } parsed
                && LoggedExchange.Read(parsed, Encoding.UTF8.GetBytes(row)) is { } exchange
            )
            {
                exchanges.Add(exchange);
            }
        }

        return [.. RequestLogFormat.RunsOf(exchanges)];
    }
}
