using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Stopwise.Traces.Formats.Codex;

/// <summary>What a tool gave back.</summary>
/// <remarks>
/// Shells of older versions answer with JSON of <c>output</c> and <c>metadata.exit_code</c>, those of newer ones with lines in
/// front of <c>Output:</c>; a failed tool of older versions with <c>content</c> and <c>success</c>.
/// </remarks>
internal sealed partial record CodexResult(string Text, int? ExitCode, bool IsError)
{
    public static CodexResult Read(JsonElement? output)
    {
        var isError = output?.Flag("success") == false;
        var text = output.Text("content") ?? output?.AsText() ?? "";
        if (
            text.StartsWith('{')
            && Original.ParseLine(Encoding.UTF8.GetBytes(text)) is { } json
            && json.Field("metadata") is { } metadata
        )
        {
            var code = metadata.Whole("exit_code") is >= int.MinValue and <= int.MaxValue and var known
                ? (int?)known
                : null;
            return new CodexResult(json.Text("output") ?? text, code, isError);
        }

        var match = ExitLine().Match(text);
        return new CodexResult(
            match.Success ? WithoutHeader(text, match.Length) : text,
            int.TryParse(match.Groups["code"].ValueSpan, CultureInfo.InvariantCulture, out var exit) ? exit : null,
            isError
        );
    }

    /// <summary>Times and ids in the program's own lines would make equal results differ.</summary>
    private static string WithoutHeader(string text, int from)
    {
        const string Mark = "Output:\n";
        var at = text.IndexOf(Mark, from, StringComparison.Ordinal);
        return at < 0 || at - from > 200 ? text : text[(at + Mark.Length)..];
    }

    /// <summary>Looked for in the few lines that the program writes itself, not in the command's output.</summary>
    [GeneratedRegex(
        @"\A([A-Z][^\n:]{0,40}(:| seconds)[^\n]*\n){0,4}?(Exit code: |Process exited with code )(?<code>-?\d{1,9})\n",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex ExitLine();
}
