using System.Text.RegularExpressions;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Trees;

/// <summary>What a step takes back or puts aside.</summary>
/// <param name="Act">How.</param>
/// <param name="Files">The files, as the step names them; empty where it means every tracked file.</param>
/// <param name="ChangesMore">True where the same step then changes something else.</param>
internal sealed partial record Revert(RevertAct Act, IReadOnlyList<string> Files, bool ChangesMore)
{
    private const int MostFiles = 16;
    private const int MostCharacters = 20_000;

    /// <summary>True where every tracked file is meant.</summary>
    public bool IsAll => Files.Count == 0;

    /// <summary>What a step takes back; null where it takes nothing back or the attempt failed.</summary>
    public static Revert? Of(Step step)
    {
        foreach (var call in step.Calls)
        {
            if (call.IsError || call.ExitCode is > 0)
            {
                continue;
            }

            if (call.Command is { } command)
            {
                if (command.Contains("git", StringComparison.Ordinal) && OfShell(step, call, command) is { } revert)
                {
                    return revert;
                }
            }
            else if (
                call.Name.EndsWith("undo_edit", StringComparison.Ordinal)
                || call.Arguments.Contains("\"undo_edit\"", StringComparison.Ordinal)
            )
            {
                return new Revert(RevertAct.UndoLast, [], ChangesMore: false);
            }
        }

        return null;
    }

    private static Revert? OfShell(Step step, ToolCall call, string command)
    {
        // A here-document is text that is written, not a command that is run.
        var heredoc = command.IndexOf("<<", StringComparison.Ordinal);
        var run = command[..Math.Min(heredoc < 0 ? command.Length : heredoc, MostCharacters)];
        Revert? found = null;
        foreach (Match match in GitCommand().Matches(run))
        {
            var words = match.Groups["rest"].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            found = OfGit(match.Groups["verb"].Value, words) ?? found;
        }

        if (found is null)
        {
            return null;
        }

        var rest = GitCommand().Replace(run, m => $"{m.Groups["before"].Value}true") + command[run.Length..];
        var alone = step with { Calls = [call with { Command = rest, Result = null }] };
        return found with
        {
            ChangesMore = step.Calls.Count > 1 || new StepReader().Read(alone).Kind == StepKind.Change,
        };
    }

    private static Revert? OfGit(string verb, string[] words)
    {
        // What is left of "2>/dev/null" is a number and no name.
        var names = words
            .Where(w => !w.StartsWith('-') && !w.All(char.IsAsciiDigit))
            .Take(MostFiles + 1)
            .Select(w => w.Trim('"', '\''))
            .ToList();
        switch (verb)
        {
            case "commit":
                return new Revert(RevertAct.Commit, [], false);
            case "stash":
                return names.FirstOrDefault() switch
                {
                    null or "push" or "save" => new Revert(RevertAct.PutAside, [], false),
                    "pop" or "apply" => new Revert(RevertAct.BringBack, [], false),
                    _ => null,
                };
            case "reset":
                return words.Contains("--hard") && names.All(IsHead) ? All() : null;
            case "checkout" or "restore" when words.Any(w => w is "-b" or "-B" or "--staged" or "--orphan" or "-p"):
                return null;
            case "checkout" or "restore":
                names.RemoveAll(IsHead);
                return names.Contains(".") ? All()
                    : names.Count is > 0 and <= MostFiles
                    && (verb == "restore" || words.Contains("--") || names.All(IsFile))
                        ? new Revert(RevertAct.TakeBack, names, false)
                    : null;
            default:
                return null;
        }

        static Revert All() => new(RevertAct.TakeBack, [], false);
    }

    private static bool IsHead(string word) => word is "HEAD" or "@";

    // Without "--" a word may be a branch: only what looks like a path is taken for one.
    private static bool IsFile(string word) => FilePath().IsMatch(word);

    [GeneratedRegex(
        @"(?<before>^|[;&|\n(][ \t]*|\b(?:sudo|then|do)[ \t]+)git(?:[ \t]+-C[ \t]+\S+|[ \t]+--no-pager)*[ \t]+(?<verb>checkout|restore|stash|reset|commit)\b(?<rest>[^;&|\n)<>]*)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex GitCommand();

    [GeneratedRegex(
        @"^[^\s~^:]*[\w\])]\.[A-Za-z]\w{0,9}$|/$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex FilePath();
}

internal enum RevertAct
{
    TakeBack,
    UndoLast,
    PutAside,
    BringBack,
    Commit,
}
