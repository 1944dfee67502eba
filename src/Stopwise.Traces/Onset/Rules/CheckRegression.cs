namespace Stopwise.Traces.Onset.Rules;

/// <summary>A check that passed fails after a change, or fails in more places.</summary>
internal sealed class CheckRegression : ActionRule
{
    public override string Name => "check-regression";

    public override string Looks => "The first edit between a check and the same check with a worse result.";

    public override double Weight => 2.5;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var before = new Dictionary<string, Check>(StringComparer.Ordinal);
        foreach (var check in run.Checks.Checks)
        {
            if (
                before.TryGetValue(check.Key, out var last)
                && check.Rewritten <= last.Step
                && IsWorse(last, check)
                && run.Checks.FirstEdit(last.Step, check.Step) is >= 0 and var edit
            )
            {
                var what = run.Readings[edit].Written is [var path, ..] ? Quote.Clip(path) : "files";
                yield return At(
                    edit,
                    $"Step {edit} changes {what}; {Quote.Of(check.Shown)} {last.Result} at step {last.Step} and {check.Result} at step {check.Step}.",
                    [last.Step, .. run.Checks.EditsBetween(edit, check.Step), check.Step]
                );
            }

            before[check.Key] = check;
        }
    }

    private static bool IsWorse(Check last, Check now) =>
        last.Passed ? !now.Passed : now.Failing is { } failing && last.Failing is { } few && failing > few;
}
