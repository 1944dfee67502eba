using System.Text.RegularExpressions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>The run's last words say that it could not do what was asked.</summary>
internal sealed partial class GivesUp : ActionRule
{
    public override string Name => "gives-up";

    public override string Looks =>
        "The last failing action of a run whose last words say that the task could not be done.";

    public override double Weight => 1.5;

    public override bool SeesTheEndOnly => true;

    protected override string Mast => "FM-3.1";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var words = LastWords(run);
        if (run.Acts.Count == 0 || run.Acts.Any(a => a.WrittenRecord is not null) || !Surrender().IsMatch(words))
        {
            yield break;
        }

        var failed = run.Acts.LastOrDefault(a => a.Failed);
        var end = run.Steps.Count - 1;
        var said = Quote.Of(words[Surrender().Match(words).Index..]);
        yield return failed is null
            ? At(end, $"The run ends at step {end} and says {said}.")
            : At(
                failed.Step,
                $"Step {failed.Step} runs {Quote.Of(failed.Shown)}, which fails, and the run ends at step {end} saying {said}.",
                end
            );
    }

    private static string LastWords(RunView run)
    {
        if (run.Run.Closing is { } closing)
        {
            return closing.Message;
        }

        return run.Steps is [.., Step last] ? last.Message : "";
    }

    [GeneratedRegex(
        @"\b(I('m| am| was)? (unable|not able) to|I (could not|couldn't|cannot|can't) (complete|access|find|create|download|install|recover|determine|solve|finish|extract|view|see|read|analy[sz]e|run)|(is|was|it's) not possible to|impossible to)\b",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        10_000
    )]
    private static partial Regex Surrender();
}
