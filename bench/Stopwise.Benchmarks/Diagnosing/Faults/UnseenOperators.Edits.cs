using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Diagnosing.Faults;

/// <content>Edits of files that should not be, or that miss.</content>
internal static partial class UnseenOperators
{
    private static IReadOnlyList<FaultOperator> OfEdits =>
        [
            new("edit of a file nobody asked for", "structural", StrayPlaces, Stray),
            new("edit after the last check", "structural", LatePlaces, Late),
            new(
                "old text that the file has not",
                "target",
                run => Steps(run).Where(i => Misread(run, i) is not null),
                NoMatch
            ),
            new(
                "edit of a path that is not there",
                "target",
                run => Steps(run).Where(i => Misplaced(run, i) is not null),
                NoFile
            ),
        ];

    /// <summary>Places before which a file was found by a search, but neither then nor later opened or spoken of.</summary>
    private static IEnumerable<int> StrayPlaces(GoodRun run) =>
        FirstFound(run) is var first and >= 0 ? Enumerable.Range(first + 1, Math.Max(0, End(run) - first)) : [];

    private static int FirstFound(GoodRun run) =>
        HasShell(run) ? Steps(run).FirstOrDefault(i => i + 1 <= End(run) && Strays(run, i + 1).Any(), -1) : -1;

    private static IEnumerable<string> Strays(GoodRun run, int before)
    {
        var found = run
            .Readings.Take(before)
            .Zip(run.Run.Steps)
            .Where(s => s.First.Kind == StepKind.Explore)
            .SelectMany(s => s.Second.Calls)
            .SelectMany(c => SourcePath().Matches(c.Result ?? ""))
            .Select(m => m.Value)
            .Distinct();
        var asked = string.Join(
            '\n',
            run.Run.Steps.SelectMany(s => s.Calls.Select(c => c.Command ?? c.Arguments).Append(s.Message))
                .Append(run.Run.Prompt)
                .Append(run.Run.Submission)
                .Append(run.Run.Closing?.Message)
        );
        return found.Where(f => !asked.Contains(GoodRun.NameOf(f), StringComparison.Ordinal));
    }

    private static FaultyRun Stray(GoodRun run, int at, Random random)
    {
        var file = Draw([.. Strays(run, at)], random);
        var command = $"sed -i '{Draw(["$d", "1d", "/^ *return /d"], random)}' {file}";
        var step = ShellStep(run, at, $"While I am here, I will tidy up `{file}` a little.", command);
        return new(Inserted(run, at, step), at, "", command);
    }

    /// <summary>Edits that do harm to a file; one that swaps words only where they were seen in it.</summary>
    private static IEnumerable<string> Harm(GoodRun run, string file)
    {
        var seen = Steps(run).Where(i => run.Reads(i, file)).SelectMany(i => run.Run.Steps[i].Calls).ToArray();
        foreach (
            var (word, other) in ((string, string)[])[(" and ", " or "), (" is not ", " is "), (" not in ", " in ")]
        )
        {
            if (
                file.EndsWith(".py", StringComparison.Ordinal)
                && seen.Any(c => c.Result?.Contains(word, StringComparison.Ordinal) == true)
            )
            {
                yield return $"sed -i 's/{word}/{other}/' {file}";
            }
        }

        yield return $"sed -i '$d' {file}";
    }

    /// <summary>Places after a check that the last edit passed, with no look at the work behind them.</summary>
    private static IEnumerable<int> LatePlaces(GoodRun run)
    {
        var check = Last(run, i => run.Runs(i) && !run.Readings[i].IsError);
        if (!HasShell(run) || LastEdited(run) is null || check < Last(run, i => EditsWork(run, i)))
        {
            return [];
        }

        var from = Last(run, i => i < End(run) && (run.Runs(i) || Work(run).Any(f => run.Shows(i, f)))) + 1;
        return Enumerable.Range(from, Math.Max(0, End(run) - from + 1));
    }

    private static string? LastEdited(GoodRun run) =>
        Last(run, i => EditsWork(run, i)) is >= 0 and var edit
            ? run.EditedAt(edit).FirstOrDefault(f => !f.Contains('*', StringComparison.Ordinal))
            : null;

    private static FaultyRun Late(GoodRun run, int at, Random random)
    {
        var file = LastEdited(run)!;
        var command = Draw([.. Harm(run, file)], random);
        var step = ShellStep(run, at, $"One last simplification in `{GoodRun.NameOf(file)}`.", command);
        return new(Inserted(run, at, step), at, "", command);
    }

    /// <summary>True for an edit whose trace is in the end: it worked, and nothing edits its files again.</summary>
    private static bool Lasts(GoodRun run, int step) =>
        EditsWork(run, step)
        && !run.Readings[step].IsError
        && !AnyRevert(run, step)
        && !run.EditedAt(step).Any(f => Steps(run).Any(i => i > step && Edits(run, i, f)));

