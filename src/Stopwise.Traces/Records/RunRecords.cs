using Stopwise.Governance.Records;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Records;

/// <summary>A run as the messages, actions and observations that contracts are checked on.</summary>
public static class RunRecords
{
    /// <summary>The records of a run in order, as <see cref="RecordReader"/> reads them.</summary>
    /// <remarks>The records of a run that was cut after some step are the first records of the whole run.</remarks>
    public static IReadOnlyList<MessageActionRecord> Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var reader = new RecordReader(run.Id, ReplyOf(run.Format));
        var records = new List<MessageActionRecord>();
        if (run.Prompt is { } request)
        {
            records.Add(reader.Request(request, run.StartedAt));
        }

        foreach (var step in run.Steps)
        {
            reader.Read(step, records);
        }

        if (run.Closing is { } closing)
        {
            records.Add(reader.Close(closing));
        }

        return records;
    }

    /// <summary>In these recordings nobody sits at the other end: what comes back without a tool is the scaffold's.</summary>
    private static Speaker ReplyOf(string format) =>
        format is "mini-swe-agent" or "swe-agent" or "terminus" or "react-log" or "autocoderover"
            ? Speaker.System
            : Speaker.User;
}
