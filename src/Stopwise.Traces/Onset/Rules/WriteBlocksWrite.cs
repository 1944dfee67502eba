namespace Stopwise.Traces.Onset.Rules;

/// <summary>A write succeeds, and afterwards another write of the same record is refused.</summary>
internal sealed class WriteBlocksWrite : ActionRule
{
    public override string Name => "write-blocks-write";

    public override string Looks =>
        "A successful write of a record after which a different write of it fails for good.";

    public override double Weight => 2.5;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var written = new Dictionary<string, Act>(StringComparer.Ordinal);
        var refused = new Dictionary<string, (Act Write, Act Refused)>(StringComparer.Ordinal);
        foreach (var act in run.Acts)
        {
            if (act.WrittenRecord is not { } record || !ToolArguments.IsNamedBy(record, act.Call.Name))
            {
                continue;
            }

            var attempt = act.Call.Name + " " + record.Id;
            if (!act.Failed)
            {
                refused.Remove(attempt);
                written.TryAdd(record.Id, act);
            }
            else if (
                written.TryGetValue(record.Id, out var first)
                && first.Step < act.Step
                && act.Call.Name != first.Call.Name
            )
            {
                refused.TryAdd(attempt, (first, act));
            }
        }

        foreach (var (write, later) in refused.Values)
        {
            yield return At(
                write.Step,
                $"Step {write.Step} calls {Quote.Of(write.Shown)}; after it {Quote.Clip(later.Call.Name)} on the same record is refused at step {later.Step} ({Quote.Of(later.Call.Result)}).",
                later.Step
            );
        }
    }
}
