using System.Text.RegularExpressions;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Diagnosing.Faults;

/// <summary>The faults. Whoever writes rules must not read this folder: rules are scored on operators their author never saw.</summary>
internal static partial class FaultOperators
{
    public static IReadOnlyList<FaultOperator> All { get; } =
    [
        new("reads of a file before its first edit deleted", "structural", FirstEdits, DropReads),
        new("reads of a file moved behind its first edit", "structural", FirstEdits, DelayReads),
        new("edited file reverted, never redone", "structural", AfterEdits, Revert),
        new("every check after the last edit deleted", "structural", LastEdit, DropChecks),
        new(
            "edit aimed at a file that was only listed",
            "target",
            SingleEdits,
            (r, i, d) => Retarget(r, i, d, read: false)
        ),
        new(
            "edit aimed at another file that was read",
            "target",
            SingleEdits,
            (r, i, d) => Retarget(r, i, d, read: true)
        ),
        new("id in a write changed to another id seen", "target", Writes, SwapId),
        new("search term replaced", "target", Searches, SwapTerm),
        new(
            "result of a read replaced by an error",
            "result",
            Reads,
            (r, i, _) => Answer(r, i, "cat: No such file or directory", 1)
        ),
        new("result of a read emptied", "result", Reads, (r, i, _) => Answer(r, i, "", 0)),
        new("result of a read replaced by another read's", "result", Reads, SwapResult),
        new("success asserted after a failed check", "claim", AfterFailedChecks, Assert),
        new("a number in a message changed", "claim", Numbers, ChangeNumber),
    ];

    private static IEnumerable<int> FirstEdits(GoodRun run) =>
        Enumerable.Range(0, run.Count).Where(i => FirstEditOfReadFile(run, i) is not null);

    /// <summary>A file that was read and is edited at this step for the first time.</summary>
    private static string? FirstEditOfReadFile(GoodRun run, int at) =>
        run.EditedAt(at)
            .FirstOrDefault(file =>
                !Enumerable
                    .Range(0, at)
                    .Any(i => run.Readings[i].Written.Any(w => GoodRun.NameOf(w) == GoodRun.NameOf(file)))
                && Enumerable.Range(0, at).Any(i => run.Reads(i, file))
            );

    private static FaultyRun? DropReads(GoodRun run, int at, Random random) => Without(run, at, delayed: false);

    private static FaultyRun? DelayReads(GoodRun run, int at, Random random) => Without(run, at, delayed: true);

    private static FaultyRun? Without(GoodRun run, int at, bool delayed)
    {
        var file = FirstEditOfReadFile(run, at)!;
        var reads = Enumerable.Range(0, at).Where(i => run.Shows(i, file)).ToHashSet();
        var kept = Enumerable.Range(0, at + 1).Where(i => !reads.Contains(i)).ToList();
        var order = kept.Concat(delayed ? reads.Order() : []).Concat(Enumerable.Range(at + 1, run.Count - at - 1));
        return new FaultyRun(
            run.With(order.Select(i => run.Run.Steps[i])),
            kept.Count - 1,
            $"{reads.Count} reads of {file}",
            delayed ? "after the edit" : "none"
        );
    }

    private static IEnumerable<int> AfterEdits(GoodRun run) =>
        Enumerable
            .Range(0, run.Count - 1)
            .Where(i =>
                run.EditedAt(i).Any() && !Enumerable.Range(i + 1, run.Count - i - 1).Any(j => run.Readings[j].Edits)
            );

    private static FaultyRun? Revert(GoodRun run, int at, Random random)
    {
        var file = run.EditedAt(at).First();
        var place = random.Next(at + 1, run.Count + 1);
        var step = Shell(run, at, $"git checkout -- {file}", $"Updated 1 path from the index");
        return new FaultyRun(
            run.With(run.Run.Steps.Take(place).Append(step).Concat(run.Run.Steps.Skip(place))),
            place,
            "",
            $"revert of {file}"
        );
    }

    private static IEnumerable<int> LastEdit(GoodRun run)
    {
        var last = Enumerable.Range(0, run.Count).LastOrDefault(i => run.EditedAt(i).Any(), -1);
        if (last >= 0 && Enumerable.Range(last + 1, run.Count - last - 1).Any(run.Runs))
        {
            yield return last;
        }
    }

