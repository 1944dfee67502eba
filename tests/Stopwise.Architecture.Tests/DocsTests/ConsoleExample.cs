using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Stopwise.Architecture.Tests.DocsTests;

/// <summary>One command of a page that the tests run, with what the page promises.</summary>
/// <param name="Line">Line of the command in the page, from 1.</param>
/// <param name="Command">The shell command, without the prompt.</param>
/// <param name="ExitCode">The promised exit code.</param>
/// <param name="Output">The promised lines; <c>...</c> stands for any text, alone on a line for any lines.</param>
internal sealed partial record ConsoleExample(int Line, string Command, int ExitCode, IReadOnlyList<string> Output)
{
    /// <summary>The commands after the marks <c>&lt;!-- run: exit N --&gt;</c> of a page, in order.</summary>
    /// <exception cref="FormatException">A mark is not followed by a fenced block with a command.</exception>
    public static IEnumerable<ConsoleExample> Of(string[] lines)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            var mark = Mark().Match(lines[i]);
            if (!mark.Success)
            {
                continue;
            }

            var start = i + 1;
            if (start >= lines.Length || !lines[start].StartsWith("```", StringComparison.Ordinal))
            {
                throw new FormatException($"Line {i + 1}: a run mark must stand right above a fenced block.");
            }

            var exitCode = int.Parse(mark.Groups["code"].Value, CultureInfo.InvariantCulture);
            var end = Array.IndexOf(lines, "```", start + 1);
            var commands = Enumerable.Range(start + 1, end - start - 1).Where(n => IsCommand(lines[n])).ToList();
            if (commands.Count == 0 || commands[0] != start + 1)
            {
                throw new FormatException($"Line {start + 2}: a block that is run begins with a '$ ' command.");
            }

            for (var c = 0; c < commands.Count; c++)
            {
                var next = c + 1 < commands.Count ? commands[c + 1] : end;
                yield return new(commands[c] + 1, lines[commands[c]][2..], exitCode, lines[(commands[c] + 1)..next]);
            }
        }
    }

    /// <summary>True where the output is the promised one. A page that promises no line promises only the exit code.</summary>
    public bool Matches(string output)
    {
        if (Output.Count == 0)
        {
            return true;
        }

        var pattern = new StringBuilder(@"\A");
        foreach (var line in Output)
        {
            pattern.Append(
                line.Trim() == "..."
                    ? @"(?:[^\n]*\n)*"
                    : Regex.Escape(line.TrimEnd()).Replace(@"\.\.\.", "[^\n]*", StringComparison.Ordinal) + "[ \t]*\n"
            );
        }

        var text = string.Join('\n', output.ReplaceLineEndings("\n").Trim('\n').Split('\n')) + "\n";
        return Regex.IsMatch(text, pattern.Append(@"\z").ToString(), RegexOptions.None, TimeSpan.FromSeconds(10));
    }

    private static bool IsCommand(string line) => line.StartsWith("$ ", StringComparison.Ordinal);

    [GeneratedRegex(@"^<!-- run: exit (?<code>\d+) -->$")]
    private static partial Regex Mark();
}
