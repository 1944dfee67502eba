using System.Globalization;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>The exit code that Claude Code writes in front of a failed command's output.</summary>
internal static class ShellExit
{
    private const string Mark = "Exit code ";

    public static int? Of(ToolCall call, string result, bool isError)
    {
        if (!isError || call.Command is null || !result.StartsWith(Mark, StringComparison.Ordinal))
        {
            return null;
        }

        var digits = result.AsSpan(Mark.Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], CultureInfo.InvariantCulture, out var code) ? code : null;
    }
}