    private static FaultyRun? DropChecks(GoodRun run, int at, Random random)
    {
        // An edit that runs something in the same breath still checks.
        if (run.Runs(at))
        {
            return null;
        }

        var kept = Enumerable.Range(0, run.Count).Where(i => i <= at || !run.Runs(i)).ToList();
        var lastRun = Enumerable.Range(0, at).LastOrDefault(run.Runs, -1);
        return new FaultyRun(run.With(kept.Select(i => run.Run.Steps[i])), at, $"{run.Count - kept.Count} runs", "none")
        {
            Also = [.. Enumerable.Range(lastRun + 1, at - lastRun - 1).Where(i => run.EditedAt(i).Any())],
        };
    }

    private static IEnumerable<int> SingleEdits(GoodRun run) =>
        Enumerable
            .Range(0, run.Count)
            .Where(i => run.EditedAt(i).Select(GoodRun.NameOf).Distinct(StringComparer.Ordinal).Count() == 1);

    private static FaultyRun? Retarget(GoodRun run, int at, Random random, bool read)
    {
        var file = run.EditedAt(at).First();
        var extension = file[file.LastIndexOf('.')..];
        var opened = Enumerable
            .Range(0, at)
            .SelectMany(i => run.Readings[i].Calls)
            .SelectMany(c => c.Looked)
            .Where(f => f.EndsWith(extension, StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
        var others = read
            ? opened
            :
            [
                .. Enumerable
                    .Range(0, at)
                    .SelectMany(i => run.Run.Steps[i].Calls)
                    .SelectMany(c => Paths(c.Result))
                    .Where(f => f.EndsWith(extension, StringComparison.Ordinal) && !opened.Contains(f)),
            ];
        others.RemoveWhere(f =>
            GoodRun.NameOf(f) == GoodRun.NameOf(file)
            || Enumerable.Range(0, at).Any(i => run.Readings[i].Written.Contains(f))
        );
        if (others.Count == 0)
        {
            return null;
        }

        var other = others.Order(StringComparer.Ordinal).ElementAt(random.Next(others.Count));
        return new FaultyRun(run.Changed(at, s => Replaced(s, file, other)), at, file, other);
    }

    private static IEnumerable<int> Reads(GoodRun run) =>
        Enumerable
            .Range(0, run.Count)
            .Where(i =>
                run.Readings[i].Kind == StepKind.Explore
                && run.Readings[i].Calls.Any(c => c.Looked.Count > 0)
                && run.Run.Steps[i].Calls is [{ Result.Length: > 40 }]
                && !run.Readings[i].IsError
            );

    private static FaultyRun? Answer(GoodRun run, int at, string result, int exit) =>
        new(
            run.Changed(
                at,
                s =>
                    s with
                    {
                        Calls =
                        [
                            s.Calls[0] with
                            {
                                Result = result,
                                ExitCode = s.Calls[0].ExitCode is null ? null : exit,
                                IsError = exit != 0 && s.Calls[0].ExitCode is null,
                            },
                        ],
                    }
            ),
            at,
            "its result",
            result
        );

    private static FaultyRun? SwapResult(GoodRun run, int at, Random random)
    {
        var others = Reads(run)
            .Where(i => i != at && run.Run.Steps[i].Calls[0].Result != run.Run.Steps[at].Calls[0].Result)
            .ToArray();
        return others.Length == 0
            ? null
            : Answer(run, at, run.Run.Steps[others[random.Next(others.Length)]].Calls[0].Result!, 0);
    }

    private static IEnumerable<int> Writes(GoodRun run) =>
        Enumerable
            .Range(0, run.Count)
            .Where(i =>
                run.Run.Steps[i].Calls is [{ Command: null } call]
                && run.Readings[i].Kind == StepKind.Change
                && Id().IsMatch(call.Arguments)
            );

    private static FaultyRun? SwapId(GoodRun run, int at, Random random)
    {
        var arguments = run.Run.Steps[at].Calls[0].Arguments;
        var ids = Id().Matches(arguments).Select(m => m.Value).Distinct(StringComparer.Ordinal).ToArray();
        var id = ids[random.Next(ids.Length)];
        var seen = Enumerable
            .Range(0, at)
            .SelectMany(i => run.Run.Steps[i].Calls)
            .SelectMany(c => Id().Matches(c.Result ?? "").Select(m => m.Value))
            .Where(o => Shape(o) == Shape(id) && !ids.Contains(o))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        if (seen.Length == 0)
        {
            return null;
        }

        var other = seen[random.Next(seen.Length)];
        return new FaultyRun(run.Changed(at, s => Replaced(s, id, other)), at, id, other);
    }

    private static IEnumerable<int> Searches(GoodRun run) =>
        Enumerable
            .Range(0, run.Count)
            .Where(i => run.Run.Steps[i].Calls is [{ Command: { } command }] && SearchTerm().IsMatch(command));

    private static FaultyRun? SwapTerm(GoodRun run, int at, Random random)
    {
        var command = run.Run.Steps[at].Calls[0].Command!;
        var term = SearchTerm().Match(command).Groups["term"].Value;
        var others = Searches(run)
            .Select(i => SearchTerm().Match(run.Run.Steps[i].Calls[0].Command!).Groups["term"].Value)
            .Where(t => t != term)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        return others.Length == 0 ? null
            : others[random.Next(others.Length)] is var other
                ? new FaultyRun(run.Changed(at, s => Replaced(s, term, other)), at, term, other)
            : null;
    }

    private static IEnumerable<int> AfterFailedChecks(GoodRun run) =>
        Enumerable
            .Range(1, Math.Max(0, run.Count - 1))
            .Where(i =>
                run.Readings[i - 1] is { IsCheck: true, CheckPassed: false } && run.Run.Steps[i].Message.Length > 0
            );

    private static FaultyRun? Assert(GoodRun run, int at, Random random) =>
        new(
            run.Changed(
                at,
                s => s with { Message = "All tests pass now, so the fix works correctly.", Thought = null }
            ),
            at,
            "its message",
            "an assertion of success"
        );

    private static IEnumerable<int> Numbers(GoodRun run) =>
        Enumerable.Range(0, run.Count).Where(i => Number().IsMatch(run.Run.Steps[i].Message));

    private static FaultyRun? ChangeNumber(GoodRun run, int at, Random random)
    {
        var numbers = Number().Matches(run.Run.Steps[at].Message);
        var number = numbers[random.Next(numbers.Count)];
        var other = (
            long.Parse(number.Value, System.Globalization.CultureInfo.InvariantCulture) + random.Next(3, 40)
        ).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var message = run.Run.Steps[at].Message;
        return new FaultyRun(
            run.Changed(
                at,
                s => s with { Message = message[..number.Index] + other + message[(number.Index + number.Length)..] }
            ),
            at,
            number.Value,
            other
        );
    }

    private static Step Shell(GoodRun run, int like, string command, string result)
    {
        var template = run.Run.Steps[like];
        return template with
        {
            Message = "",
            Thought = null,
            Calls =
            [
                template.Calls[0] with
                {
                    Name = "bash",
                    Command = command,
                    Arguments = command,
                    Result = result,
                    ExitCode = 0,
                    IsError = false,
                },
            ],
        };
    }

    private static Step Replaced(Step step, string old, string other) =>
        step with
        {
            Calls =
            [
                .. step.Calls.Select(c =>
                    c with
                    {
                        Arguments = c.Arguments.Replace(old, other, StringComparison.Ordinal),
                        Command = c.Command?.Replace(old, other, StringComparison.Ordinal),
                    }
                ),
            ],
        };

    private static IEnumerable<string> Paths(string? text) =>
        text is null ? [] : PathWord().Matches(text[..Math.Min(text.Length, 20_000)]).Select(m => m.Value);

    /// <summary>Two ids of one shape: the same kinds of characters in the same places.</summary>
    private static string Shape(string id) =>
        string.Concat(
            id.Select(c =>
                char.IsDigit(c) ? '0'
                : char.IsUpper(c) ? 'A'
                : char.IsLower(c) ? 'a'
                : c
            )
        );

    [GeneratedRegex(@"[\w./\-]+/[\w\-]+\.\w{1,4}\b", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex PathWord();

    [GeneratedRegex(
        @"#?[A-Z]\w?\d{5,}|\b\d{8,}\b|\b[A-Z0-9]{6}\b|\b[a-z]+_[a-z]*_?\d{4,}\b",
        RegexOptions.CultureInvariant,
        10_000
    )]
    private static partial Regex Id();

    [GeneratedRegex(
        @"\b(grep|rg)\s+(-\w+\s+)*[""']?(?<term>\w{4,})",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex SearchTerm();

    [GeneratedRegex(@"(?<![\w.])\d{2,6}(?![\w.])", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Number();
}
