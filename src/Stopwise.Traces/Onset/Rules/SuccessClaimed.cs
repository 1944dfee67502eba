using System.Buffers;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>Words of success although the last check failed.</summary>
internal sealed class SuccessClaimed : ActionRule
{
    // Who says that something fails, and why it does not matter, has seen it.
    private static readonly SearchValues<string> Admissions = SearchValues.Create(
        ["fail", "error", "unrelated", "existing", "expected", "environment", "warning", "still"],
        StringComparison.OrdinalIgnoreCase
    );

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
                last is { Passed: false, IsSuite: true }
                && run.Readings[step].Declares
                && (run.Steps[step].Message + run.Steps[step].Thought).AsSpan().IndexOfAny(Admissions) < 0
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
