namespace Stopwise.Traces.Onset.Rules;

/// <summary>Words of success although the last check failed.</summary>
internal sealed class SuccessClaimed : ActionRule
{
    public override string Name => "success-claimed-after-failure";

    public override string Looks =>
        "A message that says it works while the last check failed and nothing was changed since.";

    public override double Weight => 2;

    protected override string Mast => "FM-3.3";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var checks = run.Checks.Checks;
        Check? last = null;
        for (int step = 0, next = 0; step < run.Steps.Count; step++)
        {
            if (
                last is { Passed: false }
                && run.Readings[step].Declares
                && run.Checks.FirstEdit(last.Step, step - 1) < 0
                && !run.Checks.WasFailingBefore(last)
            )
            {
                yield return At(
                    step,
                    $"Step {step} speaks of success, but the last check, {Quote.Of(last.Shown)} at step {last.Step}, {last.Result}.",
                    last.Step
                );
                last = null;
            }

            for (; next < checks.Count && checks[next].Step <= step; next++)
            {
                last = checks[next];
            }
        }
    }
}
