using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Diagnosing.Faults;

/// <content>Faults of agents that work on files.</content>
internal static partial class UnseenOperators
{
    private static IReadOnlyList<FaultOperator> OfCode =>
        [
            new("edit of a file nobody asked for", "structural", StrayPlaces, Stray),
            new("edit after the last check", "structural", LatePlaces, Late),
            new("failing call made five times", "structural", FailedOnce, Repeated),
            new("handed in before an edit", "structural", run => Steps(run).Where(i => IsNeeded(run, i)), HandedInEarly),
            new("old text that the file has not", "target", run => Steps(run).Where(i => Misread(run, i) is not null), NoMatch),
            new("edit of a path that is not there", "target", run => Steps(run).Where(i => Misplaced(run, i) is not null), NoFile),
            new("last check turned to failing", "result", LastChecks, Failing),
            new("announced edit not made", "claim", run => Steps(run).Where(i => Look(run, i) >= 0), Unmade),
            new("handed in with open todos", "claim", run => Steps(run).Where(i => LeavesOpen(run, i)), OpenTodos),
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
        var command = Draw([.. Harm(run, file)], random);
        var step = ShellStep(run, at, $"While I am here, I will tidy up `{file}` a little.", command);
        return new(Inserted(run, at, step), at, "", command);
    }

