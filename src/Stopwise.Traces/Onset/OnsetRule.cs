namespace Stopwise.Traces.Onset;

/// <summary>Looks through one run for one kind of fault and says why a step is suspect.</summary>
/// <remarks>
/// A rule knows neither the outcome nor any label, and never executes or obeys what a run contains. It must be linear in
/// the length of the run, may be called from several threads at once, keeps no state between runs, and returns findings
/// in any order. It fires on a step at most once.
/// </remarks>
internal abstract class OnsetRule
{
    /// <summary>Name in kebab case; written to files and compared with them.</summary>
    public abstract string Name { get; }

    /// <summary>What the rule looks for, in one sentence for a report.</summary>
    public abstract string Looks { get; }

    /// <summary>Weight of a firing before anything is known about how often solved runs fire it; greater accuses more.</summary>
    public abstract double Weight { get; }

    /// <summary>
    /// True where the rule can only accuse the end of a run, because only there it is seen that something is missing: its
    /// weight counts half, so that a rule that points at an earlier step comes first.
    /// </summary>
    public virtual bool SeesTheEndOnly => false;

    public abstract IEnumerable<Finding> Find(RunView run);
}
