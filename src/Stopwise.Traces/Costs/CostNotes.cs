namespace Stopwise.Traces.Costs;

/// <summary>What a reader must know before believing a cost report.</summary>
internal static class CostNotes
{
    private const int MostReasons = 5;

    public static IReadOnlyList<string> Of(IReadOnlyList<RunSpend> runs, CostOptions options)
    {
        var notes = new List<string>();
        AddUnknownCosts(notes, runs);
        Add(runs.Count(r => r.PriceDayAssumed), "{0} without a date: priced by the newest price.");
        Add(
            runs.Count(r =>
                r.CostSource == CostSource.Computed && r.Spent.CachedTokens is null && !r.Spent.TokensEstimated
            ),
            "{0} do not say how much of the input was cached: priced in full, an upper estimate."
        );
        Add(
            runs.Count(r => r.CostSource == CostSource.Computed && r.Price!.CacheWrite > r.Price.Input),
            "{0} by models that charge more for input written to a cache; runs do not keep it apart, so it is priced as other input and the computed cost is too low."
        );
        Add(
            runs.Count(r => r.Spent.TokensEstimated),
            "{0} with tokens estimated from the length of the text, marked ~."
        );
        if (runs.Select(r => (r.Agent, r.Model)).Distinct().Count() > 1)
        {
            notes.Add("The budget curves pool several agents or models; --agent and --model choose one.");
        }

        if (options.Energy is { } energy)
        {
            notes.Add(
                $"Joules are an estimate by the energy model {energy.Name} ({energy.Kind}), not a measurement of these runs."
                    + (energy is { Watts: null, InputJoulesPer1k: null } ? " It does not cover input tokens." : "")
                    + (energy is { Watts: null, OutputJoulesPer1k: null } ? " It does not cover output tokens." : "")
            );
        }

        return notes;

        void Add(int count, string words)
        {
            if (count > 0)
            {
                notes.Add(words.Replace("{0}", Runs(count), StringComparison.Ordinal));
            }
        }
    }

    private static void AddUnknownCosts(List<string> notes, IReadOnlyList<RunSpend> runs)
    {
        var reasons = runs.Where(r => r.CostMissing is not null)
            .GroupBy(r => r.CostMissing!, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .ToList();
        foreach (var reason in reasons.Take(MostReasons))
        {
            notes.Add($"Cost of {Runs(reason.Count())} not known: {reason.Key}.");
        }

        if (reasons.Count > MostReasons)
        {
            notes.Add(
                $"Cost of {Runs(reasons.Skip(MostReasons).Sum(g => g.Count()))} more not known, for other reasons."
            );
        }

        if (runs.Any(r => r is { CostMissing: not null, Model: not null, Spent.Tokens: not null }))
        {
            notes.Add("Prices of your own come with --prices FILE.");
        }
    }

    private static string Runs(int count) => count == 1 ? "1 run" : $"{count} runs";
}
