using System.Buffers;
using System.Collections.Immutable;
using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>One check that a run made.</summary>
/// <param name="Step">Its step.</param>
/// <param name="Key">Equal for the same check.</param>
/// <param name="Shown">The check in words.</param>
/// <param name="Passed">Nothing says that it failed.</param>
/// <param name="Failing">Failing tests, where counted.</param>
/// <param name="Rewritten">The last step before it that wrote a file the check names; -1 for none. Two checks with a rewriting between them are not one check.</param>
internal sealed record Check(int Step, string Key, string Shown, bool Passed, int? Failing, int Rewritten)
{
    /// <summary>A test suite of the project and not a script that the run wrote, whose failing may be what it is for.</summary>
    public bool IsSuite =>
        Failing is not null || (Rewritten < 0 && Key.Contains("test", StringComparison.OrdinalIgnoreCase));

    /// <summary>What came out, for a reason.</summary>
    public string Result =>
        Passed ? "passes"
        : Failing is > 0 ? $"fails ({Failing} failing)"
        : "fails";
}

/// <summary>The checks and the edits of a run in order.</summary>
internal sealed class CheckTrail
{
    private const int LongestComplaint = 2000;
    private const int MostBetween = 64;

    private static readonly SearchValues<string> NothingRun = SearchValues.Create(
        [
            "No module named pytest",
            "No module named 'pytest'",
            "command not found",
            "not found\n",
            "no tests ran",
            "No such file or directory",
            "can't open file",
            "Ran 0 tests",
            "unrecognized arguments",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    private Dictionary<string, List<Check>>? _failingBefore;

    public CheckTrail(IReadOnlyList<StepReading> readings, IReadOnlyList<Act> acts)
    {
        var checks = new List<Check>();
        var written = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var act in acts)
        {
            foreach (var write in act.Writes)
            {
                written[FileName.Last(write.Path)] = act.Step;
            }

            if (act.Reading.IsCheck && DidRun(act.Call.Result) && (checks.Count == 0 || checks[^1].Step != act.Step))
            {
                var reading = readings[act.Step];
                var rewritten = act.Like.Split(' ').Max(w => written.GetValueOrDefault(FileName.Last(w), -1));
                checks.Add(new(act.Step, act.Like, act.Shown, reading.CheckPassed, reading.FailingTests, rewritten));
            }
        }

        Checks = checks;
        Edits = [.. Enumerable.Range(0, readings.Count).Where(i => IsFileEdit(readings[i]))];
    }

    public IReadOnlyList<Check> Checks { get; }

    /// <summary>Steps that write files other than the run's own scratch.</summary>
    public ImmutableArray<int> Edits { get; }

    /// <summary>The first edit after one step and not after another; -1 where there is none.</summary>
    public int FirstEdit(int after, int until)
    {
        var at = FirstAfter(after);
        return at < Edits.Length && Edits[at] <= until ? Edits[at] : -1;
    }

    /// <summary>The edits after one step and not after another, at most 64: checks can lie far apart and overlap.</summary>
    public IEnumerable<int> EditsBetween(int after, int until) =>
        Edits.Skip(FirstAfter(after)).Take(MostBetween).TakeWhile(e => e <= until);

    /// <summary>True where the check failed just so before the run's first edit: it was broken when the run came.</summary>
    public bool WasFailingBefore(Check check)
    {
        if (check.Failing is not { } failing || Edits.Length == 0)
        {
            return false;
        }

        _failingBefore ??= FailingBeforeEdits();
        return _failingBefore.TryGetValue(check.Key, out var before)
            && before.TakeWhile(c => c.Step < check.Step).Any(c => c.Failing >= failing);
    }

    /// <summary>
    /// By check, what failed before the first edit, each time worse than the time before: asked for one check after the
    /// other, walking through all of them each time would not be linear.
    /// </summary>
    private Dictionary<string, List<Check>> FailingBeforeEdits()
    {
        var failing = new Dictionary<string, List<Check>>(StringComparer.Ordinal);
        foreach (var check in Checks.TakeWhile(c => c.Step < Edits[0]))
        {
            if (!failing.TryGetValue(check.Key, out var worse))
            {
                failing.Add(check.Key, worse = []);
            }

            if (check.Failing is { } count && !(worse.Count > 0 && worse[^1].Failing >= count))
            {
                worse.Add(check);
            }
        }

        return failing;
    }

    /// <summary>The last check; null where there is none.</summary>
    public Check? Last => Checks.Count > 0 ? Checks[^1] : null;

    /// <summary>False where the runner itself was missing or found nothing to run: that says nothing about the work.</summary>
    private static bool DidRun(string? result) =>
        result is null || result.Length > LongestComplaint || result.AsSpan().IndexOfAny(NothingRun) < 0;

    private int FirstAfter(int step)
    {
        var at = Edits.BinarySearch(step + 1);
        return at < 0 ? ~at : at;
    }

    private static bool IsFileEdit(StepReading reading) =>
        reading.Edits && !reading.IsError && (reading.Written.Count > 0 || reading.Opaque);
}
