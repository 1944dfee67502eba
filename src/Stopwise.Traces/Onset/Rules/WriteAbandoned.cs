namespace Stopwise.Traces.Onset.Rules;

/// <summary>A tool that writes a file or a record failed, and the writing was never done.</summary>
internal sealed class WriteAbandoned : ActionRule
{
    public override string Name => "write-abandoned";

    public override string Looks => "A failed write of a file or record by a tool that no later step makes good.";

    public override double Weight => 1.5;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var open = new Dictionary<string, (Act First, int Last)>(StringComparer.Ordinal);
        foreach (var act in run.Acts)
        {
            var target =
                act.IsShell ? null
                : act.Reading.Written.Count > 0 ? FileName.Last(act.Reading.Written[0])
                : act.WrittenRecord is { } record ? act.Call.Name + " " + record.Id
                : null;
            if (target is null)
            {
                foreach (var path in act.Failed ? [] : act.Reading.Written)
                {
                    open.Remove(FileName.Last(path));
                }

                continue;
            }

            if (!act.Failed)
            {
                open.Remove(target);
            }
            else
            {
                open[target] = (open.TryGetValue(target, out var failed) ? failed.First : act, act.Step);
            }
        }

        foreach (var (first, last) in open.Values)
        {
            yield return At(
                first.Step,
                $"The write {Quote.Of(first.Shown)} of step {first.Step} fails ({Quote.Of(first.Call.Result)}) and is never made good.",
                last
            );
        }
    }
}
