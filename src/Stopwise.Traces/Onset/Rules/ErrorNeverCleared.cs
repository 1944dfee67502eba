using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>Something failed and nothing like it ever worked again.</summary>
internal sealed class ErrorNeverCleared : ActionRule
{
    public override string Name => "error-never-cleared";

    public override string Looks => "The first failure of an action that never succeeds later.";

    public override double Weight => 1;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var open = new Dictionary<string, (Act First, int Last, int Times)>(StringComparer.Ordinal);
        foreach (var act in run.Acts)
        {
            if (
                !act.IsShell
                || act.Reading.Kind == StepKind.Explore
                || act.IsHousekeeping
                || IsMissing(act.Call.Result)
            )
            {
                continue;
            }

            if (!act.Failed)
            {
                open.Remove(act.Like);
                continue;
            }

            open[act.Like] = open.TryGetValue(act.Like, out var failed)
                ? (failed.First, act.Step, failed.Times + 1)
                : (act, act.Step, 1);
        }

        foreach (var (first, last, times) in open.Values)
        {
            // What is tried once and dropped is looking around, unless it was a check.
            if (times == 1 && !first.Reading.IsCheck)
            {
                continue;
            }

            var after =
                times == 1 ? "is not tried again" : $"fails {times} times, up to step {last}, and never succeeds";
            yield return At(
                first.Step,
                $"Step {first.Step} runs {Quote.Of(first.Shown)}, which fails and {after}.".Replace(
                    "fails and fails",
                    "fails",
                    StringComparison.Ordinal
                ),
                last
            );
        }
    }

    /// <summary>A program that is not there is looked for, not failed at.</summary>
    private static bool IsMissing(string? result) =>
        result is { Length: < 400 }
        && (
            result.Contains("command not found", StringComparison.Ordinal)
            || result.Contains("No module named pytest", StringComparison.Ordinal)
        );
}
