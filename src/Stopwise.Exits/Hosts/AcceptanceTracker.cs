namespace Stopwise.Exits.Hosts;

/// <summary>How often the guesses of each depth were right, where recent rounds count more.</summary>
/// <remarks>
/// Two counts per depth, matches and trials, both multiplied by the decay at each observation (DEL, arXiv 2504.05598).
/// A guess behind a wrong one was not tried: it answered another question. A depth without any trial counts as always right, so that it is tried.
/// </remarks>
public sealed class AcceptanceTracker
{
    private readonly int[] _depths;
    private readonly double[] _matches;
    private readonly double[] _trials;
    private readonly double _decay;

    /// <summary>Starts without any trial.</summary>
    /// <param name="depths">Ascending, at least one.</param>
    /// <param name="decay">Above 0, at most 1; 1 forgets nothing. The default .95 is the published one.</param>
    /// <exception cref="ArgumentException">The depths do not ascend.</exception>
    public AcceptanceTracker(IEnumerable<int> depths, double decay = 0.95)
    {
        ArgumentNullException.ThrowIfNull(depths);
        if (!(decay > 0 && decay <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(decay),
                decay,
                $"The decay is {decay}; it must lie in (0, 1]."
            );
        }

        _depths = [.. depths];
        if (_depths.Length == 0 || _depths.Zip(_depths.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new ArgumentException("At least one depth is needed, and they must ascend.", nameof(depths));
        }

        _decay = decay;
        _matches = new double[_depths.Length];
        _trials = new double[_depths.Length];
    }

    /// <summary>The depths, ascending.</summary>
    public ReadOnlySpan<int> Depths => _depths;

    /// <summary>Share of right guesses, 0 to 1; 1 before the first trial.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The depth is not among <see cref="Depths"/>.</exception>
    public double Acceptance(int depth)
    {
        var i = IndexOf(depth);
        return _trials[i] > 0 ? _matches[i] / _trials[i] : 1;
    }

    /// <summary>Takes in one round of guesses.</summary>
    /// <param name="depth">The depth that guessed.</param>
    /// <param name="accepted">Guesses before the first wrong one, 0 to <paramref name="drafted"/>.</param>
    /// <param name="drafted">All guesses; without any nothing changes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The depth is not among <see cref="Depths"/>, or the counts do not fit.</exception>
    public void Observe(int depth, int accepted, int drafted)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(accepted);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(accepted, drafted);
        var i = IndexOf(depth);
        if (drafted > 0)
        {
            _matches[i] = (_decay * _matches[i]) + accepted;
            _trials[i] = (_decay * _trials[i]) + Math.Min(accepted + 1, drafted);
        }
    }

    private int IndexOf(int depth)
    {
        var i = Array.BinarySearch(_depths, depth);
        return i >= 0
            ? i
            : throw new ArgumentOutOfRangeException(
                nameof(depth),
                depth,
                $"Depth {depth} is not among {string.Join(", ", _depths)}."
            );
    }
}
