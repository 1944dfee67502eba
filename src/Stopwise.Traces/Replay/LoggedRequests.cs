using Stopwise.Traces.Formats;
using Stopwise.Traces.Formats.RequestLogs;
using Stopwise.Traces.Replay.Wires;

namespace Stopwise.Traces.Replay;

/// <summary>The calls of a log that keeps requests whole.</summary>
internal static class LoggedRequests
{
    /// <summary>The calls with both sides on record, in the order of time.</summary>
    public static List<CassetteEntry> Of(IReadOnlyList<Payload> originals)
    {
        var entries = new List<CassetteEntry>();
        foreach (var (_, line) in originals.SelectMany(o => Original.Lines(o.Content)))
        {
            if (
                Original.ParseLine(line) is not { } row
                || LoggedExchange.Bodies(row) is not { Request: { } request, Response: { } response }
            )
            {
                continue;
            }

            var wire = ModelWire.Of(request, response);
            var asked = wire.Asked(request);
            var entry = new CassetteEntry
            {
                Kind = CallKind.Model,
                Name = asked.Name,
                Form = wire.Form,
                Request = asked.Own.Request,
                Occurrence = 1,
                Response = "",
                At = LoggedExchange.Read(row, line)?.Call.StartedAt,
            };
            entries.Add(entry with { Response = wire.BodyOf(entry, response) });
        }

        return [.. entries.OrderBy(e => e.At ?? DateTimeOffset.MinValue)];
    }
}
