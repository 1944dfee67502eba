namespace Stopwise.Traces.Onset.Rules;

/// <summary>The run ends although the last check failed and nothing was changed since.</summary>
internal sealed class HandInFailing : ActionRule
{
    public override string Name => "hand-in-failing";

    public override string Looks => "The end of a run whose last check failed with no edit after it.";

    public override double Weight => 2;

    public override bool SeesTheEndOnly => true;

    protected override string Mast => "FM-3.1";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        if (
            run.Checks.Last is { Passed: false, IsSuite: true } last
            && run.Checks.FirstEdit(last.Step, int.MaxValue) < 0
            && !run.Checks.WasFailingBefore(last)
        )
        {
            var end = run.Steps.Count - 1;
            yield return At(
                end,
                $"The run ends at step {end} while its last check, {Quote.Of(last.Shown)} at step {last.Step}, {last.Result}.",
                last.Step
            );
        }
    }
}
