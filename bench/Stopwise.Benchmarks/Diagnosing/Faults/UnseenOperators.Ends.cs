using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;
using static System.FormattableString;

namespace Stopwise.Benchmarks.Diagnosing.Faults;

/// <content>Work that is left out or fails, while the run goes on and hands in as if it were whole.</content>
internal static partial class UnseenOperators
{
    private static IReadOnlyList<FaultOperator> OfEnds =>
        [
            new("failing call made five times", "structural", FailedOnce, Repeated),
            new(
                "handed in before an edit",
                "structural",
                run => Steps(run).Where(i => IsNeeded(run, i)),
                HandedInEarly
            ),
            new("last check turned to failing", "result", LastChecks, Failing),
            new("announced edit not made", "claim", run => Steps(run).Where(i => Look(run, i) >= 0), Unmade),
            new("handed in with open todos", "claim", run => Steps(run).Where(i => LeavesOpen(run, i)), OpenTodos),
        ];

    /// <summary>Failures that the next step did not simply repeat.</summary>
    private static IEnumerable<int> FailedOnce(GoodRun run) =>
        Steps(run).Where(i => i + 1 < End(run) && TrulyFailed(run, i) && Commands(run, i) != Commands(run, i + 1));

    /// <summary>An error text alone may be the text of a file that was looked at.</summary>
    private static bool TrulyFailed(GoodRun run, int step) =>
        run.Readings[step].IsError
        && run.Run.Steps[step]
            .Calls.Any(c =>
                c.IsError
                || c.ExitCode > 0
                || c.Result?.StartsWith("Error", StringComparison.Ordinal) == true
                || (run.Runs(step) && c.Result?.Contains("Traceback (most recent", StringComparison.Ordinal) == true)
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
    /// True for the first edit of a file that stays changed, without which the work is not whole. Tests and papers are left
    /// out, since the work may hold without them, and so is what the run may have taken back.
    /// </summary>
    private static bool IsNeeded(GoodRun run, int step) =>
        step >= 2
        && step < run.Count - 1
        && !run.Readings[step].IsError
        && !AnyRevert(run, step)
        && run.EditedAt(step).Where(f => !Secondary().IsMatch(f)).ToArray() is { Length: > 0 } files
        && !files.Any(f => Steps(run).Any(i => i < step && Edits(run, i, f)));

    private static bool AnyRevert(GoodRun run, int from) =>
        run.Readings.Skip(from).Any(r => r.Calls.Any(c => c.Reverts.Count > 0));

    private static FaultyRun HandedInEarly(GoodRun run, int step, Random random) =>
        new(PatchOf(run, HandedInAt(run, step)), step, Commands(run, step), HandIn(run).Message);

    /// <summary>The last check of the finished work, where nothing is mended after it.</summary>
    private static IEnumerable<int> LastChecks(GoodRun run)
    {
        var check = Last(run, i => run.Readings[i].IsCheck);
        return
            check > Last(run, i => EditsWork(run, i))
            && check < End(run)
            && Work(run).Any()
            && run.Readings[check] is { CheckPassed: true, Calls: [{ Written: [] }] }
            && FailureOf(run.Run.Steps[check].Calls[0]) is not null
            ? [check]
            : [];
    }

    /// <summary>What the same check prints when it fails; null where its way of failing is not known.</summary>
    private static string? FailureOf(ToolCall call)
    {
        var output = Frame().Replace(call.Result ?? "", "").Trim('\n');
        if (PytestCount().IsMatch(output))
        {
            return PytestCount().Replace(output, m => Invariant($"1 failed, {Count(m) - 1} passed"));
        }

        if (UnittestEnd().IsMatch(output))
        {
            return UnittestEnd().Replace(output, "FAILED (failures=1)");
        }

        return Script().Match(call.Command ?? "") is { Success: true, Value: var script }
            ? $"Traceback (most recent call last):\n  File \"{script}\", line 24, in <module>\n    assert result == expected\nAssertionError"
            : null;
    }

    private static int Count(Match passed) => int.Parse(passed.Groups["n"].ValueSpan, CultureInfo.InvariantCulture);

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
            || !Lasts(run, step)
        )
        {
            return -1;
        }

        var look = Steps(run)
            .LastOrDefault(i => i < step && run.Reads(i, file) && run.Run.Steps[i].Calls.Count == 1, -1);
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

    [GeneratedRegex(
        @"test|doc|readme|change|news|\.(md|rst|txt)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Secondary();

    [GeneratedRegex(
        @"\A<returncode>\d+</returncode>\n<output>\n|</output>\s*\z",
        RegexOptions.CultureInvariant,
        10_000
    )]
    private static partial Regex Frame();

    [GeneratedRegex(@"\b(?<n>[1-9]\d*) passed\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex PytestCount();

    [GeneratedRegex(@"^OK\b.*$", RegexOptions.CultureInvariant | RegexOptions.Multiline, 10_000)]
    private static partial Regex UnittestEnd();

    [GeneratedRegex(@"[\w/.-]+\.py\b", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Script();

    [GeneratedRegex(
        @"\b(I will|I'll|let's|let me|I'm going to|now|should)\b[^.\n]*\b(apply|modify|update|edit|add|insert|replace|fix|change|implement|patch|remove|restore)",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Announces();
}
