namespace Stopwise.Traces.Onset.Rules;

/// <summary>The last thing that the run did failed.</summary>
internal sealed class EndsOnError : ActionRule
{
    public override string Name => "ends-on-error";

    public override string Looks => "A failing action after which the run does nothing more.";

    public override double Weight => 1.5;

    public override bool SeesTheEndOnly => true;

    protected override string Mast => "FM-3.1";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var last = run.Acts.LastOrDefault(a => !TodoLeftOpen.IsList(a.Call.Name));
        if (last is { Failed: true } && run.Steps.Count > 1)
        {
            yield return At(
                last.Step,
                $"Step {last.Step} runs {Quote.Of(last.Shown)}, which fails, and the run ends at step {run.Steps.Count - 1} without another action.",
                run.Steps.Count - 1
            );
        }
    }
}
