using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats.WhoWhen;

/// <summary>
/// One entry of a shared history. The sender is its <c>name</c>, or its role as in <c>Orchestrator (-&gt; WebSurfer)</c> and
/// <c>Orchestrator (thought)</c>, which tells the addressee or the kind as well.
/// </summary>
internal sealed partial record HistoryEntry(string Agent, string? Addressee, bool IsThought, string Content)
{
    private const string Fence = "```";

    public static HistoryEntry Read(JsonElement entry)
    {
        var content = entry.Text("content") ?? "";
        var role = entry.Text("role") ?? "";
        if (entry.Text("name") is { Length: > 0 } name)
        {
            return new HistoryEntry(name, null, IsThought: false, content);
        }

        var match = SenderAndNote().Match(role);
        var note = match.Groups["note"].Value;
        return new HistoryEntry(
            match.Success ? match.Groups["sender"].Value : role,
            note.StartsWith("->", StringComparison.Ordinal) ? note[2..].Trim() : null,
            note == "thought",
            content
        );
    }

    /// <summary>The entry as a step; what a terminal says is the result of the code in the entry before.</summary>
    public Step ToStep(int index, string? before)
    {
        var step = new Step
        {
            Index = index,
            Turn = index,
            Agent = Agent,
            Addressee = Addressee,
        };
        if (IsTerminal)
        {
            return step with { Calls = [Execution(before ?? "")], Usage = Usage.None };
        }

        var said = IsThought ? step with { Thought = Content } : step with { Message = Content };
        return Agent is "human" or "user" ? said with { Usage = Usage.None } : said;
    }

    private bool IsTerminal =>
        Agent.Replace("_", "", StringComparison.Ordinal).Equals("ComputerTerminal", StringComparison.OrdinalIgnoreCase);

    private ToolCall Execution(string request)
    {
        var (language, code) = FirstBlock(request);
        var exit = ExitCode().Match(Content);
        var known = int.TryParse(exit.Groups["code"].ValueSpan, CultureInfo.InvariantCulture, out var number);
        return new ToolCall
        {
            Name = Agent,
            Arguments = code,
            Command = language is "sh" or "bash" or "shell" ? code : null,
            Result = Content,
            ExitCode = known ? number : null,
            IsError = known && number != 0,
        };
    }

    private static (string Language, string Code) FirstBlock(string text)
    {
        var start = text.IndexOf(Fence, StringComparison.Ordinal);
        var line = start < 0 ? -1 : text.IndexOf('\n', start);
        if (line < 0)
        {
            return ("", "");
        }

        var end = text.IndexOf(Fence, line, StringComparison.Ordinal);
        return (text[(start + Fence.Length)..line].Trim(), text[(line + 1)..(end < 0 ? text.Length : end)].Trim());
    }

    [GeneratedRegex(@"^(?<sender>.+?) \((?<note>.+)\)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SenderAndNote();

    [GeneratedRegex(
        @"^exitcode: (?<code>-?\d{1,6})|exited with Unix exit code: (?<code>-?\d{1,6})",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex ExitCode();
}