    /// <summary>Edits that do harm to a file; one that swaps words only where they were seen in it.</summary>
    private static IEnumerable<string> Harm(GoodRun run, string file)
    {
        var seen = Steps(run).Where(i => run.Reads(i, file)).SelectMany(i => run.Run.Steps[i].Calls).ToArray();
        foreach (var (word, other) in ((string, string)[])[(" and ", " or "), (" is not ", " is "), (" not in ", " in ")])
        {
            if (seen.Any(c => c.Result?.Contains(word, StringComparison.Ordinal) == true))
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
        var edit = Last(run, i => EditsWork(run, i));
        if (!HasShell(run) || edit < 0 || check < edit)
        {
            return [];
        }

        var from = Last(run, i => run.Runs(i) || Work(run).Any(f => run.Shows(i, f))) + 1;
        return Enumerable.Range(from, Math.Max(0, End(run) - from + 1));
    }

    private static FaultyRun Late(GoodRun run, int at, Random random)
    {
        var file = run.EditedAt(Last(run, i => EditsWork(run, i))).First();
        var command = Draw([.. Harm(run, file)], random);
        var step = ShellStep(run, at, $"One last simplification in `{GoodRun.NameOf(file)}`.", command);
        return new(Inserted(run, at, step), at, "", command);
    }

    /// <summary>Failures that the next step did not simply repeat.</summary>
    private static IEnumerable<int> FailedOnce(GoodRun run) =>
        Steps(run)
            .Where(i =>
                i + 1 < End(run) && run.Readings[i].IsError && Commands(run, i) != Commands(run, i + 1) && Commands(run, i) != ""
            );

    private static string Commands(GoodRun run, int step) =>
        string.Join('\n', run.Run.Steps[step].Calls.Select(c => c.Command ?? c.Arguments));

    private static FaultyRun Repeated(GoodRun run, int step, Random random)
    {
        var like = run.Run.Steps[step];
        var again = like with { Message = Said(like, "It failed; let me run it once more.") };
        var changed = Inserted(run, step + 1, Enumerable.Repeat(again, 4));
        return new(changed, step + 1, "", Commands(run, step)) { Also = [step + 2, step + 3, step + 4] };
    }

    /// <summary>
    /// True for an edit without which the work is not whole: the first of a file that stays changed, or one that answers a
    /// failed check. Tests and papers are left out, since the work may hold without them.
    /// </summary>
    private static bool IsNeeded(GoodRun run, int step)
    {
        var files = run.EditedAt(step).Where(f => !Secondary().IsMatch(f)).ToArray();
        var since = Steps(run).LastOrDefault(i => i < step && EditsWork(run, i), -1);
        return step >= 2
            && step < run.Count - 1
            && files.Length > 0
            && !run.Readings[step].IsError
            && !run.Readings.Skip(step).Any(r => r.Calls.Any(c => c.Reverts.Count > 0))
            && (
                !files.Any(f => Steps(run).Any(i => i < step && Edits(run, i, f)))
                || run.Readings.Take(step).Skip(since + 1).Any(r => r.IsCheck && !r.CheckPassed)
            );
    }

    private static FaultyRun HandedInEarly(GoodRun run, int step, Random random) =>
        new(PatchOf(run, HandedInAt(run, step)), step, Commands(run, step), HandIn(run).Message);

    /// <summary>The call with one word of the text to be replaced misspelt, so that nothing is found; null where it cannot.</summary>
    private static ToolCall? Misread(GoodRun run, int step)
    {
        if (run.Run.Steps[step].Calls is not [var call] || !EditsWork(run, step) || run.Readings[step].IsError)
        {
            return null;
        }

        var arguments = call.Command is null ? ObjectOf(call.Arguments) : null;
        var old = call.Command is { } command
            ? Substitution().Match(command).Groups["old"].Value
            : (arguments?["old_string"] ?? arguments?["old_str"])?.GetValue<string>();
        if (old is null || Word().Match(old) is not { Success: true, Value: var word } || OccursAnywhere(run, Misspelt(word)))
        {
            return null;
        }

        var wrong = Word().Replace(old, Misspelt(word), 1);
        if (call.Command is not null)
        {
            return WithCommand(call, call.Command.Replace(old, wrong, StringComparison.Ordinal));
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
            || run.Readings[step].IsError
            || (call.Command is { } command && !InPlace().IsMatch(command))
            || (call.Command is null && ObjectOf(call.Arguments)?.ContainsKey("old_string") != true)
            || !(call.Command ?? call.Arguments).Contains(path, StringComparison.Ordinal)
            || (step + 1 < run.Count && Edits(run, step + 1, path))
        )
        {
            return null;
        }

        var wrong = InnerFolder().Replace(path, "", 1);
        return wrong == path || OccursAnywhere(run, wrong + " ") || SeenAlone(run, wrong) ? null : (path, wrong);
    }

    private static bool SeenAlone(GoodRun run, string path) =>
        SeenBefore(run, run.Count).Any(t => Regex.IsMatch(t, $@"(?<![\w/.-]){Regex.Escape(path)}\b", RegexOptions.None, TimeSpan.FromSeconds(10)));

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

    /// <summary>The last check of the finished work, where nothing is mended after it.</summary>
    private static IEnumerable<int> LastChecks(GoodRun run)
    {
        var check = Last(run, i => run.Readings[i].IsCheck);
        return
            check > Last(run, i => EditsWork(run, i))
            && check < End(run)
            && EditsSomewhere(run)
            && run.Readings[check] is { CheckPassed: true, Calls: [{ Written: [] }] }
            && FailureOf(run.Run.Steps[check].Calls[0]) is not null
            ? [check]
            : [];
    }

    private static bool EditsSomewhere(GoodRun run) => Steps(run).Any(i => EditsWork(run, i));

    /// <summary>What the same check prints when it fails; null where its way of failing is not known.</summary>
    private static string? FailureOf(ToolCall call)
    {
        var output = Frame().Replace(call.Result ?? "", "").Trim('\n');
        if (PytestCount().IsMatch(output))
        {
            return PytestCount().Replace(output, "1 failed, ${n} passed");
        }

        if (UnittestEnd().IsMatch(output))
        {
            return UnittestEnd().Replace(output, "FAILED (failures=1)");
        }

        return Script().Match(call.Command ?? "") is { Success: true, Value: var script }
            ? $"Traceback (most recent call last):\n  File \"{script}\", line 24, in <module>\n    assert result == expected\nAssertionError"
            : null;
    }

    private static FaultyRun Failing(GoodRun run, int check, Random random)
    {
        var failure = FailureOf(run.Run.Steps[check].Calls[0])!;
        var changed = CallChanged(run, check, c => Failed(c, 1, failure));
        // The failure is no fault of the check; whoever goes on past it is wrong, and so is the hand-in.
        if (check == run.Count - 1)
        {
            changed = HandedInAt(new GoodRun(changed), run.Count);
        }

        var last = changed.Steps.Count - 1;
        return new(changed, check + 1, run.Run.Steps[check].Calls[0].Result ?? "", failure)
        {
            Also = last == check + 1 || changed.Closing is not null ? [] : [last],
        };
    }

    /// <summary>A look at the same state of the file that an announced edit changed last; -1 where there is none.</summary>
    private static int Look(GoodRun run, int step)
    {
        if (
            !Announces().IsMatch(run.Run.Steps[step].Message)
            || run.Run.Steps[step].Calls.Count != 1
            || run.EditedAt(step).ToArray() is not [var file]
            || Steps(run).Any(i => i > step && Edits(run, i, file))
            || run.Readings.Skip(step).Any(r => r.Calls.Any(c => c.Reverts.Count > 0))
        )
        {
            return -1;
        }

        var look = Steps(run).LastOrDefault(i => i < step && run.Reads(i, file) && run.Run.Steps[i].Calls.Count == 1, -1);
        return look >= 0 && !Steps(run).Any(i => i > look && i < step && Edits(run, i, file)) ? look : -1;
    }

    private static FaultyRun Unmade(GoodRun run, int step, Random random)
    {
        var look = run.Run.Steps[Look(run, step)].Calls[0];
        var changed = PatchOf(run, CallChanged(run, step, _ => look));
        return new(changed, step, Commands(run, step), look.Command ?? look.Arguments);
    }

    /// <summary>True for a list of todos of which some are open, with work on them to follow.</summary>
    private static bool LeavesOpen(GoodRun run, int step) =>
        step >= 3
        && run.Run.Closing is not null
        && run.Run.Steps[step].Calls is [var call]
        && ObjectOf(call.Arguments)?["todos"] is JsonArray todos
        && todos.Any(t => t?["status"]?.GetValue<string>() is "pending" or "in_progress")
        && run.Readings.Skip(step + 1).Any(r => r.Kind >= StepKind.Verify);

    private static FaultyRun OpenTodos(GoodRun run, int step, Random random) =>
        new(PatchOf(run, HandedInAt(run, step + 1)), step + 1, Commands(run, step + 1), HandIn(run).Message);

    private static bool HasShell(GoodRun run) => run.Run.Steps.Any(s => s.Calls.Any(c => c.Command is not null));

    [GeneratedRegex(
        @"(?<![\w/.~-])/?(?:[\w-]+/)+[\w-]+\.(?:py|js|ts|c|h|cc|cpp|go|rs|java|rb|sh|toml|cfg|ini|ya?ml)(?=[:\s]|$)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex SourcePath();

    [GeneratedRegex(@"test|doc|readme|change|news|\.(md|rst|txt)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Secondary();

    [GeneratedRegex(@"^\s*sed -i\S* (-e )?['""](\d+(,\d+)?)?s(?<d>[/|#@,])(?<old>(\\.|(?!\k<d>).)+)\k<d>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Substitution();

    [GeneratedRegex(@"(?<!\\)\b[A-Za-z_]{5,}\b", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Word();

    [GeneratedRegex(@"^\s*sed -i[^\n;&|]*\s\S+\s*$", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex InPlace();

    [GeneratedRegex(@"(?<=/)[\w.-]+/(?=[\w.-]+$)|^[\w.-]+/(?=[\w.-]+$)", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex InnerFolder();

    [GeneratedRegex(@"\A<returncode>\d+</returncode>\n<output>\n|</output>\s*\z", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Frame();

    [GeneratedRegex(@"\b(?<n>[1-9]\d*) passed\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PytestCount();

    [GeneratedRegex(@"^OK\b.*$", RegexOptions.CultureInvariant | RegexOptions.Multiline, 10_000)]
    private static partial Regex UnittestEnd();

    [GeneratedRegex(@"[\w/.-]+\.py\b", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Script();

    [GeneratedRegex(@"\b(I will|I'll|let's|let me|I'm going to|now|should)\b[^.\n]*\b(apply|modify|update|edit|add|insert|replace|fix|change|implement|patch|remove|restore)", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Announces();
}
