using System.Text.Json.Serialization;
using Stopwise.Traces.Actions;
using Stopwise.Traces.Costs;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Trees;

/// <summary>A run as a tree: stages, steps, calls; every step with the one before it and the state it was taken in.</summary>
/// <remarks>
/// Built from the steps alone: it knows neither the outcome nor any label, and text of the run is data that is never
/// obeyed. The time it takes is linear in the length of the run.
/// </remarks>
public sealed class TraceTree
{
    /// <summary>Stands for the state that a run begins in, where the number of a step is expected.</summary>
    public const int Start = -1;

    private TraceTree(Run run, IReadOnlyList<StepNode> steps, IReadOnlyList<Turn> turns, IReadOnlyList<Stage> stages) =>
        (Run, Steps, Turns, Stages) = (run, steps, turns, stages);

    /// <summary>The run.</summary>
    [JsonIgnore]
    public Run Run { get; }

    /// <summary>Its stages in order; every step is in exactly one, the closing call in none.</summary>
    public IReadOnlyList<Stage> Stages { get; }

    /// <summary>Its turns in order.</summary>
    public IReadOnlyList<Turn> Turns { get; }

    /// <summary>Its steps in order.</summary>
    public IReadOnlyList<StepNode> Steps { get; }

    /// <summary>What all its model calls spent, the closing call included.</summary>
    public TreeCost Cost { get; private init; }

    /// <summary>What its closing call spent; nothing where there is none.</summary>
    public TreeCost ClosingCost { get; private init; }

    /// <summary>Steps of sub-agents whose starting call is not in the run; they are shown in the main line.</summary>
    public int LostParents { get; private init; }

    /// <summary>Builds the tree of a run.</summary>
    /// <param name="run">With all its steps.</param>
    /// <param name="prices">Price the calls where the run states no cost. The default is the shipped table.</param>
    public static TraceTree Of(Run run, PriceTable? prices = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var reader = new StepReader();
        return Of(run, [.. run.Steps.Select(reader.Read)], Turn.Of(run), prices ?? PriceTable.Shipped);
    }

    internal static TraceTree Of(
        Run run,
        IReadOnlyList<StepReading> readings,
        IReadOnlyList<Turn> turns,
        PriceTable prices
    )
    {
        var costs = TreeCost.Of(run, prices);
        var cuts = StageCuts.Of(run, readings, turns);
        var nesting = new Nesting(run);
        var states = new StateWalk();
        var nodes = new StepNode[run.Steps.Count];
        for (int i = 0, stage = 0, turn = 0; i < nodes.Length; i++)
        {
            stage += stage + 1 < cuts.Count && cuts[stage + 1].Step == i ? 1 : 0;
            turn += i > turns[turn].Last ? 1 : 0;
            var (step, reading) = (run.Steps[i], readings[i]);
            var place = states.Next(step, reading);
            nodes[i] = new StepNode(reading)
            {
                Index = i,
                Turn = turn,
                Stage = stage,
                StateParent = place.Parent,
                OpensState = place.Opens,
                Backtrack = place.Backtrack,
                StartedBy = nesting.StartedBy[i],
                Depth = nesting.Depth[i],
                ParallelGroup = nesting.Group[i],
                Calls = CallsOf(step, reading),
                Cost = costs[i],
            };
        }

        var closing = run.Closing is null ? default : costs[^1];
        return new TraceTree(run, nodes, turns, StageNames.Of(run, nodes, cuts))
        {
            Cost = costs.Aggregate(default(TreeCost), TreeCost.Add),
            ClosingCost = closing,
            LostParents = nesting.Lost,
        };
    }

    private static CallNode[] CallsOf(Step step, StepReading reading)
    {
        if (step.Calls.Count == 0)
        {
            return [];
        }

        var calls = new CallNode[step.Calls.Count];
        for (var i = 0; i < calls.Length; i++)
        {
            var read = reading.Calls[i];
            calls[i] = new CallNode(step.Calls[i].Name, read.Kind, read.Looked, read.Written, read.IsError);
        }

        return calls;
    }
}
