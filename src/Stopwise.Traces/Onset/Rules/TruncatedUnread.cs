using System.Buffers;
using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Onset.Rules;

/// <summary>A file came back cut, and the run never looked at the rest.</summary>
internal sealed class TruncatedUnread : ActionRule
{
    private const int ShortestCut = 1000;

    private static readonly SearchValues<string> Marks = SearchValues.Create(
        [
            "elided_chars",
            "characters elided",
            "[truncated",
            "(truncated",
            "... truncated",
            "…truncated",
            "output truncated",
            "lines truncated",
            "lines omitted",
            "characters omitted",
            "response clipped",
            "<response clipped>",
            "output was too long",
            "Output too large",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    public override string Name => "truncated-unread";

    public override string Looks =>
        "A read of one file that came back cut, with an edit of that file and no further look at it.";

    public override double Weight => 1.2;

    protected override IEnumerable<Finding> Look(RunView run)
    {
        var cut = new Dictionary<string, (int Step, string Path)>(StringComparer.Ordinal);
        foreach (var act in run.Acts)
        {
            foreach (var looked in cut.Count == 0 ? [] : act.Reading.Looked)
            {
                cut.Remove(FileName.Last(looked));
            }

            if (
                act.Reading is { Kind: StepKind.Explore, Looked: [var path] }
                && Path.HasExtension(path)
                && act.Call.Result is { Length: >= ShortestCut } result
                && Ends(result)
            )
            {
                cut[FileName.Last(path)] = (act.Step, path);
            }
        }

        foreach (var (step, path) in cut.Values)
        {
            var edit = run
                .Files.StoryOf(path)
                .FirstOrDefault(t => t.Kind == TouchKind.Wrote && t.Step > step && FileName.Same(t.Path, path));
            if (edit.Write is not null)
            {
                yield return At(
                    step,
                    $"The look at {Quote.Clip(path)} in step {step} comes back cut and no later step reads the rest, but step {edit.Step} edits it.",
                    edit.Step
                );
            }
        }
    }

    /// <summary>Tools say that they cut at the start, in the middle or at the end: the marks are short and rare enough to look everywhere.</summary>
    private static bool Ends(string result) => result.AsSpan().IndexOfAny(Marks) >= 0;
}
