using System.Buffers;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>A step that writes something and says that it is not what was asked for.</summary>
internal sealed class SettlesForLess : ActionRule
{
    private static readonly SearchValues<string> Admissions = SearchValues.Create(
        [
            "placeholder",
            "simplified version",
            "simplified implementation",
            "simplified approach",
            "dummy data",
            "dummy implementation",
            "fake data",
            "mock data",
            "mock implementation",
            "hardcoded",
            "hard-coded",
            "for demonstration",
            "in a real implementation",
            "in a real scenario",
            "in practice, you would",
            "best guess",
            "educated guess",
            "based on common",
            "i'll assume",
            "simulate the",
            "simulated result",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    public override string Name => "settles-for-less";

    public override string Looks =>
        "The first step that writes a file and calls what it writes a placeholder, a guess or a simplification.";

    public override double Weight => 1.5;

    protected override string Mast => "FM-1.1";

    protected override IEnumerable<Finding> Look(RunView run)
    {
        for (var i = 0; i < run.Steps.Count; i++)
        {
            if (run.Readings[i] is not { Kind: Actions.StepKind.Change, IsError: false })
            {
                continue;
            }

            var words = run.Steps[i].Message;
            if (
                words.AsSpan().IndexOfAny(Admissions) is >= 0 and var at
                && run.WritesAt(i).FirstOrDefault() is { } write
            )
            {
                yield return At(
                    i,
                    $"Step {i} writes {Quote.Clip(write.Path)} and says of it {Quote.Of(words[Math.Max(0, at - 20)..])}."
                );
                yield break;
            }
        }
    }
}
