using System.Text.RegularExpressions;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>A file that the task names and the run never does.</summary>
internal sealed partial class RequirementUnmentioned : ActionRule
{
    private const int LongestTask = 6000;

    public override string Name => "requirement-unmentioned";

    public override string Looks =>
        "The end of a run in which no word or action names a file that the task names by its full path.";

    public override double Weight => 1.5;

    public override bool SeesTheEndOnly => true;

    protected override string Mast => "FM-1.1";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        if (
            run.Steps.Count == 0
            || run.Run.Prompt is not { Length: <= LongestTask } task
            || !run.Acts.Any(a => a.IsShell)
        )
        {
            yield break;
        }

        foreach (Match match in FullPath().Matches(task))
        {
            var name = FileName.Last(match.Value.TrimEnd('.'));
            if (
                SeenWords.Words(name).Any()
                && SeenWords.Words(name).All(r => run.Words.FirstWritten(name.AsSpan(r)) == int.MaxValue)
            )
            {
                var end = run.Steps.Count - 1;
                yield return At(
                    end,
                    $"The task names {Quote.Of(match.Value)}, and no step up to the end at step {end} mentions it."
                );
                yield break;
            }
        }
    }

    [GeneratedRegex(
        @"(?<![\w:/.])/[\w\-]+(/[\w.\-]+)*\.\w{1,6}\b",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        10_000
    )]
    private static partial Regex FullPath();
}
