namespace Stopwise.Traces.Onset.Rules;

/// <summary>An edit of a file fails again without a look at the file.</summary>
internal sealed class FailedEditRepeat : ActionRule
{
    public override string Name => "failed-edit-repeated";

    public override string Looks => "A second failing edit of a file that was not looked at after the first.";

    public override double Weight => 2;

    protected override string Mast => "FM-1.3";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        foreach (var story in run.Files.Stories)
        {
            var failed = -1;
            foreach (var touch in story)
            {
                if (
                    touch.Kind is TouchKind.Looked or TouchKind.Shown
                    || touch is { Kind: TouchKind.Wrote, Failed: false }
                )
                {
                    failed = -1;
                }
                else if (touch is { Kind: TouchKind.Wrote, Failed: true })
                {
                    if (failed >= 0 && failed < touch.Step)
                    {
                        yield return At(
                            touch.Step,
                            $"Step {touch.Step} tries again to edit {Quote.Clip(touch.Path)}, where the edit of step {failed} failed, without reading it in between.",
                            failed
                        );
                    }

                    failed = touch.Step;
                }
            }
        }
    }
}
