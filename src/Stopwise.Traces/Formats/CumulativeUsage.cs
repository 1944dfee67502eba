using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Formats;

/// <summary>Recognises sources that report running totals instead of what each call used.</summary>
internal static class CumulativeUsage
{
    private const int FewestCalls = 8;

    /// <summary>
    /// Turns running totals into differences. What a model writes goes up and down from call to call; numbers of output
    /// tokens that only ever rise, over eight calls or more, are totals.
    /// </summary>
    public static IReadOnlyList<Step> Undo(IReadOnlyList<Step> steps)
    {
        var known = steps.Where(s => s.Usage.OutputTokens is not null).Select(s => s.Usage).ToList();
        if (
            known.Count < FewestCalls
            || known
                .Zip(known.Skip(1))
                .Any(p => p.Second.OutputTokens <= p.First.OutputTokens || p.Second.InputTokens < p.First.InputTokens)
        )
        {
            return steps;
        }

        var before = Usage.None;
        var own = new List<Step>(steps.Count);
        foreach (var step in steps)
        {
            if (step.Usage.OutputTokens is null)
            {
                own.Add(step);
                continue;
            }

            own.Add(step with { Usage = Difference(step.Usage, before) });
            before = step.Usage;
        }

        return own;
    }

    /// <summary>What a running total rose by.</summary>
    public static Usage Difference(Usage total, Usage before) =>
        total with
        {
            InputTokens = total.InputTokens - (before.InputTokens ?? 0),
            OutputTokens = total.OutputTokens - (before.OutputTokens ?? 0),
            CachedTokens = total.CachedTokens - (before.CachedTokens ?? 0),
            CostUsd = total.CostUsd - (before.CostUsd ?? 0),
        };
}
