namespace Stopwise.Traces.Replay.Faults;

/// <summary>Tools whose answers suffer the faults of a plan: the closed loop, where the agent sees the fault and acts on it.</summary>
/// <param name="inner">The tools: live ones, or <see cref="CassetteTools"/>.</param>
/// <param name="injector">Puts the faults in.</param>
public sealed class FaultyTools(LiveTool inner, FaultInjector injector)
{
    /// <summary>Calls a tool.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">Its arguments as JSON text.</param>
    /// <param name="stop">Ends the call.</param>
    public async Task<ToolAnswer> CallAsync(string name, string arguments, CancellationToken stop = default)
    {
        var asked = AskedCall.OfTool(name, arguments);
        var fault = injector.Next(CallKind.Tool, name, asked.Own.Request.Sha256);
        var answer = await inner(name, arguments, stop).ConfigureAwait(false);
        if (fault is { Kind: FaultKind.Duplicated })
        {
            answer = await inner(name, arguments, stop).ConfigureAwait(false);
        }

        return injector.Seen(fault, asked, answer);
    }
}
