using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Trees;

/// <summary>A place in a run where a text occurs.</summary>
/// <param name="Step">The step; the number after the last one is the closing call.</param>
/// <param name="Place">What of the step: <c>agent</c>, <c>thought</c>, <c>message</c>, <c>tool</c>, <c>call</c>, <c>result</c> or <c>reply</c>.</param>
/// <param name="Excerpt">The text with what surrounds it, clean and on one line.</param>
public sealed record TreeHit(int Step, string Place, string Excerpt);

/// <summary>Looks for a text in everything that a run said, did and got back.</summary>
public static class TreeSearch
{
    private const int Before = 40;
    private const int Most = 120;

    /// <summary>The first occurrence in each place of each step, in order; upper and lower case are alike.</summary>
    public static IEnumerable<TreeHit> Find(Run run, string text)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrEmpty(text);
        return All(run, text);
    }

    private static IEnumerable<TreeHit> All(Run run, string text)
    {
        for (var i = 0; i < run.CallCount; i++)
        {
            foreach (var (place, where) in PlacesOf(run.CallAt(i)))
            {
                if (where is not null && where.IndexOf(text, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
                {
                    var from = Math.Max(0, at - Before);
                    var excerpt = where.Substring(from, Math.Min(where.Length - from, Before + text.Length + Most));
                    yield return new TreeHit(i, place, (from > 0 ? "…" : "") + PlainLine.Of(excerpt, Most));
                }
            }
        }
    }

    private static IEnumerable<(string Place, string? Text)> PlacesOf(Step step)
    {
        yield return ("agent", step.Agent);
        yield return ("thought", step.Thought);
        yield return ("message", step.Message);
        foreach (var call in step.Calls)
        {
            yield return ("tool", call.Name);
            yield return ("call", call.Command ?? call.Arguments);
            yield return ("result", call.Result);
        }

        yield return ("reply", step.Reply);
    }
}
