using Stopwise.Traces.Actions;

namespace Stopwise.Traces.Trees;

/// <summary>Lines for the steps of a tree: looking and talking without an event is folded, and long stretches are cut in the middle.</summary>
public sealed class TreeRows
{
    private readonly TraceTree _tree;
    private readonly StepLines _lines;
    private readonly HashSet<int> _starters;

    /// <summary>Prepares the short names of the files in a tree.</summary>
    public TreeRows(TraceTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        _tree = tree;
        _lines = new StepLines(tree);
        _starters = [.. tree.Steps.Select(s => s.StartedBy).OfType<int>()];
    }

    /// <summary>The lines of some steps in order; every step is in exactly one.</summary>
    /// <param name="first">The first step.</param>
    /// <param name="last">The last step.</param>
    /// <param name="fold">False gives a line to every step.</param>
    /// <param name="most">Most lines, from 3 up; the steps in the middle that have none share one that counts them.</param>
    public IReadOnlyList<TreeRow> Of(int first, int last, bool fold = true, int most = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(last, _tree.Steps.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 3);
        var spans = Spans(first, last, fold);
        if (spans.Count <= most)
        {
            return [.. spans.Select(RowOf)];
        }

        var (head, tail) = (most / 2, most - 1 - (most / 2));
        var (from, to) = (spans[head].First, spans[spans.Count - tail - 1].Last);
        return [.. spans.Take(head).Select(RowOf), LeftOut(from, to), .. spans.Skip(spans.Count - tail).Select(RowOf)];
    }

    private List<(int First, int Last)> Spans(int first, int last, bool fold)
    {
        var spans = new List<(int First, int Last)>();
        for (var i = first; i <= last; i++)
        {
            if (fold && spans.Count > 0 && Folds(_tree.Steps[i - 1], _tree.Steps[i]))
            {
                spans[^1] = (spans[^1].First, i);
            }
            else
            {
                spans.Add((i, i));
            }
        }

        return spans;
    }

    private bool Folds(StepNode before, StepNode next) =>
        IsPlain(before)
        && IsPlain(next)
        && before.Kind == next.Kind
        && before.StartedBy == next.StartedBy
        && before.ParallelGroup == next.ParallelGroup
        && _tree.Run.Steps[before.Index].Agent == _tree.Run.Steps[next.Index].Agent;

    private bool IsPlain(StepNode step) =>
        step is { Kind: StepKind.Explore or StepKind.Communicate, IsError: false }
        && _tree.Run.Steps[step.Index].Reply is null
        && !_starters.Contains(step.Index);

    private TreeRow RowOf((int First, int Last) span)
    {
        var (first, last) = span;
        var step = _tree.Steps[first];
        return new TreeRow
        {
            First = first,
            Last = last,
            Kind = step.Kind,
            Text = first == last ? _lines.Of(step) : _lines.OfAll(first, last),
            Depth = step.Depth,
            ParallelGroup = step.ParallelGroup,
            Cost = CostOf(first, last),
        };
    }

    private TreeRow LeftOut(int first, int last)
    {
        var (changes, checks, errors) = (0, 0, 0);
        for (var i = first; i <= last; i++)
        {
            changes += _tree.Steps[i].Kind == StepKind.Change ? 1 : 0;
            checks += _tree.Steps[i].CheckPassed is null ? 0 : 1;
            errors += _tree.Steps[i].IsError ? 1 : 0;
        }

        return new TreeRow
        {
            First = first,
            Last = last,
            Text = $"left out: {last - first + 1} steps with {changes} changes, {checks} checks, {errors} errors",
            Depth = _tree.Steps[first].Depth,
            Cost = CostOf(first, last),
        };
    }

    private TreeCost CostOf(int first, int last)
    {
        var cost = default(TreeCost);
        for (var i = first; i <= last; i++)
        {
            cost += _tree.Steps[i].Cost;
        }

        return cost;
    }
}
