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

    public abstract IEnumerable<Finding> Find(RunView run);
}
