using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Actions;

/// <summary>What one step did, read from its calls and results alone: no outcome, no later step.</summary>
/// <param name="Changes">True unless every call provably only looks.</param>
/// <param name="Edits">True where a file outside the scratch the run made itself was written.</param>
/// <param name="Written">Files written, as the step names them.</param>
/// <param name="Opaque">True where a call may write files that cannot be named (a script, a patch, a reset).</param>
/// <param name="IsError">A call failed: error flag, non-zero exit code or an error text.</param>
/// <param name="IsCheck">A test runner or a script of the run's own was executed.</param>
/// <param name="CheckPassed">A check ran and nothing says it failed.</param>
/// <param name="FailingTests">Failing tests that the result counts; null where it counts none.</param>
/// <param name="CleansUp">A scratch file that the run had made was removed.</param>
/// <param name="LooksAtDiff">The pending change was looked at (<c>git diff</c>, <c>git status</c>).</param>
/// <param name="Declares">The model says in words that the work is done, passes or is verified.</param>
/// <param name="Calls">The same for each call, in the step's order.</param>
internal sealed record StepReading(
    bool Changes,
    bool Edits,
    IReadOnlyList<string> Written,
    bool Opaque,
    bool IsError,
    bool IsCheck,
    bool CheckPassed,
    int? FailingTests,
    bool CleansUp,
    bool LooksAtDiff,
    bool Declares,
    IReadOnlyList<CallReading> Calls
)
{
    /// <summary>What the step is for: the strongest of its calls; without a call it talks.</summary>
    public StepKind Kind { get; } = Calls.Count == 0 ? StepKind.Communicate : Calls.Max(c => c.Kind);
}

/// <summary>Reads the steps of one run in order; it remembers the scratch files and scripts that the run made.</summary>
internal sealed partial class StepReader
{
    private static readonly HashSet<string> Looking = new(StringComparer.OrdinalIgnoreCase)
    {
        "read",
        "grep",
        "glob",
        "ls",
        "view",
        "notebookread",
        "webfetch",
        "websearch",
        "todowrite",
        "todoread",
        "bashoutput",
        "taskoutput",
        "exitplanmode",
        "enterplanmode",
        "askuserquestion",
        "think",
        "calculate",
        "killshell",
        "killbash",
        "cronlist",
    };

    private static readonly HashSet<string> LookingVerbs = new(StringComparer.OrdinalIgnoreCase)
    {
        "get",
        "list",
        "search",
        "find",
        "read",
        "view",
        "show",
        "fetch",
        "lookup",
        "query",
        "describe",
        "check",
        "count",
        "calculate",
        "think",
        "open",
        "scroll",
        "inspect",
    };

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

    private readonly HashSet<string> _scratch = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _scripts = new(StringComparer.Ordinal);

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
            var effect = EffectOf(call);
            var callFailed = Fails(call);
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

    private static bool Declares(string? text) => text is not null && text.AsSpan().IndexOfAny(Declarations) >= 0;

    private CallEffect EffectOf(ToolCall call)
    {
        if (call.Command is { } command)
        {
            return new ShellEffects(_scratch, _scripts).Of(command);
        }

        var name = call.Name;
        var path = PathArgument(call.Arguments);
        if (Looking.Contains(name) || StartsWithLookingVerb(name))
        {
            return path is null ? CallEffect.None : CallEffect.None with { Looked = [path] };
        }

        return path is null
            ? CallEffect.None with
            {
                Changes = true,
                Edits = true,
            }
            : CallEffect.None with
            {
                Changes = true,
                Edits = !_scratch.Contains(path),
                Written = [path],
            };
    }

    private static bool StartsWithLookingVerb(string name)
    {
        var end = name.IndexOf('_', StringComparison.Ordinal);
        return end > 0 && LookingVerbs.Contains(name[..end]);
    }

    /// <summary>True where the call failed: flag, exit code, or the error texts that tools print without one.</summary>
    private static bool Fails(ToolCall call)
    {
        if (call.IsError || call.ExitCode is > 0)
        {
            return !(
                call.ExitCode == 1
                && call.Command is { } c
                && ShellReader.Read(c) is [.., var last]
                && ErrorFree.Contains(last.Program)
            );
        }

        return call.Result is { Length: > 0 } text && ErrorText().IsMatch(text);
    }

    private static int? CountFailing(string? result)
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

    private static string? PathArgument(string arguments)
    {
        if (arguments.Length == 0 || arguments[0] != '{')
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(arguments);
            foreach (var name in (ReadOnlySpan<string>)["file_path", "path", "notebook_path", "filename", "file"])
            {
                if (json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                {
                    return value.GetString();
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Arguments that are not JSON, or hold half of a surrogate pair, name no path; the call still counts as a change.
        }

        return null;
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
