namespace Stopwise.Traces.Onset.Rules;

/// <summary>A check that passed fails after a change, or fails in more places.</summary>
/// <param name="mended">
/// False for regressions that stay: the same check never does as well again. True for the others, which say less.
/// </param>
internal sealed class CheckRegression(bool mended) : ActionRule
{
    public override string Name => mended ? "check-regression-mended" : "check-regression";

    public override string Looks =>
        mended
            ? "The first edit between a check and the same check with a worse result, where it does as well again later."
            : "The first edit between a check and the same check with a worse result, where it never does as well again.";

    public override double Weight => mended ? 1 : 2.5;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var stillToCome = BestStillToCome(run.Checks.Checks);
        var before = new Dictionary<string, Check>(StringComparer.Ordinal);
        for (var i = 0; i < run.Checks.Checks.Count; i++)
        {
            var check = run.Checks.Checks[i];
            if (
                before.TryGetValue(check.Key, out var last)
                && check.Rewritten <= last.Step
                && IsWorse(check, last)
                && mended == (stillToCome[i] is { } best && !IsWorse(best, last))
                && FirstEdit(run, last.Step, check.Step) is { } edit
            )
            {
                var what = run.WritesAt(edit).FirstOrDefault() is { } write ? Quote.Clip(write.Path) : "files";
                var end = mended ? "; a later step mends it" : "";
                yield return At(
                    edit,
                    $"Step {edit} changes {what}; {Quote.Of(check.Shown)} {last.Result} at step {last.Step} and {check.Result} at step {check.Step}{end}.",
                    [last.Step, .. run.Checks.EditsBetween(edit, check.Step), check.Step]
                );
            }

            before[check.Key] = check;
        }
    }

    /// <summary>For each check the best later result of the same check; null where it is not made again.</summary>
    private static Check?[] BestStillToCome(IReadOnlyList<Check> checks)
    {
        var best = new Dictionary<string, Check>(StringComparer.Ordinal);
        var later = new Check?[checks.Count];
        for (var i = checks.Count - 1; i >= 0; i--)
        {
            later[i] = best.GetValueOrDefault(checks[i].Key);
            if (later[i] is not { } known || IsWorse(known, checks[i]))
            {
                best[checks[i].Key] = checks[i];
            }
        }

        return later;
    }

    /// <summary>The first edit between two steps; null where the run only puts files back, which tells what was broken before.</summary>
    private static int? FirstEdit(RunView run, int after, int until)
    {
        foreach (var edit in run.Checks.EditsBetween(after, until))
        {
            if (!run.WritesAt(edit).Any() || run.WritesAt(edit).Any(w => w.Mode != WriteMode.Moved))
            {
                return edit;
            }
        }

        return null;
    }

    private static bool IsWorse(Check now, Check last) =>
        last.Passed
            ? !now.Passed
            : !now.Passed && now.Failing is { } failing && last.Failing is { } few && failing > few;
}
