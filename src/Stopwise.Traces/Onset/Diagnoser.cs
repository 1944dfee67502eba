using System.Globalization;
using Stopwise.Traces.Kin;
using Stopwise.Traces.Onset.Learned;
using Stopwise.Traces.Runs;
using Stopwise.Traces.Trees;

namespace Stopwise.Traces.Onset;

/// <summary>Ranks the turns of a run by how likely it went wrong there, from its record alone: no model is called, nothing is run.</summary>
/// <remarks>
/// Four layers, each used where it holds: the order of time; rules with reasons; their weights by rarity where the user
/// has solved runs of the agent; weights learned where the user has labelled runs of the agent. Safe for several threads.
/// </remarks>
public sealed class Diagnoser(OnsetHistory history)
{
    private static readonly double[] Promises = [.8, .9];

    /// <summary>The report on one run.</summary>
    /// <param name="run">The run; it need not have failed.</param>
    /// <param name="solvedKin">Solved runs of its task, the nearest first; may be empty.</param>
    public OnsetReport Diagnose(Run run, IReadOnlyList<Run>? solvedKin = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var view = new RunView(run) { SolvedKin = solvedKin ?? [] };
        var findings = OnsetRules.Find(view);
        return run.Steps.Count > 0 && history.ModelFor(run) is { } model
            ? Learned(view, findings, model)
            : Ruled(view, findings);
    }

    private static OnsetReport Learned(RunView view, IReadOnlyList<Finding> findings, OnsetModel model)
    {
        var rows = OnsetFeatures.Of(view);
        var steps = model.StepsOf(rows);
        var turns = OnsetRanking.Sum(steps, view.Turns);
        var order = TurnOrder.OfTurns(view.Turns, steps);
        var sets = Promises.Select(c => model.SetOf(rows, view.Turns, c)).OfType<OnsetSet>();
        var basis =
            $"learned from {model.Runs.ToString(CultureInfo.InvariantCulture)} labelled runs of {view.Run.Agent}";
        return ReportOf(view, findings, OnsetLayer.Learned, basis, order, n => turns[n], n => turns[n]) with
        {
            Sets = [.. sets],
        };
    }

    private OnsetReport Ruled(RunView view, IReadOnlyList<Finding> findings)
    {
        var rates = history.RatesOf(view.Run.Agent);
        var scores = TurnOrder.Scores(view, findings, rates);
        var order = TurnOrder.OfTurns(view.Turns, scores);
        var (layer, basis) =
            findings.Count == 0 ? (OnsetLayer.TimeOrder, "no surface trace; showing time order")
            : rates is null ? (OnsetLayer.Rules, "rules with the weights that ship, and time order between equals")
            : (
                OnsetLayer.RarityRules,
                $"rules weighted by how rarely {rates.Runs.ToString(CultureInfo.InvariantCulture)} solved runs of {view.Run.Agent} fire them"
            );
        return ReportOf(view, findings, layer, basis, order, n => order[n].Score, _ => null);
    }

    /// <summary>What the rules find in a run and the score of each step from it, by the rates of its agent where they are known.</summary>
    internal (IReadOnlyList<Finding> Findings, double[] Scores) Judge(RunView view)
    {
        var findings = OnsetRules.Find(view);
        return (findings, TurnOrder.Scores(view, findings, history.RatesOf(view.Run.Agent)));
    }

    private static OnsetReport ReportOf(
        RunView view,
        IReadOnlyList<Finding> findings,
        OnsetLayer layer,
        string basis,
        (double Score, int Step)[] order,
        Func<int, double> score,
        Func<int, double?> probability
    )
    {
        var byTurn = findings.ToLookup(f => TurnOf(view.Turns, f.Step));
        var candidates = view
            .Turns.OrderByDescending(t => score(t.Number))
            .ThenBy(t => t.Number)
            .Select(
                (turn, i) =>
                    new OnsetCandidate(
                        i + 1,
                        turn,
                        order[turn.Number].Step,
                        probability(turn.Number),
                        [.. byTurn[turn.Number]]
                    )
            )
            .ToList();
        return new OnsetReport
        {
            Run = view.Run.Id,
            Layer = layer,
            Basis = basis,
            Candidates = candidates,
            Positions = PositionsOf(view),
            Chain = candidates.Count == 0 ? [] : DownstreamChain.From(view, candidates[0], findings),
            Findings = findings,
            Beside = view.Beside is { } kin
                ? new SolvedBeside(kin.Other.Id, kin.Divergence?.Step, KinWords.Of(kin))
                : null,
        };
    }

    private static List<PositionChoice> PositionsOf(RunView view)
    {
        var choices = new List<PositionChoice>();
        int first = -1,
            last = -1;
        for (var i = 0; i < view.Steps.Count; i++)
        {
            if (view.Talks[i] is { IsWork: true, IsPlan: false })
            {
                first = first < 0 ? i : first;
                last = i;
            }
        }

        if (first >= 0)
        {
            choices.Add(new PositionChoice("first working turn", TurnOf(view.Turns, first), first));
            choices.Add(new PositionChoice("last working turn", TurnOf(view.Turns, last), last));
        }

        return choices;
    }

    /// <summary>The number of the turn that holds a step.</summary>
    internal static int TurnOf(IReadOnlyList<Turn> turns, int step)
    {
        var (low, high) = (0, turns.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (turns[middle].First <= step)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }
}
