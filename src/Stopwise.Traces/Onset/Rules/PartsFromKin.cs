using Stopwise.Traces.Kin;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>Where a run parts for good from the nearest solved run of its task.</summary>
internal sealed class PartsFromKin : ActionRule
{
    public override string Name => OnsetReport.KinRule;

    public override string Looks =>
        "The step from which a run and the nearest solved run of its task go apart for good.";

    public override double Weight => 1.2;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        if (run.Beside is { Divergence: { } parting } kin && parting.Step < run.Steps.Count)
        {
            yield return At(
                parting.Step,
                $"Step {parting.Step} is where the run parts from {Quote.Clip(kin.Other.Id)}, which solved the task: {KinWords.Doing(kin)}"
            );
        }
    }
}
