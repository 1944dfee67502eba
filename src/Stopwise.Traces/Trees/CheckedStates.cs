using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Trees;

/// <summary>What the run's own checks say about each state that its edits made.</summary>
/// <remarks>
/// A state passes where a check that ran on it counts its tests and none fails, and no other check fails when it last ran
/// on that state. A check that counts nothing can fail a state but not pass it. The state before the first edit passes
/// nothing: whatever a check says there, the run has not done it.
/// </remarks>
internal sealed class CheckedStates
{
    private readonly List<(int Opened, bool? Passes)> _states = [];
    private readonly Dictionary<string, bool?> _verdicts = new(StringComparer.Ordinal);
    private bool _anyVerdict;

    private CheckedStates() { }

    public FinalState Final { get; private set; }

    /// <summary>The edit that began the last unbroken stretch of checked, passing states up to the end.</summary>
    public int? RobustSolve { get; private set; }

    /// <summary>The same with states that no check looked at taken as passing; it begins at one that did pass.</summary>
    public int? EarliestSolve { get; private set; }

    /// <summary>The edit that made the first state that passed.</summary>
    public int? FirstSolve { get; private set; }

    public static CheckedStates Of(TraceTree tree)
    {
        var states = new CheckedStates();
        foreach (var node in tree.Steps)
        {
            states.Add(tree.Run.Steps[node.Index], node);
        }

        states.Close();
        states.Judge();
        return states;
    }

    private void Add(Step step, StepNode node)
    {
        var reading = node.Reading;
        if (reading.Edits || node.Backtrack is not null)
        {
            Close();
            _states.Add((node.Index, null));
            if (ChecksBeforeEdit(reading))
            {
                return;
            }
        }

        if (VerdictOf(reading) is var verdict && reading.IsCheck)
        {
            _anyVerdict |= verdict is not null;
            _verdicts[CheckOf(step, reading)] = verdict;
        }
    }

    /// <summary>True where the step's calls check first and edit then: the check has not seen the edit.</summary>
    private static bool ChecksBeforeEdit(StepReading reading)
    {
        var (check, edit) = (-1, -1);
        for (var i = 0; i < reading.Calls.Count; i++)
        {
            check = reading.Calls[i].IsCheck ? i : check;
            edit = reading.Calls[i].Kind == StepKind.Change ? i : edit;
        }

        return check < edit;
    }

    private static bool? VerdictOf(StepReading reading) =>
        !reading.CheckPassed ? false
        : reading.FailingTests == 0 ? true
        : null;

    private static string CheckOf(Step step, StepReading reading)
    {
        for (var i = 0; i < step.Calls.Count; i++)
        {
            if (reading.Calls[i].IsCheck)
            {
                return step.Calls[i].Command ?? step.Calls[i].Arguments;
            }
        }

        return "";
    }

    /// <summary>Writes the verdicts down for the state that they are about.</summary>
    private void Close()
    {
        if (_states.Count > 0)
        {
            bool? passes =
                _verdicts.ContainsValue(false) ? false
                : _verdicts.ContainsValue(true) ? true
                : null;
            _states[^1] = (_states[^1].Opened, passes);
        }

        _verdicts.Clear();
    }

    private void Judge()
    {
        FirstSolve = _states.Find(s => s.Passes == true) is { Passes: true } first ? first.Opened : null;
        Final =
            _states.Count == 0 ? FinalState.Unchanged
            : !_anyVerdict ? FinalState.NoCheck
            : _states[^1].Passes switch
            {
                null => FinalState.Unchecked,
                false => FinalState.Failing,
                true => FinalState.Passing,
            };
        if (Final != FinalState.Passing)
        {
            return;
        }

        var unbroken = true;
        for (var i = _states.Count - 1; i >= 0 && _states[i].Passes != false; i--)
        {
            unbroken &= _states[i].Passes == true;
            if (_states[i].Passes == true)
            {
                RobustSolve = unbroken ? _states[i].Opened : RobustSolve;
                EarliestSolve = _states[i].Opened;
            }
        }
    }
}
