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
        for (var i = 0; i < run.Steps.Count; i++)
        {
            if (turns.Count > 0 && Joins(run.Steps, turns[^1], i))
            {
                turns[^1] = turns[^1] with { Last = i };
            }
            else
            {
                turns.Add(new Turn(turns.Count, i, i));
            }
        }

        return turns;
    }

    private static bool Joins(IReadOnlyList<Step> steps, Turn turn, int next)
    {
        var (before, step) = (steps[next - 1], steps[next]);
        if (step.Turn == before.Turn)
        {
            return true;
        }

        return (step.Agent is not null && IsOnlyResult(step) && !IsOnlyResult(before))
            || (before.Addressee is { } named && named == step.Agent)
            || (IsThinking(before) && step.Agent == before.Agent && turn.Last == next - 1);
    }

    private static bool IsOnlyResult(Step step) =>
        step.Calls.Count > 0 && step.Message.Length == 0 && string.IsNullOrEmpty(step.Thought);

    private static bool IsThinking(Step step) =>
        step.Agent is not null
        && step.Message.Length == 0
        && step.Calls.Count == 0
        && !string.IsNullOrEmpty(step.Thought);
}
