using System.Text.RegularExpressions;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Benchmarks.Diagnosing.Faults;

/// <content>Faults of agents that work on records, such as orders, for somebody whom they talk to.</content>
internal static partial class UnseenOperators
{
    private static IReadOnlyList<FaultOperator> OfRecords =>
        [
            new(
                "write before the user agreed",
                "structural",
                run => Writes(run).Where(w => Agreed(run, w) >= 0),
                TooEarly
            ),
            new(
                "write without a look at the record",
                "structural",
                run => Writes(run).Where(w => OnlyLook(run, w) >= 0),
                Blind
            ),
            new(
                "another value in a write",
                "target",
                run => Writes(run).Where(w => Values(run, w).Count > 0),
                OtherValue
            ),
            new("refused write taken for done", "result", run => Writes(run).Where(w => Claim(run, w) >= 0), Refused),
            new("write claimed but not made", "claim", run => Writes(run).Where(w => Claim(run, w) >= 0), NotMade),
        ];

    /// <summary>Steps with one call that altered a record. A run that has a shell works on files.</summary>
    private static IEnumerable<int> Writes(GoodRun run) =>
        run.Run.Steps.Any(s => s.Calls.Any(c => c.Command is not null))
            ? []
            : Steps(run)
                .Where(i =>
                    run.Readings[i]
                        is { Kind: StepKind.Change, IsError: false, Written.Count: 0, Calls: [{ Target: not null }] }
                );

    private static ToolCall CallOf(GoodRun run, int step) => run.Run.Steps[step].Calls[0];

    private static string Told(ToolCall call) => $"{call.Name} {call.Arguments}";

    /// <summary>
    /// The talk in which the user agreed to a write; -1 where the one before had agreed to something already, or where what
    /// is written became known only there, so that the write could not have come sooner.
    /// </summary>
    private static int Agreed(GoodRun run, int write)
    {
        var talks = Steps(run).Where(i => i < write && run.Run.Steps[i].Reply is not null).ToArray();
        if (
            talks is not [.., var before, var at]
            || !Asks(run, at)
            || !Consents(run, at)
            || Consents(run, before)
            || Steps(run).Any(i => i < write && SameRecordWritten(run, i, write))
        )
        {
            return -1;
        }

        var known = string.Join('\n', SeenBefore(run, at));
        return TokensOf(CallOf(run, write).Arguments).All(t => known.Contains(t, StringComparison.Ordinal)) ? at : -1;
    }

    private static bool Asks(GoodRun run, int talk) =>
        run.Run.Steps[talk].Message is var message
        && (
            message.Contains('?', StringComparison.Ordinal)
            || message.Contains("confirm", StringComparison.OrdinalIgnoreCase)
        );

    private static bool Consents(GoodRun run, int talk) => Consent().IsMatch(run.Run.Steps[talk].Reply!);

    private static FaultyRun TooEarly(GoodRun run, int write, Random random)
    {
        var at = Agreed(run, write);
        var rest = run.Run.Steps.Where(s => s.Index != write).ToList();
        rest.Insert(at, run.Run.Steps[write]);
        return new(run.With(rest), at, run.Run.Steps[at].Message, Told(CallOf(run, write)));
    }

    /// <summary>The only step that looked at a record before it was written; -1 where there is none or more than one.</summary>
    private static int OnlyLook(GoodRun run, int write)
    {
        var target = run.Readings[write].Calls[0].Target;
        var looks = Steps(run)
            .Where(i =>
                i < write && run.Readings[i].Calls is [{ Kind: StepKind.Explore } call] && call.Target == target
            )
            .ToArray();
        return looks is [var look] && !Steps(run).Any(i => i < write && SameRecordWritten(run, i, write)) ? look : -1;
    }

    private static bool SameRecordWritten(GoodRun run, int step, int write) =>
        run.Readings[step].Kind == StepKind.Change
        && run.Readings[step].Calls.Any(c => c.Target == run.Readings[write].Calls[0].Target);

    private static FaultyRun Blind(GoodRun run, int write, Random random)
    {
        var look = OnlyLook(run, write);
        return new(Without(run, [look]), write - 1, Told(CallOf(run, look)), Told(CallOf(run, write)))
        {
            // To speak of what was not looked at is as wrong as to write it.
            Also = [.. Steps(run).Where(i => i > look && i < write && Uses(run, i, look)).Select(i => i - 1)],
        };
    }

