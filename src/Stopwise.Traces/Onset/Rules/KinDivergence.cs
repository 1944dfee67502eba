namespace Stopwise.Traces.Onset.Rules;

/// <summary>Where a run leaves what solved runs of its task do.</summary>
internal sealed class KinDivergence : ActionRule
{
    private const int ShortestRest = 3;

    public override string Name => "kin-divergence";

    public override string Looks => "The first step after which no action is one that a solved run of the task made.";

    public override double Weight => 1.2;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var kin = run.Kin.SelectMany(k => k.Acts).Select(a => a.Like).ToHashSet(StringComparer.Ordinal);
        var common = run.Acts.LastOrDefault(a => kin.Contains(a.Like));
        if (common is not null && run.Acts.Count(a => a.Step > common.Step) >= ShortestRest)
        {
            var step = common.Step + 1;
            yield return At(
                step,
                $"From step {step} on the run shares no action with {run.Kin.Count} solved runs of this task; the last shared one is {Quote.Of(common.Shown)} at step {common.Step}.",
                common.Step
            );
        }
    }
}
