namespace Stopwise.Traces.Onset.Rules;

/// <summary>A check failed, the code was changed, and that check was never made again.</summary>
internal sealed class CheckNotRerun : ActionRule
{
    public override string Name => "check-not-rerun";

    public override string Looks => "The first edit after a failing check that no later step repeats.";

    public override double Weight => 1.2;

    protected override string Mast => "FM-3.2";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var last = new Dictionary<string, Check>(StringComparer.Ordinal);
        foreach (var check in run.Checks.Checks)
        {
            last[check.Key] = check;
        }

        var passed = run.Checks.Checks.LastOrDefault(c => c.Passed);
        foreach (var check in last.Values)
        {
            if (
                check.Passed
                || !check.IsSuite
                || (passed is not null && passed.Step > check.Step && Covers(passed.Key, check.Key))
                || run.Checks.WasFailingBefore(check)
            )
            {
                continue;
            }

            if (run.Checks.FirstEdit(check.Step, int.MaxValue) is >= 0 and var edit)
            {
                yield return At(
                    edit,
                    $"Step {edit} follows the failing {Quote.Of(check.Shown)} of step {check.Step}, which is never run again.",
                    check.Step
                );
            }
        }
    }

    /// <summary>The same runner over everything, or over a folder above.</summary>
    private static bool Covers(string wide, string narrow) => narrow.StartsWith(wide, StringComparison.Ordinal);
}
