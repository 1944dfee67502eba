using Stopwise.Traces.Actions;
using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Trees;

/// <summary>A place where a stage begins.</summary>
/// <param name="Step">Its first step.</param>
/// <param name="Why">What happened there.</param>
/// <param name="Reason">The same in words.</param>
internal readonly record struct Cut(int Step, StageCut Why, string Reason);

/// <summary>Finds where the stages of a run begin: at turns of the main line, by what happened and never by what was said.</summary>
internal sealed class StageCuts
{
    /// <summary>Most stages of a run.</summary>
    public const int Most = 15;

    /// <summary>Fewest steps of a stage.</summary>
    private const int Shortest = 2;

    /// <summary>Runs with fewer steps are one stage.</summary>
    private const int Tiny = 6;

    /// <summary>Steps that a stage has on average, at least.</summary>
    private const int StepsOfStage = 3;

    private const int Window = 8;
    private const int ActsOfActing = 4;
    private const int ActsOfLooking = 1;

    private readonly Run _run;
    private readonly IReadOnlyList<StepReading> _readings;
    private readonly IReadOnlyList<Turn> _turns;
    private readonly Cut?[] _at;

    private StageCuts(Run run, IReadOnlyList<StepReading> readings, IReadOnlyList<Turn> turns)
    {
        (_run, _readings, _turns) = (run, readings, turns);
        _at = new Cut?[turns.Count];
    }

    /// <summary>The first steps of the stages in order; empty for a run without steps.</summary>
    public static IReadOnlyList<Cut> Of(Run run, IReadOnlyList<StepReading> readings, IReadOnlyList<Turn> turns)
    {
        if (turns.Count == 0)
        {
            return [];
        }

        var start = new Cut(0, StageCut.Start, "the run begins");
        if (run.Steps.Count < Tiny)
        {
            return [start];
        }

        var cuts = new StageCuts(run, readings, turns);
        cuts.FindEdits();
        cuts.FindRegressions();
        cuts.FindBacktracking();
        cuts.FindTalk();
        cuts.FindShifts();
        return cuts.Chosen(start);
    }

    private void FindEdits()
    {
        int first = -1,
            last = -1;
        for (var t = 0; t < _turns.Count; t++)
        {
            if (Any(_turns[t], r => r.Edits))
            {
                first = first < 0 ? t : first;
                last = t;
            }
        }

        if (first >= 0)
        {
            Add(first, StageCut.FirstEdit, $"the first edit is in s{EditOf(_turns[first])}");

            // A check right after the last edit tells what the edit was worth: it belongs to it.
            var next = last + 1;
            while (next < _turns.Count && Any(_turns[next], r => r.IsCheck))
            {
                next++;
            }

            Add(next, StageCut.HandIn, $"the last edit was in s{EditOf(_turns[last])}");
        }
    }

    private int EditOf(Turn turn)
    {
        var step = turn.First;
        while (!_readings[step].Edits)
        {
            step++;
        }

        return step;
    }

    /// <summary>
    /// The same check that did better before, or any check that counts more failing tests than the count before it with a
    /// change between the two. Two different checks are else not compared.
    /// </summary>
    private void FindRegressions()
    {
        var before = new Dictionary<string, (bool Passed, int? Failing)>(StringComparer.Ordinal);
        int? counted = null;
        var changed = false;
        for (var t = 0; t < _turns.Count; t++)
        {
            for (var i = _turns[t].First; i <= _turns[t].Last; i++)
            {
                var reading = _readings[i];
                if (!reading.IsCheck)
                {
                    changed |= reading.Changes;
                    continue;
                }

                var (passed, failing) = (reading.CheckPassed, reading.FailingTests);
                var same = before.TryGetValue(CheckOf(_run.Steps[i]), out var earlier);
                if (same && failing > earlier.Failing || !same && changed && failing > counted)
                {
                    var was = same ? earlier.Failing : counted;
                    Add(t + 1, StageCut.Regression, $"the check in s{i} fails {failing} tests, {was} before");
                }
                else if (same && earlier.Passed && !passed)
                {
                    Add(t + 1, StageCut.Regression, $"the check in s{i} fails, it passed before");
                }

                before[CheckOf(_run.Steps[i])] = (passed, failing);
                counted = failing ?? counted;
                changed = failing is null && (changed || reading.Edits);
            }
        }
    }

    private static string CheckOf(Step step)
    {
        foreach (var call in step.Calls)
        {
            if (call.Command is { } command)
            {
                return command;
            }
        }

        return step.Calls.Count > 0 ? step.Calls[0].Name : "";
    }

