using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Trees;

/// <summary>What one agent said together with the tool results that it caused: the unit in which people agree where a run went wrong.</summary>
/// <param name="Number">Position in the run, from 0.</param>
/// <param name="First">Its first step.</param>
/// <param name="Last">Its last step.</param>
public readonly record struct Turn(int Number, int First, int Last)
{
    /// <summary>Steps in it.</summary>
    public int Count => Last - First + 1;

    /// <summary>True where the step is inside.</summary>
    public bool Holds(int step) => step >= First && step <= Last;

    /// <summary>The turns of a run in order; every step is in exactly one, the closing call in none.</summary>
    /// <remarks>
    /// Steps of one model turn belong together. Where agents share a run, an entry that only reports what code printed
    /// belongs to the message that asked for it, and the thought and the instruction of an orchestrator belong to the
    /// action of the agent that it names.
    /// </remarks>
    public static IReadOnlyList<Turn> Of(Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var turns = new List<Turn>();
        string? named = null;
        for (var i = 0; i < run.Steps.Count; i++)
        {
            var step = run.Steps[i];
            if (i > 0 && Joins(run.Steps[i - 1], step, named))
            {
                turns[^1] = turns[^1] with { Last = i };
                named = step.Addressee ?? named;
            }
            else
            {
                turns.Add(new Turn(turns.Count, i, i));
                named = step.Addressee;
            }
        }

        return turns;
    }

    /// <param name="before">The step before.</param>
    /// <param name="step">The step.</param>
    /// <param name="named">The agent to whom the turn so far hands over; null where to nobody.</param>
    private static bool Joins(Step before, Step step, string? named)
    {
        if (step.Turn == before.Turn)
        {
            return true;
        }

        if (step.Agent is null)
        {
            return false;
        }

        return step.Agent == before.Agent
            ? IsThinking(before) || before.Addressee is not null
            : step.Agent == named || (IsOnlyResult(step) && !IsOnlyResult(before));
    }

    private static bool IsOnlyResult(Step step) =>
        step.Calls.Count > 0 && step.Message.Length == 0 && string.IsNullOrEmpty(step.Thought);

    private static bool IsThinking(Step step) =>
        step.Agent is not null
        && step.Message.Length == 0
        && step.Calls.Count == 0
        && !string.IsNullOrEmpty(step.Thought);
}
