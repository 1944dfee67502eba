using Stopwise.Exits.Calibration;

namespace Stopwise.Traces.Onset;

/// <summary>How often one rule fired on solved runs, where every firing is a false alarm.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Firings">Steps it fired on.</param>
/// <param name="RunsHit">Runs with at least one firing.</param>
internal sealed record RuleRate(string Rule, int Firings, int RunsHit);

/// <summary>
/// What the onset rules do on the solved runs of one agent, and the weights that follow: what hardly ever happens when all
/// goes well accuses most. Needs no label of a failure.
/// </summary>
/// <param name="Agent">The scaffold whose runs were counted; rates do not travel between scaffolds.</param>
/// <param name="Runs">Solved runs counted.</param>
/// <param name="Steps">Their steps.</param>
/// <param name="Rules">The counts, one for each rule.</param>
internal sealed record RuleRates(string Agent, int Runs, int Steps, IReadOnlyList<RuleRate> Rules)
{
    /// <summary>
    /// Steps below which the default weights stand. A rule that fires once in a hundred steps stays silent through fewer
    /// than 300 in more than one case of twenty, so that silence says too little.
    /// </summary>
    public const int FewestSteps = 300;

    /// <summary>Runs below which the default weights stand: steps of one run repeat each other's habits.</summary>
    public const int FewestRuns = 10;

    // The rarest rules differ by chance alone; their weights are levelled here.
    private const double CapAt = 0.95;
    private const double Delta = 0.05;

    /// <summary>True where there are enough solved runs to replace the default weights.</summary>
    public bool Suffices => Runs >= FewestRuns && Steps >= FewestSteps;

    /// <summary>
    /// The weight of a rule: minus the logarithm of its smoothed firing rate per step, (firings + 0.5) / (steps + 1), no more
    /// than the 95th percentile over the rules; its default where the runs do not suffice or the rule was not counted.
    /// </summary>
    public double WeightOf(OnsetRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return Suffices && Find(rule.Name) is { } rate ? Math.Min(Rarity(rate), Cap()) : rule.Weight;
    }

    /// <summary>False alarms of a rule per 100 steps with an exact 95 % interval that takes steps for independent.</summary>
    public (double Rate, double Lower, double Upper) AlarmsPer100Steps(RuleRate rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        var (lower, upper) = ClopperPearson.Interval(rate.Firings, Steps, Delta);
        return (Steps == 0 ? 0 : 100.0 * rate.Firings / Steps, 100 * lower, 100 * upper);
    }

    /// <summary>Share of the solved runs that a rule accuses somewhere, with an exact 95 % interval.</summary>
    public (double Share, double Lower, double Upper) ShareOfRuns(RuleRate rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        var (lower, upper) = ClopperPearson.Interval(rate.RunsHit, Runs, Delta);
        return (Runs == 0 ? 0 : (double)rate.RunsHit / Runs, lower, upper);
    }

    /// <summary>Counts the rules on the solved runs among those given, agent by agent, in the order of the agents' names.</summary>
    /// <remarks>Runs are looked at one by one and not kept. A run's own kin must not hold the run itself.</remarks>
    public static IReadOnlyList<RuleRates> ByAgent(IEnumerable<RunView> runs, IReadOnlyList<OnsetRule> rules)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(rules);
        var counts = new SortedDictionary<string, Counts>(StringComparer.Ordinal);
        foreach (var run in runs.Where(r => r.Run.Outcome.Good == true))
        {
            if (!counts.TryGetValue(run.Run.Agent, out var count))
            {
                counts.Add(run.Run.Agent, count = new Counts(rules.Count));
            }

            count.Add(run, rules);
        }

        return [.. counts.Select(c => c.Value.Rates(c.Key, rules))];
    }

    private RuleRate? Find(string rule) => Rules.FirstOrDefault(r => r.Rule == rule);

    private double Rarity(RuleRate rate) => -Math.Log((rate.Firings + 0.5) / (Steps + 1.0));

    private double Cap()
    {
        var weights = Rules.Select(Rarity).Order().ToArray();
        return weights[(int)Math.Ceiling(CapAt * weights.Length) - 1];
    }

    private sealed class Counts(int rules)
    {
        private readonly int[] _firings = new int[rules];
        private readonly int[] _hits = new int[rules];
        private int _runs;
        private int _steps;

        public void Add(RunView run, IReadOnlyList<OnsetRule> all)
        {
            _runs++;
            _steps += run.Steps.Count;
            for (var i = 0; i < all.Count; i++)
            {
                var firings = all[i].Find(run).Count();
                _firings[i] += firings;
                _hits[i] += firings > 0 ? 1 : 0;
            }
        }

        public RuleRates Rates(string agent, IReadOnlyList<OnsetRule> all) =>
            new(agent, _runs, _steps, [.. all.Select((r, i) => new RuleRate(r.Name, _firings[i], _hits[i]))]);
    }
}