    /// <summary>True where a step names the record that was looked at, or a number that only the look had shown.</summary>
    private static bool Uses(GoodRun run, int step, int look)
    {
        var told = string.Join(
            '\n',
            run.Run.Steps[step].Calls.Select(c => c.Arguments).Append(run.Run.Steps[step].Message)
        );
        var known = string.Join('\n', SeenBefore(run, look));
        return told.Contains(run.Readings[look].Calls[0].Target!, StringComparison.Ordinal)
            || Number()
                .Matches(CallOf(run, look).Result ?? "")
                .Select(m => m.Value)
                .Any(n => told.Contains(n, StringComparison.Ordinal) && !known.Contains(n, StringComparison.Ordinal));
    }

    /// <summary>Values in the arguments, each with another of its shape that a tool had shown.</summary>
    private static List<(string Old, string New)> Values(GoodRun run, int write)
    {
        var own = TokensOf(CallOf(run, write).Arguments);
        var shown = run
            .Run.Steps.Take(write)
            .SelectMany(s => s.Calls)
            .SelectMany(c => TokensOf(c.Result ?? ""))
            .Distinct()
            .Except(own)
            .ToLookup(ShapeOf);
        return [.. own.SelectMany(old => shown[ShapeOf(old)].Select(other => (old, other)))];
    }

    private static FaultyRun OtherValue(GoodRun run, int write, Random random)
    {
        var values = Values(run, write);
        var old = Draw([.. values.Select(v => v.Old).Distinct()], random);
        var other = Draw([.. values.Where(v => v.Old == old)], random).New;
        var call = CallOf(run, write);
        var changed = call with
        {
            Arguments = call.Arguments.Replace(old, other, StringComparison.Ordinal),
            Result = EchoChanged(call.Result, old, other),
        };
        return new(CallChanged(run, write, _ => changed), write, Told(call), Told(changed));
    }

    /// <summary>A tool repeats what it was told at the end of the record that it returns.</summary>
    private static string? EchoChanged(string? result, string old, string other)
    {
        var at = result?.LastIndexOf(old, StringComparison.Ordinal) ?? -1;
        return at < 0 ? result : result![..at] + other + result[(at + old.Length)..];
    }

    /// <summary>The first talk after a write, where it says that something was done; -1 where it does not.</summary>
    private static int Claim(GoodRun run, int write)
    {
        var talk = Steps(run).FirstOrDefault(i => i > write && run.Run.Steps[i].Calls.Count == 0, -1);
        var again = Steps(run).Any(i => i != write && SameRecordWritten(run, i, write));
        return talk >= 0 && !again && Done().IsMatch(run.Run.Steps[talk].Message) ? talk : -1;
    }

    private static FaultyRun Refused(GoodRun run, int write, Random random)
    {
        const string Refusal = "Error: the request could not be processed";
        var claim = Claim(run, write);
        return new(
            CallChanged(run, write, c => c with { Result = Refusal }),
            claim,
            CallOf(run, write).Result ?? "",
            Refusal
        )
        {
            // Whatever came between went on past the refusal too.
            Also = claim == write + 1 ? [] : [write + 1],
        };
    }

    private static FaultyRun NotMade(GoodRun run, int write, Random random)
    {
        var claim = Claim(run, write);
        return new(Without(run, [write]), claim - 1, Told(CallOf(run, write)), run.Run.Steps[claim].Message);
    }

    private static List<string> TokensOf(string text) => [.. Token().Matches(text).Select(m => m.Value).Distinct()];

    /// <summary>Digits stand for any digits, but a date stays in its year, or a birthday would do for a journey.</summary>
    private static string ShapeOf(string token) =>
        token.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash
            ? token[..dash] + Digit().Replace(token[dash..], "0")
            : Digit().Replace(token, "0");

    [GeneratedRegex(
        @"#?\b[A-Za-z_]*\d{3,}(?:-\d+)*\b(?!\.\d)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Token();

    [GeneratedRegex(@"\d{3,}(\.\d+)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 10_000)]
    private static partial Regex Number();

    [GeneratedRegex(@"\d", RegexOptions.CultureInvariant, 10_000)]
    private static partial Regex Digit();

    [GeneratedRegex(
        @"\b(yes|yeah|yep|sure|confirm(ed)?|go ahead|proceed|please do|that's (correct|right|fine)|sounds good|agree|ok(ay)?|fine|do it)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Consent();

    [GeneratedRegex(
        @"\b(success\w*|(has|have) been|(is|are) now|I('ve| have) (now )?\w+ed)\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        10_000
    )]
    private static partial Regex Done();
}
