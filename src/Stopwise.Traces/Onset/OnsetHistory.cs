using System.Collections.Concurrent;
using Stopwise.Traces.Kin;
using Stopwise.Traces.Onset.Learned;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Onset;

/// <summary>
/// What earlier runs of each agent teach about the onset: labelled failures train a ranking, solved runs tell which rules
/// fire although nothing is wrong. The texts of the runs are not kept.
/// </summary>
/// <remarks>
/// One agent is one scope: what was learned on one carries nothing on another (measured both ways on labelled runs).
/// Where several teams labelled, the team with the most runs of the agent teaches. Safe for several threads.
/// </remarks>
public sealed class OnsetHistory
{
    /// <summary>Solved runs of one agent that are counted, the first ones: rates are known well enough by then.</summary>
    public const int MostSolved = 300;

    private readonly Dictionary<string, Scope> _scopes = new(StringComparer.Ordinal);

    private OnsetHistory() { }

    /// <summary>Nothing is known: rules have the weights that ship.</summary>
    public static OnsetHistory Empty { get; } = new();

    /// <summary>Learns from runs; those without a decisive label and without a trusted success teach nothing.</summary>
    /// <param name="runs">In an order that stays the same for the same history, such as that of a store.</param>
    public static OnsetHistory From(IEnumerable<Run> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var history = new OnsetHistory();
        foreach (var run in runs)
        {
            history.Take(run);
        }

        foreach (var scope in history._scopes.Values)
        {
            scope.CountRules();
        }

        return history;
    }

    /// <summary>Labelled runs of an agent, by the team that labelled most.</summary>
    public int LabelledRuns(string agent) => _scopes.GetValueOrDefault(agent)?.Most.Count ?? 0;

    /// <summary>The model of the run's agent, trained without the run's own task; null where too few runs are labelled.</summary>
    internal OnsetModel? ModelFor(Run run) => _scopes.GetValueOrDefault(run.Agent)?.ModelWithout(run.TaskId ?? run.Id);

    /// <summary>How often the rules fire on solved runs of an agent; null where there are too few of them.</summary>
    internal RuleRates? RatesOf(string agent) =>
        _scopes.GetValueOrDefault(agent)?.Rates is { Suffices: true } rates ? rates : null;

    /// <summary>The decisive step of a run by each team that names one.</summary>
    internal static IReadOnlyList<(string Source, int Step)> DecisiveOf(Run run) =>
        [
            .. (run.FailureLabels ?? [])
                .Where(l => l.Decisive && l.Step >= 0 && l.Step < run.Steps.Count)
                .GroupBy(l => l.Source, StringComparer.Ordinal)
                .Select(g => (g.Key, g.Min(l => l.Step))),
        ];

    private void Take(Run run)
    {
        if (run.Outcome.Good == true)
        {
            ScopeOf(run.Agent).AddSolved(run);
            return;
        }

        var labels = DecisiveOf(run);
        if (labels.Count == 0)
        {
            return;
        }

        var view = new RunView(run);
        var rows = OnsetFeatures.Of(view);
        foreach (var (source, step) in labels)
        {
            ScopeOf(run.Agent).AddLabelled(source, new OnsetExample(run.TaskId ?? run.Id, rows, view.Turns, step));
        }
    }

    private Scope ScopeOf(string agent) =>
        _scopes.TryGetValue(agent, out var scope) ? scope : _scopes[agent] = new Scope();

    private sealed class Scope
    {
        private readonly SortedDictionary<string, List<OnsetExample>> _bySource = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, OnsetModel?> _models = new(StringComparer.Ordinal);
        private readonly List<Run> _solved = [];

        public RuleRates? Rates { get; private set; }

        public List<OnsetExample> Most => _bySource.Count == 0 ? [] : _bySource.Values.MaxBy(e => e.Count)!;

        public void AddLabelled(string source, OnsetExample example)
        {
            if (!_bySource.TryGetValue(source, out var examples))
            {
                _bySource[source] = examples = [];
            }

            examples.Add(example);
        }

        public void AddSolved(Run run)
        {
            if (_solved.Count < MostSolved)
            {
                _solved.Add(run);
            }
        }

        /// <summary>Counts firings on the solved runs, each beside its own kin, and lets their texts go.</summary>
        public void CountRules()
        {
            var kin = _solved.ToLookup(r => r.TaskId ?? r.Id, StringComparer.Ordinal);
            var views = _solved.Select(run => new RunView(run)
            {
                SolvedKin =
                [
                    .. NearestKin
                        .Rank(run, kin[run.TaskId ?? run.Id].Take(RunView.KinLookedAt + 1))
                        .Select(k => k.Other),
                ],
            });
            Rates = RuleRates.ByAgent(views, OnsetRules.All) is [var only] ? only : null;
            _solved.Clear();
        }

        public OnsetModel? ModelWithout(string task)
        {
            // One model serves all runs of unseen tasks.
            var held = Most.Exists(e => e.Task == task) ? task : "";
            return _models.GetOrAdd(
                held,
                without =>
                {
                    var examples = Most.FindAll(e => e.Task != without);
                    return examples.Count < OnsetModel.LeastRuns ? null : OnsetModel.Fit(examples);
                }
            );
        }
    }
}
