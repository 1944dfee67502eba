namespace Stopwise.Traces.Onset.Rules;

/// <summary>A rule about tools, files, checks, errors or records; it keeps the first finding of a step.</summary>
internal abstract class ActionRule : OnsetRule
{
    /// <summary>Code of the failure mode in MAST (arXiv 2503.13657, table of 14 modes); null where none fits.</summary>
    protected virtual string? Mast => null;

    public sealed override IEnumerable<Finding> Find(RunView run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Look(run).DistinctBy(f => f.Step);
    }

    /// <summary>The findings; of several on one step only the first counts.</summary>
    protected abstract IEnumerable<Finding> Look(RunView run);

    /// <summary>A finding whose evidence is the given steps, those that differ from the accused one, in order.</summary>
    protected Finding At(int step, string reason, params IEnumerable<int> evidence) =>
        new(step, Name, reason) { Evidence = [.. evidence.Where(e => e != step).Distinct().Order()], Mast = Mast };
}
