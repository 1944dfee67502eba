using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>The run ends before it did what such a run has to do.</summary>
internal sealed class PrematureHandIn : ActionRule
{
    public override string Name => "premature-hand-in";

    public override string Looks =>
        "The end of a run that changed or checked nothing where every solved run of the task did, or that works on files and wrote none.";

    public override double Weight => 2;

    public override bool SeesTheEndOnly => true;

    protected override string Mast => "FM-3.1";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        if (run.Acts.Count == 0 || run.Run.Deliverable != Deliverable.Workspace)
        {
            yield break;
        }

        var kinWorks = run.Kin.Count > 0 ? run.Kin.All(Works) : run.Acts.Any(a => a.IsShell);
        var kinChecks = run.Kin.Count > 0 && run.Kin.All(k => k.Checks.Checks.Count > 0);
        var missing =
            kinWorks && !Works(run) ? "changing anything"
            : kinChecks && run.Checks.Checks.Count == 0 ? "making a check"
            : null;
        if (missing is not null)
        {
            var end = run.Steps.Count - 1;
            var kin = run.Kin.Count > 0 ? $"; all {run.Kin.Count} solved runs of this task that were compared did" : "";
            yield return At(end, $"The run ends at step {end} without {missing}{kin}.");
        }
    }

    /// <summary>Something was written, or a program was run that may have written.</summary>
    private static bool Works(RunView run) =>
        run.Acts.Any(a => a.Runs || (!a.Failed && (a.Reading.Written.Count > 0 || a.WrittenRecord is not null)));
}
