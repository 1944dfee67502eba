namespace Stopwise.Traces.Onset.Rules;

/// <summary>An edit that left the file as it was.</summary>
internal sealed class EditWithoutEffect : ActionRule
{
    public override string Name => "edit-without-effect";

    public override string Looks => "An edit that puts in what it takes out, or after which git diff shows nothing.";

    public override double Weight => 2;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        Act? edit = null;
        foreach (var act in run.Acts)
        {
            if (act.Writes.FirstOrDefault(w => w.Old is { Length: > 0 } && w.Old == w.New) is { } same)
            {
                yield return At(
                    act.Step,
                    $"Step {act.Step} replaces a text of {Quote.Clip(same.Path)} by the same text."
                );
            }

            if (act.Reading.Written.Count > 0 || (act.Reading.Kind == Actions.StepKind.Change && !act.Runs))
            {
                edit = !act.Failed && act.Writes is [{ Mode: WriteMode.InPlace }, ..] ? act : null;
            }
            else if (edit is not null && ShowsNoDiff(act) && edit.Step < act.Step)
            {
                yield return At(
                    edit.Step,
                    $"Step {edit.Step} edits {Quote.Clip(edit.Writes[0].Path)}, but {Quote.Of(act.Shown)} at step {act.Step} shows no change.",
                    act.Step
                );
                edit = null;
            }
        }
    }

    private static bool ShowsNoDiff(Act act) =>
        act.Call.Command is { } command
        && act.Call.Result is { } result
        && !act.Failed
        && string.IsNullOrWhiteSpace(result)
        && command.Contains("git diff", StringComparison.Ordinal)
        && command.AsSpan().IndexOfAny("|>&;") < 0
        && !command.Contains("cached", StringComparison.Ordinal)
        && !command.Contains("staged", StringComparison.Ordinal);
}
