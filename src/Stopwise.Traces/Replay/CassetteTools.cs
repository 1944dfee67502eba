using Stopwise.Exits;

namespace Stopwise.Traces.Replay;

/// <summary>Runs a tool for real; given its name, its arguments and when to give up.</summary>
public delegate Task<ToolAnswer> LiveTool(string name, string arguments, CancellationToken stop);

/// <summary>Tools that answer out of a cassette, by name and arguments.</summary>
public sealed class CassetteTools
{
    private readonly CassettePlayer _player;
    private readonly LiveTool? _live;

    /// <param name="player">Gives the answers.</param>
    /// <param name="live">Called in a hybrid replay.</param>
    /// <exception cref="StopwiseException">The replay is hybrid and there is no live tool.</exception>
    public CassetteTools(CassettePlayer player, LiveTool? live = null)
    {
        ArgumentNullException.ThrowIfNull(player);
        if (player.Options.Mode == ReplayMode.Hybrid && live is null)
        {
            throw new StopwiseException("A hybrid replay needs live tools for what is not recorded: give it some.");
        }

        (_player, _live) = (player, live);
    }

    /// <summary>Calls a tool.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">Its arguments as JSON text.</param>
    /// <param name="stop">Ends a live call.</param>
    /// <exception cref="ReplayDivergedException">The call is not recorded and the replay is strict.</exception>
    public async Task<ToolAnswer> CallAsync(string name, string arguments, CancellationToken stop = default)
    {
        var call = _player.Play(AskedCall.OfTool(name, arguments));
        if (call.Entry is { } entry)
        {
            return ToolAnswer.Parse(entry.Response);
        }

        if (_player.Options.Mode == ReplayMode.Strict)
        {
            throw new ReplayDivergedException(call.Divergence!);
        }

        var answer = await _live!(name, arguments, stop).ConfigureAwait(false);
        _player.Record(call, answer.ToJson());
        return answer;
    }
}
