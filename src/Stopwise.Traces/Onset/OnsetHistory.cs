using System.Collections.Concurrent;
using Stopwise.Traces.Onset.Learned;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Onset;

/// <summary>
/// What earlier runs of each agent teach about the onset: labelled failures and solved runs. The texts are not kept.
/// </summary>
/// <remarks>
/// One agent is one scope: what was learned on one carries nothing on another (measured both ways on the labelled
/// corpora). Where several teams labelled, the team with the most runs of the agent teaches. Adding is not safe from
/// several threads; asking is.
/// </remarks>
public sealed class OnsetHistory
{
    private readonly Dictionary<string, Scope> _scopes = new(StringComparer.Ordinal);

    /// <summary>Takes in a run; one without a label and without a trusted success teaches nothing.</summary>
    /// <returns>True where it teaches something.</returns>
    public bool Add(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var labels = DecisiveOf(run);
        if (labels.Count == 0 || run.Outcome.Good == true)
        {
            return false;
        }

        var scope = ScopeOf(run.Agent);
        var view = new RunView(run);
        var rows = OnsetFeatures.Of(view);
        foreach (var (source, step) in labels)
        {
            scope.Add(source, new OnsetExample(run.TaskId ?? run.Id, rows, view.Turns, step));
        }

        return true;
    }

    /// <summary>Labelled runs of an agent, by the team that labelled most.</summary>
    public int LabelledRuns(string agent) => _scopes.GetValueOrDefault(agent)?.Most.Count ?? 0;

    /// <summary>The model of the run's agent, trained without the run's own task; null where too few runs are labelled.</summary>
    internal OnsetModel? ModelFor(Run run) => _scopes.GetValueOrDefault(run.Agent)?.ModelWithout(run.TaskId ?? run.Id);

    /// <summary>The decisive step of a run by each team that names one.</summary>
    internal static IReadOnlyList<(string Source, int Step)> DecisiveOf(Run run) =>
        [
            .. (run.FailureLabels ?? [])
                .Where(l => l.Decisive && l.Step >= 0 && l.Step < run.Steps.Count)
                .GroupBy(l => l.Source, StringComparer.Ordinal)
                .Select(g => (g.Key, g.Min(l => l.Step))),
        ];

    private Scope ScopeOf(string agent) =>
        _scopes.TryGetValue(agent, out var scope) ? scope : _scopes[agent] = new Scope();

    private sealed class Scope
    {
        private readonly Dictionary<string, List<OnsetExample>> _bySource = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, OnsetModel?> _models = new(StringComparer.Ordinal);

        public List<OnsetExample> Most =>
            _bySource.Count == 0
                ? []
                : _bySource
                    .OrderByDescending(s => s.Value.Count)
                    .ThenBy(s => s.Key, StringComparer.Ordinal)
                    .First()
                    .Value;

        public void Add(string source, OnsetExample example)
        {
            if (!_bySource.TryGetValue(source, out var examples))
            {
                _bySource[source] = examples = [];
            }

            examples.Add(example);
            _models.Clear();
        }

        public OnsetModel? ModelWithout(string task)
        {
            // One model serves all runs of unseen tasks.
            var held = Most.Any(e => e.Task == task) ? task : "";
            return _models.GetOrAdd(
                held,
                without =>
                {
                    var examples = Most.Where(e => e.Task != without).ToList();
                    return examples.Count < OnsetModel.LeastRuns ? null : OnsetModel.Fit(examples);
                }
            );
        }
    }
}
