using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Actions;

/// <summary>Reads the steps of one run in order; it remembers the scratch files and scripts that the run made.</summary>
internal sealed partial class StepReader
{
    private static readonly HashSet<string> ErrorFree = new(StringComparer.Ordinal)
    {
        "grep",
        "rg",
        "diff",
        "test",
        "[",
    };

    private static readonly SearchValues<string> SummaryWords = SearchValues.Create(
        ["failed", "failure", "error", "passed", "OK", "FAILED"],
        StringComparison.Ordinal
    );

    private static readonly SearchValues<string> Declarations = SearchValues.Create(
        [
            "tests pass",
            "tests are passing",
            "tests passed",
            "works correctly",
            "working correctly",
            "works as expected",
            "works perfectly",
            "fix works",
            "fix is working",
            "is fixed",
            "has been fixed",
            "is resolved",
            "have verified",
            "i verified",
            "ready to submit",
            "is complete",
            "is now complete",
            "completed successfully",
            "successfully completed",
            "confident that",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private readonly OwnFiles _own = new();

    /// <summary>Reads the next step.</summary>
    public StepReading Read(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        var written = new List<string>();
        bool changes = false,
            opaque = false,
            edits = false,
            error = false,
            check = false,
            failed = false,
            cleans = false,
            diff = false;
        int? failing = null;
        var calls = new List<CallReading>(step.Calls.Count);
        foreach (var call in step.Calls)
        {
            var effect = Begin(call);
            var callFailed = End(call, effect);
            calls.Add(CallReading.Of(effect, callFailed));
            changes |= effect.Changes;
            opaque |= effect.Opaque;
            edits |= effect.Edits;
            check |= effect.Check;
            cleans |= effect.CleansUp;
            diff |= effect.LooksAtDiff;
            error |= callFailed;
            written.AddRange(effect.Written);
            failing = CountFailing(call.Result) ?? failing;
            failed |= effect.Check && (callFailed || failing > 0);
        }

        return new StepReading(
            changes,
            edits,
            written,
            opaque,
            error,
            check,
            check && !failed,
            failing,
            cleans,
            diff,
            Declares(step.Message) || Declares(step.Thought),
            calls
        );
    }

    /// <summary>Reads what a call does before anything came back.</summary>
    public CallEffect Begin(ToolCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var effect = new CallEffect();
        ToolEffects.Read(call, _own, effect);
        return effect;
    }

    /// <summary>Takes note of what came back; true where the call failed.</summary>
    public bool End(ToolCall call, CallEffect effect)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(effect);
        var failed = Fails(call, effect.LastProgram);
        NoteWork(effect, failed);
        return failed;
    }

    /// <summary>A file that was read with success, and was not made by the run, is work.</summary>
    private void NoteWork(CallEffect effect, bool failed)
    {
        for (var i = 0; i < effect.Looked.Count && !failed; i++)
        {
            _own.AddWork(effect.Looked[i]);
        }
    }

    private static bool Declares(string? text) => text is not null && text.AsSpan().IndexOfAny(Declarations) >= 0;

    /// <summary>True where the call failed: flag, exit code, or the error texts that tools print without one.</summary>
    private static bool Fails(ToolCall call, string lastProgram)
    {
        if (call.IsError || call.ExitCode is > 0)
        {
            return !(call.ExitCode == 1 && call.Command is not null && ErrorFree.Contains(lastProgram));
        }

        return call.Result is { Length: > 0 } text && ErrorText().IsMatch(text);
    }

    /// <summary>Failing tests that a result counts; null where it counts none.</summary>
    public static int? CountFailing(string? result)
    {
        if (result is null || result.Length == 0)
        {
            return null;
        }

        var last = result.AsSpan(Math.Max(0, result.Length - 4000));
        if (last.IndexOfAny(SummaryWords) < 0)
        {
            return null;
        }

        var tail = last.ToString();
        var match = FailingCount().Match(tail);
        if (match.Success)
        {
            return int.TryParse(match.Groups["n"].ValueSpan, CultureInfo.InvariantCulture, out var n) ? n : null;
        }

        return PassingSummary().IsMatch(tail) ? 0 : null;
    }

    [GeneratedRegex(
        @"Traceback \(most recent call last\)|\b[Ee]rror:|command not found|No such file",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex ErrorText();

    [GeneratedRegex(
        @"(?<n>\d+) (?:failed|failures?|errors?)\b|FAILED \((?:failures|errors)=(?<n>\d+)",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex FailingCount();

    [GeneratedRegex(
        @"\b\d+ passed\b|^OK\b|\bAll tests passed\b|\bRan \d+ tests?\b[\s\S]*\bOK\b",
        RegexOptions.CultureInvariant | RegexOptions.Multiline,
        matchTimeoutMilliseconds: 10_000
    )]
    private static partial Regex PassingSummary();
}
