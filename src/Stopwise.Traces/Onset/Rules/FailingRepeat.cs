namespace Stopwise.Traces.Onset.Rules;

/// <summary>The same action fails again although nothing was changed in between.</summary>
internal sealed class FailingRepeat : ActionRule
{
    public override string Name => "failing-repeat";

    public override string Looks =>
        "The first repetition of a failed action, word for word, with no successful change in between.";

    public override double Weight => 2;

    protected override string Mast => "FM-1.3";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var failed = new Dictionary<(string, string), (int Step, int Changes)>();
        var changes = 0;
        foreach (var act in run.Acts)
        {
            var action = (act.Call.Name, act.Text);
            if (!act.Failed)
            {
                changes += act.Reading.Kind == Actions.StepKind.Change ? 1 : 0;
                continue;
            }

            if (failed.TryGetValue(action, out var first) && first.Step < act.Step && first.Changes == changes)
            {
                yield return At(
                    act.Step,
                    $"Step {act.Step} repeats {Quote.Of(act.Shown)}, which failed at step {first.Step}, with nothing changed in between.",
                    first.Step
                );
            }

            failed[action] = (act.Step, changes);
        }
    }
}
