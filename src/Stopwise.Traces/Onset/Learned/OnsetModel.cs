using Stopwise.Traces.Signals;
using Stopwise.Traces.Text;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Onset.Learned;

/// <summary>A run that people labelled, as a model sees it.</summary>
/// <param name="Task">The task: runs of one task are never on both sides of a split.</param>
/// <param name="Rows">Features of each step, <see cref="OnsetFeatures"/>.</param>
/// <param name="Turns">Its turns.</param>
/// <param name="Label">The step that people blamed.</param>
internal sealed record OnsetExample(string Task, double[][] Rows, IReadOnlyList<Turn> Turns, int Label)
{
    /// <summary>The turn of the label.</summary>
    public int LabelTurn { get; } = Turns.First(t => t.Holds(Label)).Number;
}

/// <summary>The ranking learned from one agent's labelled runs, with sets that keep a coverage promise.</summary>
/// <remarks>
/// Sets are cross-conformal over task families at the level of turns: a turn stays in unless its strangeness, under the
/// ranking that did not see the known run, exceeds that of too many known labels.
/// </remarks>
internal sealed class OnsetModel
{
    /// <summary>Labelled runs of one agent under which nothing is learned: below, the order of time was not beaten.</summary>
    public const int LeastRuns = 60;

    private const int Folds = 10;

    private readonly OnsetRanking _whole;
    private readonly OnsetRanking[] _folds;
    private readonly int[] _foldOf;
    private readonly double[] _nonconformity;

    private OnsetModel(OnsetRanking whole, OnsetRanking[] folds, int[] foldOf, double[] nonconformity)
    {
        _whole = whole;
        _folds = folds;
        _foldOf = foldOf;
        _nonconformity = nonconformity;
    }

    /// <summary>Labelled runs behind it.</summary>
    public int Runs => _foldOf.Length;

    /// <summary>Fits the model and what its sets need; deterministic.</summary>
    /// <param name="examples">Labelled runs of one agent, at least 2 tasks.</param>
    /// <param name="columns">How many of the leading features it may use; null for all.</param>
    public static OnsetModel Fit(IReadOnlyList<OnsetExample> examples, int? columns = null)
    {
        var foldOf = FoldsOf(examples, Folds);
        var folds = Enumerable
            .Range(0, foldOf.Max() + 1)
            .Select(f => OnsetRanking.Fit([.. examples.Where((_, i) => foldOf[i] != f)], columns))
            .ToArray();
        var nonconformity = examples.Select((e, i) => 1 - folds[foldOf[i]].TurnsOf(e.Rows, e.Turns)[e.LabelTurn]);
        return new OnsetModel(OnsetRanking.Fit(examples, columns), folds, foldOf, [.. nonconformity]);
    }

    /// <summary>The probability of each step, summing to 1.</summary>
    public double[] StepsOf(double[][] rows) => _whole.StepsOf(rows);

    /// <summary>The turns that the promise needs: those whose label would not be stranger than too many known ones (CV+).</summary>
    /// <returns>Null where there are too few labelled runs for the promise.</returns>
    public OnsetSet? SetOf(double[][] rows, IReadOnlyList<Turn> turns, double coverage)
    {
        var needed = coverage * (Runs + 1);
        if (needed > Runs)
        {
            return null;
        }

        var byFold = _folds.Select(f => f.TurnsOf(rows, turns)).ToArray();
        var kept = turns.Where(turn =>
        {
            var stranger = 0;
            for (var i = 0; i < _nonconformity.Length; i++)
            {
                stranger += 1 - byFold[_foldOf[i]][turn.Number] > _nonconformity[i] ? 1 : 0;
            }

            return stranger < needed;
        });
        return new OnsetSet(coverage, [.. kept.Select(t => t.Number)], Runs);
    }

    /// <summary>Deals groups of tasks out to folds in an order that is a hash of their names: the same for the same history.</summary>
    internal static int[] FoldsOf(IReadOnlyList<OnsetExample> examples, int folds, ulong salt = 0)
    {
        var groups = GroupsOf(examples);
        var dealt = groups
            .Distinct(StringComparer.Ordinal)
            .OrderBy(g => TextHash.Mix(TextHash.Seed + salt, g))
            .ThenBy(g => g, StringComparer.Ordinal)
            .Select((group, i) => (group, Fold: i % folds))
            .ToDictionary(g => g.group, g => g.Fold, StringComparer.Ordinal);
        return [.. groups.Select(g => dealt[g])];
    }

    /// <summary>What must stay together: the family of the task, or the task where nearly all are of one family.</summary>
    internal static IReadOnlyList<string> GroupsOf(IReadOnlyList<OnsetExample> examples)
    {
        var families = examples.Select(e => TaskFamily.Of(e.Task)).ToList();
        return families.Distinct(StringComparer.Ordinal).Count() >= Folds
            ? families
            : [.. examples.Select(e => e.Task)];
    }
}
