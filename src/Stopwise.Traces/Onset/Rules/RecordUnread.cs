using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>A record is written that the run had not looked at.</summary>
internal sealed class RecordUnread : ActionRule
{
    public override string Name => "record-unread";

    public override string Looks => "A write of a record that no earlier call had fetched.";

    public override double Weight => 1.5;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var fetched = new HashSet<string>(StringComparer.Ordinal);
        var looks = false;
        foreach (var act in run.Acts)
        {
            if (act.IsShell)
            {
                continue;
            }

            if (act.WrittenRecord is { } record && !fetched.Contains(record.Id) && looks)
            {
                yield return At(
                    act.Step,
                    $"Step {act.Step} writes {Quote.Clip(record.Field)} {Quote.Of(record.Id)} with {Quote.Clip(act.Call.Name)}, though no earlier call had fetched it."
                );
            }

            if (!act.Failed)
            {
                var texts = act.Texts;
                looks |= act.Reading.Kind == StepKind.Explore && texts.Any(t => ToolArguments.IsId(t.Field));
                fetched.UnionWith(texts.Where(t => ToolArguments.IsId(t.Field)).Select(t => t.Value));
            }
        }
    }
}
