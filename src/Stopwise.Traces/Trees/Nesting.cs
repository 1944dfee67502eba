using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Trees;

/// <summary>On whose behalf each step was taken, and which steps were asked for together.</summary>
internal sealed class Nesting
{
    public Nesting(Run run)
    {
        var steps = run.Steps;
        StartedBy = new int?[steps.Count];
        Depth = new int[steps.Count];
        Group = new int?[steps.Count];
        var callers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < steps.Count; i++)
        {
            StartedBy[i] = steps[i].ParentCallId is { } call ? CallerOf(call, callers) : HandedOverBy(steps, i);
            Depth[i] = StartedBy[i] is { } by ? Depth[by] + 1 : 0;
            foreach (var own in steps[i].Calls)
            {
                if (own.Id.Length > 0)
                {
                    callers.TryAdd(own.Id, i);
                }
            }
        }

        FindGroups(steps);
    }

    public int?[] StartedBy { get; }

    public int[] Depth { get; }

    public int?[] Group { get; }

    /// <summary>Steps whose starting call is not to be found before them.</summary>
    public int Lost { get; private set; }

    private int? CallerOf(string call, Dictionary<string, int> callers)
    {
        if (callers.TryGetValue(call, out var at))
        {
            return at;
        }

        Lost++;
        return null;
    }

    /// <summary>An agent that was spoken to works for the speaker until another agent has the floor.</summary>
    private int? HandedOverBy(IReadOnlyList<Step> steps, int i)
    {
        if (i == 0 || steps[i].Agent is not { } agent)
        {
            return null;
        }

        var before = steps[i - 1];
        return before.Addressee == agent && before.Agent != agent ? i - 1
            : before.Agent == agent && before.ParentCallId is null ? StartedBy[i - 1]
            : null;
    }

    private void FindGroups(IReadOnlyList<Step> steps)
    {
        // Sub-agents that run side by side cut a turn into pieces, so its steps need not be neighbours.
        var first = new Dictionary<int, int>();
        for (var i = 0; i < steps.Count; i++)
        {
            if (!first.TryAdd(steps[i].Turn, i))
            {
                var start = first[steps[i].Turn];
                Group[start] = start;
                Group[i] = start;
            }
            else if (steps[i].Calls.Count > 1)
            {
                Group[i] = i;
            }
        }
    }
}
