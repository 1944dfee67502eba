using Stopwise.Traces.Runs;

namespace Stopwise.Traces.Replay.Faults;

/// <summary>
/// Faults put into a recorded run while its model's answers stay as they are: observations change, actions do not. What an agent would
/// have done about a fault is not told; whether a contract still holds over what it saw and did is.
/// </summary>
public static class OpenLoop
{
    /// <summary>The run with the faults in it, and which of them found something to change.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">The faults; those of model calls do nothing here, since the answers stay.</param>
    /// <param name="others">Results of tools in other runs, for stale answers.</param>
    public static (Run Run, IReadOnlyList<InjectedFault> Injected) Put(
        Run run,
        FaultPlan plan,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? others = null
    )
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Faults.Count == 0)
        {
            return (run, []);
        }

        var injector = new FaultInjector(plan, others);
        var steps = run.Steps.Select(s => Faulty(s, injector)).ToList();
        return (run with { Steps = steps }, injector.Injected);
    }

    private static Step Faulty(Step step, FaultInjector injector)
    {
        var calls = new List<ToolCall>();
        foreach (var call in step.Calls)
        {
            var asked = AskedCall.OfTool(call);
            var fault = injector.Next(CallKind.Tool, call.Name, asked.Own.Request.Sha256);
            var seen = injector.Seen(fault, asked, ToolAnswer.Of(call), step.Index).Answered(call);
            if (fault is { Kind: FaultKind.Duplicated })
            {
                calls.Add(call);
                seen = seen with { Id = call.Id.Length == 0 ? "" : $"{call.Id}~again" };
            }

            calls.Add(seen);
        }

        return step with
        {
            Calls = calls,
        };
    }
}