    /// <summary>The call with one word of the text to be replaced misspelt, so that nothing is found; null where it cannot.</summary>
    private static ToolCall? Misread(GoodRun run, int step)
    {
        if (run.Run.Steps[step].Calls is not [var call] || !Lasts(run, step))
        {
            return null;
        }

        var arguments = call.Command is null ? ObjectOf(call.Arguments) : null;
        var old = call.Command is { } command
            ? Substitution().Match(command).Groups["old"].Value
            : (arguments?["old_string"] ?? arguments?["old_str"])?.GetValue<string>();
        if (
            old is null
            || Word().Match(old) is not { Success: true, Value: var word }
            || OccursAnywhere(run, Misspelt(word))
        )
        {
            return null;
        }

        var wrong = Word().Replace(old, Misspelt(word), 1);
        if (call.Command is not null)
        {
            // The text that it is replaced by may hold it too, and comes later.
            var at = call.Command.IndexOf(old, StringComparison.Ordinal);
            return WithCommand(call, call.Command[..at] + wrong + call.Command[(at + old.Length)..]);
        }

        arguments![arguments.ContainsKey("old_string") ? "old_string" : "old_str"] = JsonValue.Create(wrong);
        return call with { Arguments = arguments.ToJsonString(Readable) };
    }

    /// <summary>An inner letter is left out.</summary>
    private static string Misspelt(string word) => word.Remove(word.Length / 2, 1);

    private static FaultyRun NoMatch(GoodRun run, int step, Random random)
    {
        var wrong = Misread(run, step)!;
        return new(CallChanged(run, step, _ => wrong), step, Commands(run, step), wrong.Command ?? wrong.Arguments);
    }

    /// <summary>The edited path without one of its folders, where that names nothing known; null where it cannot be.</summary>
    private static (string Path, string Wrong)? Misplaced(GoodRun run, int step)
    {
        if (
            run.Run.Steps[step].Calls is not [var call]
            || run.EditedAt(step).ToArray() is not [var path]
            || !Lasts(run, step)
            || (call.Command is { } command && !InPlace().IsMatch(command))
            || (call.Command is null && ObjectOf(call.Arguments)?.ContainsKey("old_string") != true)
            || !(call.Command ?? call.Arguments).Contains(path, StringComparison.Ordinal)
        )
        {
            return null;
        }

        var wrong = InnerFolder().Replace(path, "", 1);
        return wrong == path || IsKnown(run, wrong) ? null : (path, wrong);
    }

    /// <summary>True where a path stands somewhere as itself and not as the end of a longer one.</summary>
    private static bool IsKnown(GoodRun run, string path) =>
        AllTexts(run)
            .Any(t =>
                Regex.IsMatch(t, $@"(?<![\w/.-]){Regex.Escape(path)}\b", RegexOptions.None, TimeSpan.FromSeconds(10))
            );

    private static FaultyRun NoFile(GoodRun run, int step, Random random)
    {
        var (path, wrong) = Misplaced(run, step)!.Value;
        var call = run.Run.Steps[step].Calls[0];
        var missed = call with
        {
            Command = call.Command?.Replace(path, wrong, StringComparison.Ordinal),
            Arguments = call.Arguments.Replace(path, wrong, StringComparison.Ordinal),
        };
        missed = call.Command is null
            ? Failed(missed, 1, "File does not exist.")
            : Failed(missed, 2, $"sed: can't read {wrong}: No such file or directory");
        return new(CallChanged(run, step, _ => missed), step, path, wrong);
    }

    private static bool HasShell(GoodRun run) => run.Run.Steps.Any(s => s.Calls.Any(c => c.Command is not null));

    [GeneratedRegex(
        @"(?<![\w/.~-])/?(?:[\w-]+/)+[\w-]+\.(?:py|js|ts|c|h|cc|cpp|go|rs|java|rb|sh|toml|cfg|ini|ya?ml)(?=[:\s]|$)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex SourcePath();

    [GeneratedRegex(
        @"^\s*sed -i\S* (-e )?['""](\d+(,\d+)?)?s(?<d>[/|#@,])(?<old>(\\.|(?!\k<d>).)+)\k<d>",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Substitution();

    [GeneratedRegex(@"(?<!\\)\b[A-Za-z_]{5,}\b", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^\s*sed -i[^\n;&|]*\s\S+\s*$", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex InPlace();

    [GeneratedRegex(@"(?<=/)[\w.-]+/(?=[\w.-]+$)|^[\w.-]+/(?=[\w.-]+$)", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex InnerFolder();
}
