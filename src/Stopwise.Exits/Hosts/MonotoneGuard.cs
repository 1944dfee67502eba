namespace Stopwise.Exits.Hosts;

/// <summary>Watches that depth never grows along a sequence, so that no unit reads an entry that was never written.</summary>
public sealed class MonotoneGuard
{
    private int _available = int.MaxValue;

    /// <summary>Asks to run the next position to a depth.</summary>
    /// <param name="depth">Layers, counted from 1.</param>
    /// <exception cref="StopwiseException">An earlier position stopped above this depth.</exception>
    public void Enter(int depth)
    {
        if (depth > _available)
        {
            throw new StopwiseException(
                $"Depth {depth} was asked for, but an earlier position wrote only {_available}; use a schedule that never rises."
            );
        }

        _available = depth;
    }
}
