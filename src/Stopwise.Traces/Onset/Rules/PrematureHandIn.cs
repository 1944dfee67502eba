using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>The run ends before it did what such a run has to do.</summary>
internal sealed class PrematureHandIn : ActionRule
{
    public override string Name => "premature-hand-in";

    public override string Looks =>
        "The end of a run that changed or checked nothing where every solved run of the task did, or that works on files and wrote none.";

    public override double Weight => 2;

    protected override string Mast => "FM-3.1";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        if (run.Acts.Count == 0 || run.Run.Deliverable != Deliverable.Workspace)
        {
            yield break;
        }

        var missing =
            !Writes(run)
            && (
                run.Kin.Count > 0
                    ? run.Kin.All(Writes)
                    : run.Acts.Any(a => a.IsShell) && !run.Readings.Any(r => r.Changes)
            )
                ? "changing anything"
            : run.Checks.Checks.Count == 0 && run.Kin.Count > 0 && run.Kin.All(k => k.Checks.Checks.Count > 0)
                ? "making a check"
            : null;
        if (missing is not null)
        {
            var end = run.Steps.Count - 1;
            var kin = run.Kin.Count > 0 ? $"; all {run.Kin.Count} solved runs of this task that were compared did" : "";
            yield return At(end, $"The run ends at step {end} without {missing}{kin}.");
        }
    }

    private static bool Writes(RunView run) =>
        run.Readings.Any(r => r is { Edits: true, IsError: false } || (r.Changes && r.Written.Count > 0));
}
