namespace Stopwise.Traces.Onset.Rules;

/// <summary>Every solved run of the task made a write that this run never made.</summary>
internal sealed class KinWriteMissing : ActionRule
{
    public override string Name => "kin-write-missing";

    public override string Looks =>
        "The end of a run without a successful write of a record that all solved runs of the task made.";

    public override double Weight => 2;

    public override bool SeesTheEndOnly => true;

    protected override string Mast => "FM-3.1";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        if (run.Kin.Count == 0 || run.Steps.Count == 0)
        {
            yield break;
        }

        var own = KinWrite.Of(run).Select(a => a.Like).ToHashSet(StringComparer.Ordinal);
        var others = run
            .Kin.Skip(1)
            .Select(k => KinWrite.Of(k).Select(a => a.Like).ToHashSet(StringComparer.Ordinal))
            .ToList();
        var missing = KinWrite
            .Of(run.Kin[0])
            .FirstOrDefault(a => !own.Contains(a.Like) && others.TrueForAll(o => o.Contains(a.Like)));
        if (missing is not null)
        {
            var end = run.Steps.Count - 1;
            yield return At(
                end,
                $"The run ends at step {end} without {Quote.Of(missing.Shown)}, which all {run.Kin.Count} solved runs of this task that were compared did."
            );
        }
    }
}
