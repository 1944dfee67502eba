using System.Text.RegularExpressions;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>A failing check passes after an edit of existing tests alone.</summary>
internal sealed partial class CheckEditedToPass : ActionRule
{
    public override string Name => "check-edited-to-pass";

    public override string Looks =>
        "An edit of tests that were there before, between a failing check and the same check passing.";

    public override double Weight => 2;

    protected override string Mast => "FM-3.3";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var before = new Dictionary<string, Check>(StringComparer.Ordinal);
        foreach (var check in run.Checks.Checks)
        {
            if (before.TryGetValue(check.Key, out var last) && !last.Passed && check.Passed)
            {
                var edits = run.Checks.EditsBetween(last.Step, check.Step).ToList();
                if (edits.Count > 0 && edits.TrueForAll(e => EditsOldTests(run, e)))
                {
                    yield return At(
                        edits[0],
                        $"Step {edits[0]} changes the test {Quote.Clip(run.WritesAt(edits[0]).First().Path)} and no code; {Quote.Of(check.Shown)} fails at step {last.Step} and passes at step {check.Step}.",
                        [last.Step, check.Step]
                    );
                }
            }

            before[check.Key] = check;
        }
    }

    private static bool EditsOldTests(RunView run, int step) =>
        run.WritesAt(step).ToList() is { Count: > 0 } written
        && written.TrueForAll(w =>
            w.Mode != WriteMode.Moved
            && TestFile().IsMatch(w.Path)
            && run.Files.StoryOf(w.Path) is [{ Kind: not TouchKind.Wrote }, ..]
        );

    [GeneratedRegex(
        @"(^|/)(tests?|specs?)/|(^|/)test_|_test\.|\.(test|spec)\.",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        10_000
    )]
    private static partial Regex TestFile();
}
