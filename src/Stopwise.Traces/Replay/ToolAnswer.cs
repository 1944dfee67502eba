using Stopwise.Traces.Export;
using Stopwise.Traces.Formats;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Replay;

/// <summary>What a tool gave back.</summary>
/// <param name="Text">The result; null where none came.</param>
/// <param name="IsError">True where it is marked as an error.</param>
/// <param name="ExitCode">Exit code, where the tool is a command and the code is known.</param>
public sealed record ToolAnswer(string? Text, bool IsError = false, int? ExitCode = null)
{
    /// <summary>The result of a recorded call.</summary>
    public static ToolAnswer Of(ToolCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new ToolAnswer(call.Result, call.IsError, call.ExitCode);
    }

    /// <summary>One line of JSON.</summary>
    public string ToJson() =>
        CanonicalJson.Written(writer =>
        {
            writer.WriteStartObject();
            writer.WriteText("result", Text);
            if (IsError)
            {
                writer.WriteBoolean("error", true);
            }

            writer.WriteNumber("exit_code", ExitCode);
            writer.WriteEndObject();
        });

    /// <summary>Reads what <see cref="ToJson"/> writes; fields that are not there are not known.</summary>
    public static ToolAnswer Parse(string json)
    {
        var row = CanonicalJson.Parse(json);
        return new ToolAnswer(row.Text("result"), row?.Flag("error") ?? false, (int?)row.Whole("exit_code"));
    }

    /// <summary>The call with this for its result.</summary>
    internal ToolCall Answered(ToolCall call) => call with { Result = Text, IsError = IsError, ExitCode = ExitCode };
}