    private void FindBacktracking()
    {
        for (var t = 0; t < _turns.Count; t++)
        {
            for (var i = _turns[t].First; i <= _turns[t].Last; i++)
            {
                if (
                    _readings[i].Kind == StepKind.Change
                    && Revert.Of(_run.Steps[i]) is { Act: not RevertAct.Commit } revert
                )
                {
                    var what = revert.IsAll ? "work" : PlainLine.Of(string.Join(", ", revert.Files), 80);
                    var does = revert.Act == RevertAct.BringBack ? "brings back" : "takes back";
                    Add(t, StageCut.Backtracking, $"s{i} {does} {what}");
                }
            }
        }
    }

    private void FindTalk()
    {
        // One answer from outside is a complaint about the format of a call more often than a conversation.
        var replies = _run.Steps.Count(s => s.Reply is not null && s.Calls.Count == 0);
        var talks = replies > 1 && replies * 8 >= _run.Steps.Count;
        var agent = WorkerOf(_turns[0]);
        for (var t = 1; t < _turns.Count; t++)
        {
            if (talks && _run.Steps[_turns[t - 1].Last] is { Reply: not null, Calls.Count: 0 })
            {
                Add(t, StageCut.UserReply, $"the user has answered s{_turns[t - 1].Last}");
            }

            var next = WorkerOf(_turns[t]);
            if (next is not null && agent is not null && next != agent)
            {
                Add(t, StageCut.HandOver, $"{PlainLine.Of(next, 40)} takes over from {PlainLine.Of(agent, 40)}");
            }

            agent = next ?? agent;
        }
    }

    private string? WorkerOf(Turn turn) => _run.Steps[turn.Last].Agent;

    /// <summary>
    /// Acting begins where half of the next turns change or check, looking where at most one of eight does: apart by that
    /// much, so that a mixture does not flicker.
    /// </summary>
    private void FindShifts()
    {
        var acting = false;
        var acts = 0;
        for (var t = 0; t < _turns.Count; t++)
        {
            acts += Acts(t) ? 1 : 0;
            acts -= t >= Window && Acts(t - Window) ? 1 : 0;
            if (t < Window - 1)
            {
                continue;
            }

            var from = t - Window + 1;
            if (acting ? acts <= ActsOfLooking : acts >= ActsOfActing)
            {
                acting = !acting;
                while (Acts(from) != acting)
                {
                    from++;
                }

                var words = acting
                    ? $"{acts} of {Window} turns from here change or check"
                    : $"{Window - acts} of {Window} turns from here only look";
                Add(from, StageCut.Shift, words);
            }
        }
    }

    private bool Acts(int turn) => Any(_turns[turn], r => r.Kind is StepKind.Change or StepKind.Verify);

    private bool Any(Turn turn, Func<StepReading, bool> holds)
    {
        for (var i = turn.First; i <= turn.Last; i++)
        {
            if (holds(_readings[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A sub-agent's steps stay together with the call that started it, so the next turn of the main line is taken.</summary>
    private void Add(int turn, StageCut why, string reason)
    {
        while (turn < _turns.Count && _run.Steps[_turns[turn].First].ParentCallId is not null)
        {
            turn++;
        }

        if (turn < _turns.Count && !(_at[turn]?.Why >= why))
        {
            _at[turn] = new Cut(_turns[turn].First, why, reason);
        }
    }

    /// <summary>The weightiest cuts; among equals those that are followed by the longest quiet.</summary>
    private List<Cut> Chosen(Cut start)
    {
        var found = _at.Where(c => c is not null).Select(c => c!.Value).ToList();
        var end = _run.Steps.Count;
        var ranked = found.Select((cut, i) => (cut, quiet: (i + 1 < found.Count ? found[i + 1].Step : end) - cut.Step));
        var most = Math.Min(Most, end / StepsOfStage);
        List<Cut> chosen = [start];
        foreach (var (cut, _) in ranked.OrderByDescending(c => c.cut.Why).ThenByDescending(c => c.quiet))
        {
            if (chosen.Count == most)
            {
                break;
            }

            if (end - cut.Step >= Shortest && chosen.TrueForAll(c => Math.Abs(c.Step - cut.Step) >= Shortest))
            {
                chosen.Add(cut);
            }
        }

        chosen.Sort((a, b) => a.Step.CompareTo(b.Step));
        return chosen;
    }
}
